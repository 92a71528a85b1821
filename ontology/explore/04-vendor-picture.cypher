// The chips of one vendor and what they are for
MATCH chips = (:Vendor {id: 'amd'})
  -[:MAKES]->(:Chip)-[:TARGETS]->(:Segment)
RETURN chips
