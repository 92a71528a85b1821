// The same as a picture
MATCH plan = (:Vendor)-[a:ACTIVE_IN]->(:Segment)
WHERE a.standing IN ['planned', 'potential']
RETURN plan
