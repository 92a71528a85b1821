"""What can be said: the terms, the gate and the rules.

In come Turtle files: classes and relations with all their words (`chipgraph.ttl`), what proves and
qualifies facts (`evidence.ttl`), what the graph stores (`mapping.ttl`), value schemes
(`schemes.ttl`), measures, units, SHACL shapes (`shapes.ttl`) and rules (`rules/*.rq`). Out go a
typed `Schema` (`schema.py`), violations in plain words (`gate.py`), derived facts (`rules.py`), and
the generated constraints, indexes and pages (`generate.py`). Read `chipgraph.ttl` first. A new
class, property or synonym needs no code. `checks/` keeps the terms tidy; `competency/` holds
questions that the graph must answer, in SPARQL and in Cypher.
"""
