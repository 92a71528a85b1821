"""The facts as a property graph: which nodes, which relationships, ready for any store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node as Term

from chipgraph.errors import FactsError
from chipgraph.graph.batch import Batch, Node, Relationship
from chipgraph.loaders.claims import CLAIM, claim_properties, claim_relationships, phrasings
from chipgraph.loaders.mapping import Mapping, node_id
from chipgraph.loaders.namespaces import shorten
from chipgraph.loaders.quantities import normalised
from chipgraph.ontology.schema import Schema
from chipgraph.ontology.vocabulary import CG

OBSERVATION = "Observation"
EVIDENCED_BY = "EVIDENCED_BY"
# Relations that facts give as plain triples; all others carry evidence, as statements.
_PLAIN = (("IN_DOCUMENT", CG.inDocument), ("OF", CG.of), (EVIDENCED_BY, CG.evidencedBy))


def build(facts: Graph, asks: Graph, *, schema: Schema, ontology: Graph, version: str) -> Batch:
    """Map admitted and derived facts and their phrasings to one batch, in a fixed order."""
    mapping = Mapping(schema, ontology)
    nodes = [_node(facts, subject, labels, mapping) for subject, labels in _named(facts, mapping)]
    edges = [*_statements(facts, mapping), *_plain(facts)]
    for claim in facts.subjects(RDF.type, CG.Claim):
        edges += claim_relationships(facts, claim)
    for node, edge in phrasings(facts, asks):
        nodes.append(node)
        edges.append(edge)
    return Batch(_ordered_nodes(nodes), _ordered_edges(edges), version)


def with_embeddings(batch: Batch, vectors: dict[str, Any]) -> Batch:
    """The batch with a vector on each node whose id is among `vectors`."""
    nodes = (
        replace(node, properties={**node.properties, "embedding": vectors[node.id]})
        if node.id in vectors
        else node
        for node in batch.nodes
    )
    return replace(batch, nodes=tuple(nodes))


def _named(facts: Graph, mapping: Mapping) -> Iterator[tuple[URIRef, tuple[str, ...]]]:
    """Every named subject of a class that the schema stores."""
    owners: dict[str, URIRef] = {}
    for subject in sorted(set(facts.subjects(RDF.type, None)), key=str):
        labels = () if isinstance(subject, BNode) else mapping.labels(facts, subject)
        if labels and isinstance(subject, URIRef):
            other = owners.setdefault(node_id(subject), subject)
            if other != subject:
                raise FactsError(
                    f"{shorten(other)} and {shorten(subject)} would share the id "
                    f"{node_id(subject)!r} in the graph.",
                    "Rename one of them.",
                )
            yield subject, labels


def _node(facts: Graph, subject: URIRef, labels: tuple[str, ...], mapping: Mapping) -> Node:
    properties = {"id": node_id(subject)} | mapping.properties(facts, subject, labels)
    if CLAIM in labels:
        properties |= claim_properties(facts, subject, mapping)
    elif OBSERVATION in labels:
        measure = mapping.schema.measures.get(properties.get("measure", ""))
        properties["measureLabel"] = measure.label if measure else properties.get("measure", "")
        properties |= normalised(properties, mapping.schema)
    return Node(node_id(subject), labels, properties)


def _statements(facts: Graph, mapping: Mapping) -> Iterator[Relationship]:
    """A relationship per reified statement; of a symmetric relation, from the smaller id."""
    for statement in facts.subjects(RDF.type, RDF.Statement):
        term = mapping.relations.get(facts.value(statement, RDF.predicate))
        if term is not None:
            source, target = (
                node_id(facts.value(statement, end)) for end in (RDF.subject, RDF.object)
            )
            if term.symmetric and source > target:
                source, target = target, source
            properties = mapping.qualifiers(facts, statement, term.name)
            yield Relationship(term.name, source, target, properties)
        else:
            yield from _valued(facts, statement, mapping)


def _valued(facts: Graph, statement: Term, mapping: Mapping) -> Iterator[Relationship]:
    """What proves a value of a scheme: it stands on the node, its claims beside the node."""
    path = facts.value(statement, RDF.predicate)
    value = facts.value(statement, RDF.object)
    if path is None or value is None:
        return
    proves = {"property": mapping.stored_as(path), "value": str(mapping.value(value))}
    source = node_id(facts.value(statement, RDF.subject))
    for claim in facts.objects(statement, CG.evidence):
        yield Relationship(EVIDENCED_BY, source, node_id(claim), proves)


def _plain(facts: Graph) -> Iterator[Relationship]:
    for name, path in _PLAIN:
        for subject, value in facts.subject_objects(path):
            yield Relationship(name, node_id(subject), node_id(value))


def _ordered_nodes(nodes: list[Node]) -> tuple[Node, ...]:
    return tuple(sorted(nodes, key=lambda node: (node.labels, node.id)))


def _ordered_edges(edges: list[Relationship]) -> tuple[Relationship, ...]:
    unique = {_key(edge): edge for edge in edges}
    return tuple(unique[key] for key in sorted(unique))


def _key(edge: Relationship) -> tuple[str, str, str, str]:
    return edge.type, edge.source, edge.target, repr(sorted(edge.properties.items()))
