MATCH (:Vendor {id: 'nvidia'})-[rivalry:COMPETES_WITH {segment: 'cloud-inference'}]-(rival:Vendor)
MATCH (rival)-[presence:ACTIVE_IN]->(:Segment {id: 'cloud-inference'})
WHERE presence.standing <> 'customer'
RETURN rivalry.standing AS rivalry, presence.standing AS standing, rival.name AS vendor
ORDER BY rivalry, standing, vendor
