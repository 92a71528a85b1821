// Find claims by words: the ten best
CALL db.index.fulltext.queryNodes(
  'claim_statement', 'supply shortage')
YIELD node, score
RETURN node.statement AS claim,
  node.document AS document,
  round(score, 2) AS score
ORDER BY score DESC, claim
LIMIT 10
