"""The closure that shapes and rules rely on: what follows from the facts without any doubt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


def close(graph: Graph, ontology: Graph) -> int:
    """Add the direct triple of each rdf:Statement and the superclasses of each type, in place.

    Returns how many triples were added; a second call adds none.
    """
    before = len(graph)
    for triple in (*direct_triples(graph), *superclass_types(graph, ontology)):
        graph.add(triple)
    return len(graph) - before


def direct_triples(graph: Graph) -> list[tuple[Node, Node, Node]]:
    """The triple that each rdf:Statement states."""
    from rdflib import RDF

    return [
        (subject, predicate, target)
        for statement, predicate in graph.subject_objects(RDF.predicate)
        for subject in graph.objects(statement, RDF.subject)
        for target in graph.objects(statement, RDF.object)
    ]


def superclass_types(graph: Graph, ontology: Graph) -> list[tuple[Node, Node, Node]]:
    """The types that follow from the class tree of the ontology."""
    from rdflib import RDF

    above: dict[Node, frozenset[Node]] = {}
    found: list[tuple[Node, Node, Node]] = []
    for thing, kind in graph.subject_objects(RDF.type):
        if kind not in above:
            above[kind] = frozenset(_ancestors(ontology, kind))
        found += [(thing, RDF.type, ancestor) for ancestor in above[kind]]
    return found


def _ancestors(ontology: Graph, kind: Node) -> Iterator[Node]:
    from rdflib import RDFS

    for ancestor in ontology.transitive_objects(kind, RDFS.subClassOf):
        if ancestor != kind and ancestor is not None:
            yield ancestor
