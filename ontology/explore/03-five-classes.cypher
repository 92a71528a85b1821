// All five classes in one picture
// Who makes chips for cars and robots: from the vendor over the chip to the segment, and on to its workload and its tiers.
MATCH (s:Segment {id: 'car-robot-inference'})
MATCH chips = (:Vendor)-[:MAKES]->(:Chip)
  -[:TARGETS]->(s)
MATCH work = (s)-[:HAS_WORKLOAD]->(:Workload)
MATCH tiers = (s)-[:HAS_TIER]->(:DeploymentTier)
RETURN chips, work, tiers
