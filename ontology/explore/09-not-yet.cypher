// Who plans to come in, and who might
MATCH (v:Vendor)-[a:ACTIVE_IN]->(place:Entity)
WHERE a.standing IN ['planned', 'potential']
RETURN place.name AS place,
  a.standing AS standing, v.name AS vendor
ORDER BY place, standing, vendor
