MATCH (maker:Vendor)-[:MAKES]->(product:Chip)-[:TARGETS]->(:Segment {id: 'car-robot-inference'})
RETURN maker.name AS vendor, product.name AS chip
ORDER BY vendor, chip
