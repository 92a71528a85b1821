MATCH (figure:Observation {measure: 'memory-capacity'})-[:OF]->(product:Chip)
WHERE figure.value IS NOT NULL
RETURN product.name AS chip, figure.value AS value, figure.unit AS unit
ORDER BY figure.normalisedValue DESC, chip
