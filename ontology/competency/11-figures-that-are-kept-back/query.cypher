MATCH (figure:Observation {status: 'not disclosed'})-[:OF]->(thing:Entity)
RETURN thing.name AS thing, figure.measureLabel AS measure
ORDER BY thing, measure
