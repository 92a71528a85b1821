// How firm is one vendor's position?
// What each document says of it, side by side: some call it settled, others see it weaken. `how` tells a fact from a forecast or an opinion.
MATCH (c:Claim)-[:ABOUT]->(:Vendor {id: 'nvidia'})
WHERE c.statement CONTAINS 'dominan'
  OR c.statement CONTAINS 'market share'
MATCH (d:Document {id: c.document})
RETURN DISTINCT d.title AS document,
  c.statement AS claim, c.modality AS how
ORDER BY document, claim, how
