// Find claims by meaning: the ten nearest to one
// The vector index compares what claims mean, whatever words they use.
MATCH (one:Claim {id: 'tic-044'})
CALL db.index.vector.queryNodes(
  'claim_embedding', 10, one.embedding)
YIELD node, score
RETURN node.statement AS claim,
  node.document AS document,
  round(score, 3) AS score
ORDER BY score DESC, claim
