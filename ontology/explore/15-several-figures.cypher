// Things with more than one figure of the same kind
// Look at period and status before you call two figures a conflict.
MATCH (o:Observation)-[:OF]->(thing:Entity)
WITH thing, o.measureLabel AS measure,
  count(o) AS figures
WHERE figures > 1
MATCH (o:Observation)-[:OF]->(thing)
WHERE o.measureLabel = measure
RETURN thing.name AS thing, measure,
  o.period AS period, o.status AS status,
  o.value AS value, o.low AS low,
  o.high AS high, o.unit AS unit,
  o.statedBy AS stated_by
ORDER BY thing, measure, period, value, low
