MATCH (company:Vendor)-[here:ACTIVE_IN]->(:Segment {id: 'cloud-inference'})
WHERE here.standing IN ['incumbent', 'challenger', 'entrant']
WITH DISTINCT company
MATCH (company)-[there:ACTIVE_IN]->(:Segment {id: 'edge-inference'})
WHERE there.standing IN ['incumbent', 'challenger', 'entrant']
RETURN DISTINCT company.name AS vendor
ORDER BY vendor
