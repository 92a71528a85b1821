"""Derived facts: the rules of `ontology/rules/*.rq`, run in order of name to a fixpoint."""

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


def derive(data: Graph, ontology: Graph) -> Graph:
    """What the rules add to the facts, as a graph of its own; `data` is left as it is."""
    from rdflib import Graph

    work = Graph(bind_namespaces="none")
    for triple in data:
        work.add(triple)
    close(work, ontology)
    derived = Graph(bind_namespaces="none")
    for _ in range(_MOST_ROUNDS):
        before = len(work)
        for rule in rules():
            _apply(rule, work, derived)
        close(work, ontology)
        if len(work) == before:
            return derived
    raise ChipgraphError(
        "The rules do not come to an end.", "Look for rules that create new things for each other."
    )


def rules() -> tuple[Path, ...]:
    """The rule files, in the order in which they run."""
    return tuple(sorted(RULES.glob("*.rq")))


def _apply(rule: Path, work: Graph, derived: Graph) -> None:
    for triple in work.query(_prepared(rule)).graph or ():
        if triple not in work:
            derived.add(triple)
    for triple in derived:
        work.add(triple)


@cache
def _prepared(rule: Path) -> Query:
    from rdflib.plugins.sparql import prepareQuery

    return prepareQuery(rule.read_text(encoding="utf-8"))
