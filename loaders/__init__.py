"""Facts in, a store out.

Turtle files of cited facts come in: the shipped ones (`facts/*.ttl`) and a user's own. They are
parsed (`turtle`, `sources`), checked by the gate of the ontology, and what it refuses is set aside
with file, line and reason (`quarantine`). The rest, with what the rules derive from it, is mapped
to nodes and relationships as the schema says (`mapping`, `claims`, `quantities`, `batch`), given
vectors, and written as a store of its own that is renamed into place (`shelf`). A load report goes
out. Beside that: `verify` re-reads every cited span, `validate` checks a user's file before it is
loaded, `export_ttl` writes all that was admitted.

Read `pipeline` first.
"""
