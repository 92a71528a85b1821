// The documents, and how many claims come from each
MATCH (d:Document)
MATCH (d)<-[:IN_DOCUMENT]-(p:Passage)
MATCH (p)<-[:STATED_IN]-(c:Claim)
RETURN d.title AS document,
  count(DISTINCT p) AS passages,
  count(DISTINCT c) AS claims
ORDER BY claims DESC, document
