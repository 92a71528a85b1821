// Every chip of every vendor
// A product family and its members are chips alike; `level` says which it is.
MATCH (v:Vendor)-[m:MAKES]->(c:Chip)
OPTIONAL MATCH (c)-[:VARIANT_OF]->(f:Chip)
RETURN v.name AS vendor, c.name AS chip,
  c.level AS level, c.kind AS kind,
  f.name AS family, m.status AS status
ORDER BY vendor, chip, family, status
