// Segments between workloads and tiers
// The parts of the market in which vendors are compared: each is some work in some place.
MATCH (s:Segment)
WHERE s.arena = true
MATCH work = (s)-[:HAS_WORKLOAD]->(:Workload)
MATCH tier = (s)-[:HAS_TIER]->(:DeploymentTier)
RETURN work, tier
