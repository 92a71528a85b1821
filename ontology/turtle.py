"""Reads Turtle files into one rdflib graph, with errors that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.errors import FactsError

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


def read_turtle(*paths: Path) -> Graph:
    """One graph of all the files given."""
    from rdflib import Graph

    graph = Graph()
    for path in paths:
        _read(graph, path)
    return graph


def _read(graph: Graph, path: Path) -> None:
    from rdflib.plugins.parsers.notation3 import BadSyntax

    try:
        graph.parse(data=path.read_text(encoding="utf-8"), format="turtle")
    except FileNotFoundError as missing:
        raise FactsError(f"{path} does not exist.", "Check the path.") from missing
    except UnicodeDecodeError as wrong:
        raise FactsError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from wrong
    except BadSyntax as wrong:
        raise FactsError(
            f"{path}, line {wrong.lines + 1}: not valid Turtle: {wrong._why}.",
            "Look at that line and the one above it for a missing dot, quote or prefix.",
        ) from wrong


def block(graph: Graph, subject: Node) -> Iterator[tuple[Node, Node, Node]]:
    """The triples of a subject and of the unnamed nodes inside it."""
    from rdflib import BNode

    waiting, seen = [subject], {subject}
    while waiting:
        for triple in graph.triples((waiting.pop(), None, None)):
            yield triple
            value = triple[2]
            if isinstance(value, BNode) and value not in seen:
                seen.add(value)
                waiting.append(value)
