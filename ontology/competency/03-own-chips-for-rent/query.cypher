MATCH (maker:Vendor)-[:OFFERS]->(rental:CloudInstance)-[:USES]->(product:Chip)<-[:MAKES]-(maker)
RETURN maker.name AS vendor, rental.name AS instance, product.name AS chip
ORDER BY vendor, instance, chip
