MATCH (part:Segment)-[:BROADER]->(cut:Segment)-[:BROADER]->(:Segment {id: 'trendx-ai-training-market'})
RETURN cut.name AS dimension, count(part) AS parts
ORDER BY dimension
