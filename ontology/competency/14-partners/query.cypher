MATCH (one:Organization)-[partnership:PARTNERS_WITH]->(other:Organization)
WITH one, other, partnership.segment AS place
OPTIONAL MATCH (segment:Segment {id: place})
RETURN one.name AS one, other.name AS other, segment.name AS segment
ORDER BY one, other
