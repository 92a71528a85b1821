"""From RDF terms to labels, property names and values, as the schema's annotations say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from chipgraph.ontology.schema import ClassTerm, PropertyTerm, RelationTerm, Schema
from chipgraph.ontology.vocabulary import CG, CGS, OBS, local_name

# Where the name in the graph is not the local name of the RDF property.
_STORED_AS: dict[Node, str] = {
    SKOS.prefLabel: "name",
    SKOS.altLabel: "aliases",
    SKOS.hiddenLabel: "hiddenAliases",
    CG.weakLabel: "weakAliases",
    CG.ambiguousLabel: "ambiguousAliases",
    CG.alias: "aliases",
    CG.role: "roles",
    CG.claimKind: "kind",
    CG.aboutRole: "role",
    CG.evidence: "claims",
    CG.inSegment: "segment",
    DCTERMS.title: "title",
    DCTERMS.date: "date",
}


class Mapping:
    """What each class and relation of a schema stores, and how values are written."""

    def __init__(self, schema: Schema, ontology: Graph) -> None:
        self.schema = schema
        self.symbols = {unit: str(s) for unit, s in ontology.subject_objects(CG.symbol)}
        self.relations: dict[Node | None, RelationTerm] = {
            URIRef(term.iri): term for term in schema.relations.values()
        }

    def labels(self, graph: Graph, subject: Node) -> tuple[str, ...]:
        """The labels of a subject: its class first, then the classes above it."""
        types = (self._classes.get(kind) for kind in graph.objects(subject, RDF.type))
        names = {name for term in types if term for name in self._lineage(term)}
        return tuple(sorted(names, key=lambda name: (len(self.schema.subclasses(name)), name)))

    def properties(self, graph: Graph, subject: Node, labels: Iterable[str]) -> dict[str, Any]:
        """What nodes with these labels store of a subject's block."""
        stored: dict[str, PropertyTerm] = {}
        for label in reversed(tuple(labels)):
            stored |= self._stored.get(label, {})
        return self.collect(graph, subject, stored)

    def qualifiers(self, graph: Graph, statement: Node, relation: str) -> dict[str, Any]:
        """What relationships of a type store of a reified statement's block."""
        term, typed = self.schema.relations[relation], self._stored.get(relation, {})
        stored = {name: PropertyTerm(name, relation, name, "any") for name in term.qualifiers}
        found = self.collect(graph, statement, stored | typed)
        if "claims" in term.qualifiers:
            claims = graph.objects(statement, CG.evidence)
            found["claims"] = sorted(node_id(claim) for claim in claims)
        return found

    def collect(
        self, graph: Graph, subject: Node, stored: dict[str, PropertyTerm]
    ) -> dict[str, Any]:
        """The values of a subject under their names in the graph, in a fixed order."""
        values: dict[str, list[Any]] = defaultdict(list)
        for path, value in graph.predicate_objects(subject):
            name = self.stored_as(path)
            if name in stored:
                values[name].append(self.value(value, stored[name].datatype))
        return {name: _fold(values[name], stored[name].datatype) for name in sorted(values)}

    def stored_as(self, path: Node) -> str:
        """The name in the graph of an RDF property."""
        return _STORED_AS.get(path, local_name(path))

    def value(self, value: Node, datatype: str = "any") -> Any:
        """One RDF value as the graph stores it: a label, a symbol, an id, a text or a number."""
        if isinstance(value, Literal):
            return _literal(value, datatype.removesuffix("[]"))
        if value in self.symbols:
            return self.symbols[value]
        name = node_id(value)
        concept = self.schema.concepts.get(name) if str(value).startswith(str(CGS)) else None
        return concept.label if concept else name

    @cached_property
    def _classes(self) -> dict[Node, ClassTerm]:
        return {URIRef(term.iri): term for term in self.schema.classes.values()}

    @cached_property
    def _stored(self) -> dict[str, dict[str, PropertyTerm]]:
        found: dict[str, dict[str, PropertyTerm]] = defaultdict(dict)
        for term in self.schema.properties:
            found[term.owner][term.name] = term
        return dict(found)

    def _lineage(self, term: ClassTerm) -> set[str]:
        above = (self._lineage(self.schema.classes[name]) for name in term.parents)
        return {term.name}.union(*above)


def node_id(subject: Node | None) -> str:
    """The id of a node: the local name; observations, often named for a thing, keep `obs:`."""
    if subject is None:
        return ""
    name = local_name(subject)
    return f"obs:{name}" if str(subject).startswith(str(OBS)) else name


def _literal(value: Literal, datatype: str) -> Any:
    python = value.toPython()
    if datatype == "string":
        return str(value)
    if datatype == "float":
        return float(python)
    if isinstance(python, bool | int | str):
        return python
    try:
        return float(python)
    except (TypeError, ValueError):
        return str(value)


def _fold(values: list[Any], datatype: str) -> Any:
    """Several values of a list property become a list; of a single one, one text."""
    if datatype.endswith("[]"):
        return sorted(set(values), key=lambda value: (str(value).casefold(), str(value)))
    if len(values) > 1 and all(isinstance(value, str) for value in values):
        return "; ".join(sorted(values))
    return min(values, key=str)
