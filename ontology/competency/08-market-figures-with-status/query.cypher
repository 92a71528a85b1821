MATCH (figure:Observation)-[:OF]->(:Segment {id: 'trendx-ai-training-market'})
WHERE figure.measure IN ['market-size', 'cagr'] AND figure.value IS NOT NULL
MATCH (publisher:Entity {id: figure.statedBy})
RETURN figure.measureLabel AS measure, figure.period AS period, figure.value AS value,
  figure.unit AS unit, figure.status AS status, publisher.name AS publisher
ORDER BY measure, period, value
