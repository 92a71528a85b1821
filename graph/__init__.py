"""The property graph: what is stored, how it is asked, what comes back.

In come batches of nodes and relationships (from the loaders) and parameterised Cypher (from the
question answering and the doors). Out go a loaded store, rows, a snapshot in memory, and files
that other tools read. Nothing here knows about questions or where a fact came from. Read
`graph/store.py` first: it says what every store can do; `graph/embedded.py` is the default one,
`graph/neo4j_store.py` the one on a server (`graph/neo4j_build.py` loads it).
"""
