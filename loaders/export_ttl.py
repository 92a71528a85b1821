"""The admitted facts and what the rules derived, as Turtle in an order that never varies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import NamespaceManager
from rdflib.term import Node

from chipgraph.loaders.content import content_hash, shipped_facts
from chipgraph.loaders.namespaces import PREFIXES
from chipgraph.loaders.pipeline import read_facts


def export_turtle(facts: Sequence[Path] = ()) -> str:
    """The facts of these files (the shipped ones by default) as one Turtle text."""
    paths = tuple(facts) or shipped_facts()
    known = read_facts(paths, version=content_hash(paths, model=""))
    return to_turtle(known.graph + known.quarantine.phrasings())


def to_turtle(graph: Graph) -> str:
    """A graph as Turtle: subjects, properties and values sorted, unnamed nodes inside."""
    writer = _Writer(graph)
    head = [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    return "\n".join([*head, "", *writer.blocks()])


class _Writer:
    """Prints a graph whose unnamed nodes form trees; one that does not gets its N-Triples name."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.names = NamespaceManager(Graph(bind_namespaces="none"), bind_namespaces="none")
        for name, iri in PREFIXES.items():
            self.names.bind(name, iri)
        mentioned: dict[Node, int] = defaultdict(int)
        for value in graph.objects():
            mentioned[value] += isinstance(value, BNode)
        self.inner = {node for node, count in mentioned.items() if count == 1}

    def blocks(self) -> Iterator[str]:
        """One block per subject, in the order of class and name."""
        subjects = [s for s in set(self.graph.subjects()) if s not in self.inner]
        for subject in sorted(subjects, key=lambda s: (self._kind(s), str(s))):
            yield f"{self._term(subject)} {self._properties(subject, '    ')} .\n"

    def _kind(self, subject: Node) -> str:
        return min((str(kind) for kind in self.graph.objects(subject, RDF.type)), default="~")

    def _properties(self, subject: Node, indent: str) -> str:
        values: dict[Node, list[str]] = defaultdict(list)
        for path, value in self.graph.predicate_objects(subject):
            values[path].append(self._value(value, indent))
        paths = sorted(values, key=lambda path: (path != RDF.type, str(path)))
        lines = (f"{self._path(path)} {', '.join(sorted(values[path]))}" for path in paths)
        return f" ;\n{indent}".join(lines)

    def _value(self, value: Node, indent: str) -> str:
        if value in self.inner:
            return f"[ {self._properties(value, f'{indent}    ')} ]"
        return self._term(value)

    def _path(self, path: Node) -> str:
        return "a" if path == RDF.type else self._term(path)

    def _term(self, term: Node) -> str:
        if isinstance(term, Literal) and _is_plain(term):
            return str(term)
        if isinstance(term, URIRef | Literal):
            return term.n3(self.names)
        return term.n3() if isinstance(term, BNode) else str(term)


def _is_plain(value: Literal) -> bool:
    """Integers and truth values are written without quotes."""
    if value.datatype == XSD.boolean:
        return str(value) in ("true", "false")
    return value.datatype == XSD.integer and re.fullmatch(r"[+-]?\d+", value) is not None
