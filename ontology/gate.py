"""The gate: which facts may enter, decided by SHACL shapes, with a sentence per refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from chipgraph.ontology.closure import direct_triples, superclass_types
from chipgraph.ontology.schema import HOME
from chipgraph.ontology.turtle import read_turtle
from chipgraph.ontology.vocabulary import CG, GATE, short_name

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SHAPES = HOME / "shapes.ttl"
_THINGS = GATE["entity-closed"]  # what any thing may have
_PLACE = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One reason why one fact is refused; `subject` is the fact, never a blank node."""

    subject: str
    path: str
    value: str
    message: str
    shape: str


def check(data: Graph, ontology: Graph) -> tuple[Violation, ...]:
    """What is wrong with the facts, sorted; empty where all may enter.

    `data` is left as it is. Relations count as stated by rdf:Statement only.
    """
    import pyshacl

    work = _working_copy(data, ontology)
    _, results, _ = pyshacl.validate(
        work,
        shacl_graph=_opened(shapes(), ontology),
        inference="none",
        advanced=False,
        inplace=True,
    )
    return tuple(sorted(set(_violations(results, work))))


@cache
def shapes() -> Graph:
    """The shapes of the gate, read once."""
    return read_turtle(SHAPES)


def _opened(closed: Graph, ontology: Graph) -> Graph:
    """The shapes, where a thing may also have what the ontology declares for its kind."""
    from rdflib import RDFS, SH, BNode, Graph

    opened = closed + Graph(bind_namespaces="none")
    kinds = set(ontology.transitive_subjects(RDFS.subClassOf, CG.Entity))
    for path in {p for kind in kinds for p in ontology.subjects(RDFS.domain, kind)}:
        if (path, CG.relationshipType, None) not in ontology:
            shape = BNode()
            opened.add((_THINGS, SH.property, shape))
            opened.add((shape, SH.path, path))
    return opened


def _working_copy(data: Graph, ontology: Graph) -> Graph:
    """Facts and ontology in one graph, with superclass types and without direct triples.

    Direct triples only repeat statements; left in, an error in a statement would fall upon the
    things that it speaks of.
    """
    from rdflib import Graph

    work = Graph(bind_namespaces="none")
    for triple in ontology:
        work.add(triple)
    repeated = set(direct_triples(data))
    for triple in data:
        if triple not in repeated:
            work.add(triple)
    for triple in superclass_types(data, ontology):
        work.add(triple)
    return work


def _violations(results: Graph, work: Graph) -> list[Violation]:
    from rdflib import RDF, SH

    return [_violation(results, r, work) for r in results.subjects(RDF.type, SH.ValidationResult)]


def _violation(results: Graph, result: Node, work: Graph) -> Violation:
    from rdflib import SH

    focus = results.value(result, SH.focusNode)
    value = results.value(result, SH.value)
    path = results.value(result, SH.resultPath)
    shape = results.value(result, SH.sourceShape)
    # A rule about whole facts is a query: its focus is a term of the ontology, its value the fact.
    component = results.value(result, SH.sourceConstraintComponent)
    subject = value if component == SH.SPARQLConstraintComponent else _owner(focus, work)
    names = {"this": _shown(subject), "value": _shown(value), "path": _shown(path)}
    return Violation(
        subject=str(subject),
        path=_shown(path),
        value=_shown(value),
        message=_message(results, result, names),
        shape=short_name(shape) if shape is not None else "",
    )


def _message(results: Graph, result: Node, names: dict[str, str]) -> str:
    from rdflib import SH

    texts = sorted(str(text) for text in results.objects(result, SH.resultMessage))
    filled = _PLACE.sub(lambda place: names.get(place[1], ""), texts[0] if texts else "")
    return re.sub(r"https?://[^\s,;\"]+[^\s,;.\"]", lambda iri: short_name(iri[0]), filled)


def _owner(node: Node | None, work: Graph) -> Node | None:
    """The fact in which a blank node stands; any other node is its own fact."""
    from rdflib import BNode

    seen: set[Node | None] = set()
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        node = next(iter(work.subjects(None, node)), node)
    return node


def _shown(node: Node | None) -> str:
    from rdflib import BNode, URIRef

    if node is None or isinstance(node, BNode):
        return ""
    return short_name(node) if isinstance(node, URIRef) else str(node)
