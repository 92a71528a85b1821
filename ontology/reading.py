"""Reads the typed schema out of the ontology's RDF; the only file that knows both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from chipgraph.ontology.schema import (
    ClassTerm,
    ConceptTerm,
    MeasureTerm,
    PropertyTerm,
    RelationTerm,
    Schema,
    UnitTerm,
)
from chipgraph.ontology.vocabulary import CG, local_name


def schema_of(graph: Graph) -> Schema:
    """The schema that an ontology graph describes; terms are sorted, so equal graphs agree."""
    labels = {c: str(label) for c, label in graph.subject_objects(CG.nodeLabel)}
    types = {p: str(name) for p, name in graph.subject_objects(CG.relationshipType)}
    classes = [_class(graph, term, labels) for term in labels]
    relations = [_relation(graph, term, name, labels) for term, name in types.items()]
    concepts = [_concept(graph, c, labels | types) for c in graph.subjects(RDF.type, SKOS.Concept)]
    measures = [_measure(graph, term, labels) for term in graph.subjects(RDF.type, CG.Measure)]
    units = [_unit(graph, term) for term in graph.subjects(RDF.type, CG.Unit)]
    return Schema(
        classes={c.name: c for c in sorted(classes, key=lambda c: c.name)},
        relations={r.name: r for r in sorted(relations, key=lambda r: r.name)},
        concepts={c.id: c for c in sorted(concepts, key=lambda c: c.id)},
        measures={m.id: m for m in sorted(measures, key=lambda m: m.id)},
        units={u.symbol: u for u in sorted(units, key=lambda u: u.symbol)},
        properties=tuple(
            sorted(_properties(graph, labels | types), key=lambda p: (p.owner, p.name))
        ),
    )


def _class(graph: Graph, term: Node, labels: dict[Node, str]) -> ClassTerm:
    return ClassTerm(
        name=labels[term],
        iri=str(term),
        label=_label(graph, term),
        plural=_one(graph, term, CG.pluralLabel) or _label(graph, term),
        alt=_texts(graph, term, SKOS.altLabel),
        definition=_one(graph, term, SKOS.definition),
        parents=_named(graph.objects(term, RDFS.subClassOf), labels),
        colour=_one(graph, term, CG.colour),
        caption=_one(graph, term, CG.caption),
        main=int(_one(graph, term, CG.main) or 0),
    )


def _relation(graph: Graph, term: Node, name: str, labels: dict[Node, str]) -> RelationTerm:
    return RelationTerm(
        name=name,
        iri=str(term),
        label=_label(graph, term),
        alt=_texts(graph, term, SKOS.altLabel),
        inverse_label=_one(graph, term, CG.inverseLabel),
        inverse_alt=_texts(graph, term, CG.inverseAltLabel),
        definition=_one(graph, term, SKOS.definition),
        domain=_named(_ends(graph, term, RDFS.domain), labels),
        range=_named(_ends(graph, term, RDFS.range), labels),
        symmetric=(term, RDF.type, OWL.SymmetricProperty) in graph,
        transitive=(term, RDF.type, OWL.TransitiveProperty) in graph,
        derived=_flag(graph, term, CG.derived),
        qualifiers=_texts(graph, term, CG.carries),
        same_class=_flag(graph, term, CG.sameClass),
        inside=_flag(graph, term, CG.inside),
        caption=_one(graph, term, CG.caption),
    )


def _concept(graph: Graph, term: Node, names: dict[Node, str]) -> ConceptTerm:
    scheme = graph.value(term, SKOS.inScheme)
    return ConceptTerm(
        id=local_name(term),
        scheme=local_name(scheme) if scheme else "",
        label=_one(graph, term, SKOS.prefLabel),
        plural=_one(graph, term, CG.pluralLabel) or _one(graph, term, SKOS.prefLabel),
        alt=_texts(graph, term, SKOS.altLabel),
        definition=_one(graph, term, SKOS.definition),
        broader=tuple(sorted(local_name(b) for b in graph.objects(term, SKOS.broader))),
        property=_one(graph, scheme, CG.graphProperty) if scheme else "",
        apart=_flag(graph, term, CG.apart),
        applies_to=_named(graph.objects(scheme, CG.appliesTo), names) if scheme else (),
    )


def _measure(graph: Graph, term: Node, labels: dict[Node, str]) -> MeasureTerm:
    return MeasureTerm(
        id=local_name(term),
        label=_one(graph, term, SKOS.prefLabel),
        alt=_texts(graph, term, SKOS.altLabel),
        adjectives=_texts(graph, term, CG.adjective),
        adjectives_low=_texts(graph, term, CG.adjectiveLow),
        higher_is=_texts(graph, term, CG.higherIs),
        rate_of=tuple(sorted(local_name(of) for of in graph.objects(term, CG.rateOf))),
        definition=_one(graph, term, SKOS.definition),
        dimension=_one(graph, term, CG.dimension),
        unit=_unit_symbol(graph, term),
        applies_to=_named(graph.objects(term, CG.appliesTo), labels),
    )


def _unit_symbol(graph: Graph, term: Node) -> str:
    unit = graph.value(term, CG.unit)
    return _one(graph, unit, CG.symbol) if unit else ""


def _unit(graph: Graph, term: Node) -> UnitTerm:
    return UnitTerm(
        symbol=_one(graph, term, CG.symbol),
        label=_one(graph, term, SKOS.prefLabel),
        alt=_texts(graph, term, SKOS.altLabel),
        dimension=_one(graph, term, CG.dimension),
        factor=float(_one(graph, term, CG.factor) or 1.0),
    )


def _properties(graph: Graph, owners: dict[Node, str]) -> Iterator[PropertyTerm]:
    for owner, stored in graph.subject_objects(CG.stores):
        scheme = graph.value(stored, CG.valuesFrom)
        dimensions = _one(graph, stored, CG.dimensions)
        yield PropertyTerm(
            name=_one(graph, stored, CG.graphProperty),
            owner=owners[owner],
            label=_label(graph, stored),
            datatype=_one(graph, stored, CG.datatype) or "string",
            values_from=local_name(scheme) if scheme else None,
            unique=_flag(graph, stored, CG.unique),
            indexed=_flag(graph, stored, CG.indexed),
            full_text=_one(graph, stored, CG.fullText) or None,
            vector_index=_one(graph, stored, CG.vectorIndex) or None,
            dimensions=int(dimensions) if dimensions else None,
            asked=_flag(graph, stored, CG.asked),
            alt=_texts(graph, stored, SKOS.altLabel),
            adjectives=_texts(graph, stored, CG.adjective),
            adjectives_low=_texts(graph, stored, CG.adjectiveLow),
            unit=_unit_symbol(graph, stored),
        )


def _ends(graph: Graph, term: Node, end: URIRef) -> Iterator[Node]:
    for value in graph.objects(term, end):
        union = graph.value(value, OWL.unionOf) if isinstance(value, BNode) else None
        if union is None:
            yield value
        else:
            yield from Collection(graph, union)


def _named(terms: Iterable[Node], names: dict[Node, str]) -> tuple[str, ...]:
    return tuple(sorted({names[term] for term in terms if term in names}))


def _label(graph: Graph, term: Node) -> str:
    return _one(graph, term, RDFS.label)


def _one(graph: Graph, term: Node, predicate: URIRef) -> str:
    return min((str(value) for value in graph.objects(term, predicate)), default="")


def _texts(graph: Graph, term: Node, predicate: URIRef) -> tuple[str, ...]:
    return tuple(sorted({str(value) for value in graph.objects(term, predicate)}))


def _flag(graph: Graph, term: Node, predicate: URIRef) -> bool:
    return _one(graph, term, predicate) in {"true", "1"}
