// What makes two vendors rivals, in words
MATCH (:Vendor {id: 'amd'})
  -[r:COMPETES_WITH {segment: 'cloud-inference'}]-
  (:Vendor {id: 'nvidia'})
UNWIND r.claims AS id
MATCH (c:Claim {id: id})-[:STATED_IN]->(p:Passage)
  -[:IN_DOCUMENT]->(d:Document)
RETURN c.statement AS claim,
  p.section AS section, d.title AS document
ORDER BY claim, section
