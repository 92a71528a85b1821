// Vendors with two standings in one place
MATCH (v:Vendor)-[a:ACTIVE_IN]->(place:Entity)
MATCH (v)-[b:ACTIVE_IN]->(place)
WHERE a.standing < b.standing
RETURN v.name AS vendor, place.name AS place,
  a.standing AS one, b.standing AS other
ORDER BY vendor, place, one, other
