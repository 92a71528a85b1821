MATCH (newcomer:Vendor)-[presence:ACTIVE_IN]->(market:Entity)
WHERE market.arena = true AND presence.standing IN ['planned', 'potential']
RETURN market.name AS arena, presence.standing AS standing, newcomer.name AS vendor
ORDER BY arena, standing, vendor
