// Your own vendor
// Set the parameter first: a click on it runs the command. Then put another id in its place.
// :param vendor => "qualcomm"
MATCH (v:Vendor {id: $vendor})-[a:ACTIVE_IN]->
  (place:Entity)
RETURN v.name AS vendor, place.name AS place,
  a.standing AS standing
ORDER BY place, standing
