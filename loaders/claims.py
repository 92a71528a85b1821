"""Claims, their passages and phrasings as nodes; what they are about as relationships."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rdflib import RDF, Graph
from rdflib.term import Node as Term

from chipgraph.graph.batch import Node, Relationship
from chipgraph.loaders.mapping import Mapping, node_id
from chipgraph.ontology.vocabulary import CG, OA

CLAIM, PHRASING, PASSAGE = "Claim", "Phrasing", "Passage"
_LAST = 1_000_000


def claim_properties(graph: Graph, claim: Term, mapping: Mapping) -> dict[str, Any]:
    """What a claim shows beside its own words: where it is stated, who says so, its arguments."""
    found: dict[str, Any] = {}
    for passage in sorted(graph.objects(claim, CG.statedIn), key=node_id)[:1]:
        found["document"] = node_id(graph.value(passage, CG.inDocument))
        found["section"] = str(graph.value(passage, CG.section) or "")
        found["start"] = _integer(graph.value(passage, OA.start))
        found["end"] = _integer(graph.value(passage, OA.end))
    speakers = _parts(graph, claim, CG.attributedTo)
    found["attribution"] = [_name(graph, graph.value(part, CG.node)) for part in speakers]
    arguments = [_argument(graph, part, mapping) for part in _parts(graph, claim, CG.argument)]
    found["arguments"] = json.dumps(arguments, ensure_ascii=False)
    return found


def claim_relationships(graph: Graph, claim: Term) -> Iterator[Relationship]:
    """ABOUT and ATTRIBUTED_TO with role and order, STATED_IN."""
    name = node_id(claim)
    for kind, path in (("ABOUT", CG.about), ("ATTRIBUTED_TO", CG.attributedTo)):
        for part in _parts(graph, claim, path):
            node, role = graph.value(part, CG.node), graph.value(part, CG.aboutRole)
            properties: dict[str, Any] = {"role": str(role)} if role is not None else {}
            if (order := _order(graph, part)) != _LAST:
                properties["order"] = order
            yield Relationship(kind, name, node_id(node), properties)
    for passage in graph.objects(claim, CG.statedIn):
        yield Relationship("STATED_IN", name, node_id(passage))


def phrasings(graph: Graph, asks: Graph) -> Iterator[tuple[Node, Relationship]]:
    """One node per way of asking for a claim, numbered in the order of the texts."""
    for claim in sorted(set(asks.subjects(CG.asks)), key=node_id):
        if (claim, RDF.type, CG.Claim) in graph:
            texts = sorted({str(text) for text in asks.objects(claim, CG.asks)})
            for number, text in enumerate(texts, 1):
                name = f"{node_id(claim)}/{number}"
                node = Node(name, (PHRASING,), {"id": name, "text": text})
                yield node, Relationship("PHRASES", name, node_id(claim))


def _argument(graph: Graph, part: Term, mapping: Mapping) -> dict[str, Any]:
    """One argument with short keys: role, value or low and high or text, unit, qualifier."""
    found: dict[str, Any] = {}
    for path, value in graph.predicate_objects(part):
        name = {"argumentRole": "role", "unitText": "unit"}.get(node_id(path), node_id(path))
        found[name] = mapping.value(value)
    return dict(sorted(found.items()))


def _parts(graph: Graph, subject: Term, path: Term) -> list[Term]:
    """The unnamed nodes of a property in their order, then by what they say."""
    return sorted(
        graph.objects(subject, path), key=lambda part: (_order(graph, part), _said(graph, part))
    )


def _said(graph: Graph, part: Term) -> list[tuple[str, str]]:
    return sorted((str(path), str(value)) for path, value in graph.predicate_objects(part))


def _order(graph: Graph, part: Term) -> int:
    return _integer(graph.value(part, CG.order), _LAST)


def _integer(value: Term | None, default: int = 0) -> int:
    try:
        return int(str(value))
    except ValueError:
        return default


def _name(graph: Graph, node: Term | None) -> str:
    from rdflib import DCTERMS, SKOS

    if node is None:
        return ""
    named = graph.value(node, SKOS.prefLabel) or graph.value(node, DCTERMS.title)
    return str(named) if named is not None else node_id(node)
