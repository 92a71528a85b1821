MATCH (source:Vendor|Person)<-[:ATTRIBUTED_TO]-(claim:Claim)
RETURN DISTINCT claim.document AS document, source.name AS speaker
ORDER BY document, speaker
