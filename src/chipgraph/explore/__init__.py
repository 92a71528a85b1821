"""A guided walk through the graph in the Neo4j Browser.

In come the ontology's schema and the walk that belongs to it (`ontology/explore/`: pages in
`guide.toml`, saved queries as `.cypher` files); out go a guide as HTML and as AsciiDoc, a style
that gives each class its colour and caption, the queries as files, and a web server on this machine
that the Browser reads them from. An ontology without a walk gets one made from its classes.

Read `guide` first; `html`, `asciidoc` and `style` write, `site` serves.
"""
