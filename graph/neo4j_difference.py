"""What a Neo4j server holds of ours, compared with what it should hold.

Of what is read, page by page, only what differs is kept: that is what a load has to write. At its
end a second, quicker look says whether all is there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import starmap
from typing import Any, TypeVar

from chipgraph.graph.batch import (
    EMBEDDING,
    Batch,
    Node,
    Relationship,
    node_digest,
    relationship_digest,
)
from chipgraph.graph.neo4j_pages import count, keyed_pages, pages
from chipgraph.graph.neo4j_server import Server

Stored = TypeVar("Stored")


@dataclass(slots=True)
class Difference:
    """What a batch has that the server has not, and the other way round."""

    new: list[Node] = field(default_factory=list)
    changed: list[Node] = field(default_factory=list)
    edges: dict[str, Relationship] = field(default_factory=dict)  # by key
    dead_nodes: list[str] = field(default_factory=list)
    dead_edges: list[str] = field(default_factory=list)  # element ids
    # labels → ids of nodes that lose them
    dead_labels: dict[tuple[str, ...], list[str]] = field(default_factory=lambda: defaultdict(list))
    strays: int = 0  # nodes with our mark whose id somebody took away

    def __bool__(self) -> bool:
        ours = (self.new, self.changed, self.edges)
        return any((*ours, self.dead_nodes, self.dead_edges, self.strays))


class Wanted:
    """What a server should hold of ours."""

    def __init__(self, batch: Batch) -> None:
        self.nodes = {node.id: node for node in batch.nodes}
        self.edges = keyed(batch.relationships)

    def compare(self, server: Server, beat: Callable[[], None]) -> Difference:
        """The difference in content; `beat` is called after every page."""
        found, kept, seen = Difference(), set[str](), set[str]()
        for stored, edges in _beaten(pages(server, vectors=True, elements=True), beat):
            seen.add(stored.id)
            wanted = self.nodes.get(stored.id)
            if wanted is None:
                found.dead_nodes.append(stored.id)
            elif not _same_node(wanted, stored, vectors=True):
                found.changed.append(wanted)
                surplus = tuple(sorted(set(stored.labels) - set(wanted.labels)))
                if surplus:
                    found.dead_labels[surplus].append(stored.id)
            for edge, key, element in edges:
                if key not in kept and _same_edge(self.edges.get(key), edge):
                    kept.add(key)
                else:
                    found.dead_edges.append(element)
        found.new = [node for key, node in self.nodes.items() if key not in seen]
        found.edges = {key: edge for key, edge in self.edges.items() if key not in kept}
        found.strays = count(server) - len(seen)
        return found

    def holds(self, server: Server, beat: Callable[[], None]) -> bool:
        """Whether all of it and nothing else of ours is there, when a load has written.

        Relationships are known by their keys, which follow from their content and are written with
        it: those that stood before were compared whole, and a key says where it belongs.
        """
        seen, kept = set[str](), set[str]()
        for stored, keys in _beaten(keyed_pages(server), beat):
            wanted = self.nodes.get(stored.id)
            if wanted is None or not _same_node(wanted, stored, vectors=False):
                return False
            for key in keys:
                edge = self.edges.get(key)
                if edge is None or edge.source != stored.id or key in kept:
                    return False
                kept.add(key)
            seen.add(stored.id)
        return len(seen) == len(self.nodes) == count(server) and len(kept) == len(self.edges)


def _beaten(read: Iterable[list[Stored]], beat: Callable[[], None]) -> Iterator[Stored]:
    for page in read:
        yield from page
        beat()


def keyed(relationships: Iterable[Relationship]) -> dict[str, Relationship]:
    """Each relationship by a key that follows from its content; twins are numbered."""
    seen: Counter[str] = Counter()
    found: dict[str, Relationship] = {}
    for edge in relationships:
        digest = relationship_digest(edge).hex()[:32]
        seen[digest] += 1
        found[f"{digest}-{seen[digest]}"] = edge
    return found


def _same_node(wanted: Node, stored: Node, vectors: bool) -> bool:
    if set(wanted.labels) != set(stored.labels):
        return False
    given = wanted.properties
    if not vectors and EMBEDDING in given:
        given = {key: value for key, value in given.items() if key != EMBEDDING}
    if _alike({"id": wanted.id, **given}, stored.properties):
        return True
    return node_digest(wanted, embeddings=vectors) == node_digest(stored, embeddings=vectors)


def _same_edge(wanted: Relationship | None, stored: Relationship) -> bool:
    if wanted is None:
        return False
    ends = (wanted.type, wanted.source, wanted.target)
    if ends != (stored.type, stored.source, stored.target):
        return False
    if _alike(wanted.properties, stored.properties):
        return True
    return relationship_digest(wanted) == relationship_digest(stored)


def _alike(wanted: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Whether two maps are plainly the same: a quick look that spares most digests."""
    if len(stored) != len(wanted):
        return False
    return all(key in stored and _equal(value, stored[key]) for key, value in wanted.items())


def _equal(wanted: Any, stored: Any) -> bool:
    """Equal and of one type: to Python 1 equals True, to a graph it does not."""
    if isinstance(wanted, list | tuple) and isinstance(stored, list):
        return len(wanted) == len(stored) and all(starmap(_equal, zip(wanted, stored, strict=True)))
    return type(wanted) is type(stored) and bool(wanted == stored)
