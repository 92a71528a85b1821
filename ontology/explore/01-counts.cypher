// How many things of each class
// A thing counts for its class and for every class above it: each vendor is an organization and an entity, too.
MATCH (n)
UNWIND labels(n) AS class
WITH class
WHERE NOT class STARTS WITH '_'
RETURN class, count(*) AS number
ORDER BY number DESC, class
