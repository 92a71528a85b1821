"""Everything of ours on a Neo4j server, page by page.

A page is so many nodes with the relationships that leave them, in one row: a query that takes less
than a second, so that no graph is too large for a time limit, and few rows, since each costs the
driver more than what is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from chipgraph.graph.batch import EMBEDDING, Node, Relationship
from chipgraph.graph.neo4j_schema import KEY, MARK, quoted
from chipgraph.graph.neo4j_server import Server

_PAGE = 1000  # nodes
_READ = (
    f"MATCH (n:{quoted(MARK)}) WHERE n.id > $after WITH n ORDER BY n.id LIMIT $page "
    "RETURN max(n.id), collect([n.id, labels(n), {properties}, "
    f"[(n)-[r]->(m:{quoted(MARK)}) WHERE r.{quoted(KEY)} IS NOT NULL | {{leaving}}]])"
)
_WHOLE = "[{element}, type(r), m.id, properties(r)]"
_WITHOUT_VECTOR = f"n {{.*, {EMBEDDING}: null}}"
_COUNT = f"MATCH (n:{quoted(MARK)}) RETURN count(n)"


class Leaving(NamedTuple):
    """A relationship as it is stored; its properties hold no mark, which is the key."""

    edge: Relationship
    key: str
    element: str  # its element id, where that was asked for


def pages(
    server: Server, *, vectors: bool, elements: bool
) -> Iterator[list[tuple[Node, list[Leaving]]]]:
    """Every node with an id, as text, of its own; vectors and element ids only if asked for."""
    leaving = _WHOLE.replace("{element}", "elementId(r)" if elements else "''")
    for rows in _pages(server, leaving, vectors):
        yield [(_node(row, vectors), _leaving(row)) for row in rows]


def keyed_pages(server: Server) -> Iterator[list[tuple[Node, list[str]]]]:
    """Every node without its vector, and the keys of the relationships that leave it."""
    for rows in _pages(server, f"r.{quoted(KEY)}", vectors=False):
        yield [(_node(row, vectors=False), [str(key) for key in row[3]]) for row in rows]


def _pages(server: Server, leaving: str, vectors: bool) -> Iterator[list[list[Any]]]:
    text = _READ.replace("{leaving}", leaving).replace(
        "{properties}", "properties(n)" if vectors else _WITHOUT_VECTOR
    )
    after = ""
    while after is not None:
        [(after, rows)] = server.raw(text, {"after": after, "page": _PAGE})
        yield rows


def count(server: Server) -> int:
    """How many nodes are there, those without an id too."""
    return int(server.raw(_COUNT)[0][0])


def _node(row: list[Any], vectors: bool) -> Node:
    key, labels, properties, _ = row
    labels.remove(MARK)
    if not vectors:
        del properties[EMBEDDING]
    return Node(key, tuple(sorted(labels)), properties)


def _leaving(row: list[Any]) -> list[Leaving]:
    return [
        Leaving(Relationship(kind, row[0], target, values), str(values.pop(KEY)), element)
        for element, kind, target, values in row[3]
    ]
