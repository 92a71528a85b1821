// The tree of deployment tiers
MATCH tree = (:DeploymentTier)
  -[:BROADER]->(:DeploymentTier)
RETURN tree
