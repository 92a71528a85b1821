MATCH (product:Chip)-[:VARIANT_OF*0..4]->(:Chip {id: 'aws-trainium'})
MATCH (product)-[:SERVES]->(work:Workload)
RETURN DISTINCT product.name AS chip, work.name AS workload
ORDER BY chip, workload
