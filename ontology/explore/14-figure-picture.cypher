// A figure with the thing and the source
MATCH thing = (o:Observation)-[:OF]->(:Chip)
WHERE o.measure = 'memory-capacity'
MATCH proof = (o)-[:EVIDENCED_BY]->(:Claim)
  -[:STATED_IN]->(:Passage)
RETURN thing, proof
