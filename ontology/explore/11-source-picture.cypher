// From a rivalry to the documents behind it
// Each claim leads to the passage that it was read from, and each passage to its document.
MATCH (:Vendor {id: 'amd'})
  -[r:COMPETES_WITH {segment: 'cloud-inference'}]-
  (:Vendor {id: 'nvidia'})
UNWIND r.claims AS id
MATCH proof = (:Claim {id: id})
  -[:STATED_IN]->(:Passage)
  -[:IN_DOCUMENT]->(:Document)
RETURN proof
