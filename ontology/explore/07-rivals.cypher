// Rivals of one vendor, place by place
// `because` says what makes them rivals: an offering for that part of the market, a statement of a source, or both.
MATCH (:Vendor {id: 'nvidia'})
  -[r:COMPETES_WITH {standing: 'actual'}]-
  (rival:Vendor)
MATCH (place:Entity {id: r.segment})
RETURN place.name AS place, rival.name AS rival,
  r.strength AS because,
  size(r.claims) AS claims
ORDER BY place, rival
