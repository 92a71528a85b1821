MATCH (figure:Observation {measure: 'hourly-list-price'})-[:OF]->(rental:Entity)
RETURN rental.name AS instance, figure.value AS value, figure.unit AS unit, figure.status AS status
ORDER BY value DESC, instance
