MATCH (:Vendor {id: 'amd'})-[rivalry:COMPETES_WITH {segment: 'cloud-inference'}]-(:Vendor {id: 'nvidia'})
UNWIND rivalry.claims AS id
MATCH (proof:Claim {id: id})-[:STATED_IN]->(passage:Passage)-[:IN_DOCUMENT]->(document:Document)
RETURN proof.id AS claim, document.id AS document, passage.section AS section
ORDER BY claim
