// Every figure, with its status and its period
// A range stays a range: it has a low and a high end and no value. Where all three are empty, a source says that the figure is not published.
MATCH (o:Observation)-[:OF]->(thing:Entity)
RETURN o.measureLabel AS measure,
  thing.name AS thing, o.value AS value,
  o.low AS low, o.high AS high, o.unit AS unit,
  o.status AS status, o.period AS period,
  o.statedBy AS stated_by
ORDER BY measure, thing, period, value, low,
  stated_by
