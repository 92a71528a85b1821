// Who is active in cloud inference
// Those with a place there today: incumbents, challengers and entrants. The word on each arrow is the standing.
MATCH place = (:Vendor)-[a:ACTIVE_IN]->
  (:Segment {id: 'cloud-inference'})
WHERE a.standing IN
  ['incumbent', 'challenger', 'entrant']
RETURN place
