"""Derived facts: the rules of `ontology/rules/*.rq`, run in order of name to a fixpoint.

A rule reads relations by their names: it runs again only where another round could give it more.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.errors import ChipgraphError
from chipgraph.ontology.closure import close
from chipgraph.ontology.schema import HOME

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.plugins.sparql.sparql import Query

RULES = HOME / "rules"
_MOST_ROUNDS = 20


def derive(facts: Graph, ontology: Graph) -> Graph:
    """Add to the facts, in place, what follows from them; returns what the rules added."""
    from rdflib import Graph

    derived = Graph(bind_namespaces="none")
    due = rules()
    for _ in range(_MOST_ROUNDS):
        close(facts, ontology)
        new = Graph(bind_namespaces="none")
        for rule in due:
            new += _additions(rule, facts)
            facts += new
        derived += new
        due = tuple(rule for rule in rules() if _reads(rule, new))
        if not due:
            return derived
    raise ChipgraphError(
        "The rules do not come to an end.", "Look for rules that create new things for each other."
    )


def rules() -> tuple[Path, ...]:
    """The rule files, in the order in which they run."""
    return tuple(sorted(RULES.glob("*.rq")))


def _additions(rule: Path, facts: Graph) -> Graph:
    """What a rule says that is not there yet."""
    from rdflib import Graph

    found = Graph(bind_namespaces="none")
    for triple in facts.query(_prepared(rule)).graph or ():
        if triple not in facts:
            found.add(triple)
    return found


def _reads(rule: Path, new: Graph) -> bool:
    """Whether a rule asks for a relation of which there are new statements."""
    from rdflib import RDF

    from chipgraph.ontology.vocabulary import short_name

    condition = rule.read_text(encoding="utf-8").partition("WHERE")[2]
    return any(
        short_name(relation) in condition for relation in set(new.objects(None, RDF.predicate))
    )


@cache
def _prepared(rule: Path) -> Query:
    from rdflib.plugins.sparql import prepareQuery

    return prepareQuery(rule.read_text(encoding="utf-8"))
