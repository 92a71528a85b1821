// Whom the documents quote
// `claims` counts what a document does not say itself but reports as said by somebody.
MATCH (c:Claim)-[:ATTRIBUTED_TO]->(who:Entity)
MATCH (d:Document {id: c.document})
RETURN who.name AS speaker, d.title AS document,
  count(c) AS claims
ORDER BY claims DESC, speaker, document
