"""The graph in memory: for parsing, analytics, pictures; the rows of answers come from the store.

A snapshot holds no vectors. It takes two queries to read, or one file where the store keeps the
whole graph in one (`Store.snapshot_file`), which is eight times as fast.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from chipgraph.graph.batch import EMBEDDING
from chipgraph.graph.contents import read_all

if TYPE_CHECKING:
    from pathlib import Path

    from networkx import MultiDiGraph

    from chipgraph.graph.batch import Batch, Node, Relationship
    from chipgraph.graph.store import Store

Edge = tuple[str, str, Mapping[str, Any]]  # source, target, properties


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """One node of a snapshot."""

    id: str
    labels: frozenset[str]
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """Nodes by id and relationships by type, in a fixed order."""

    nodes: dict[str, NodeRecord]
    edges: dict[str, list[Edge]]

    @classmethod
    def read(cls, store: Store) -> Self:
        """Everything in the store but the vectors."""
        if store.snapshot_file is not None:
            try:
                return cls.load(store.snapshot_file)
            except (OSError, ValueError, TypeError):
                pass  # the file only saves time
        return cls.query(store)

    @classmethod
    def query(cls, store: Store) -> Self:
        """Everything in the store but the vectors, asked with Cypher."""
        return cls._of(*read_all(store))

    @classmethod
    def load(cls, file: Path) -> Self:
        """What `save` wrote."""
        nodes, edges = json.loads(file.read_bytes())
        records = {key: NodeRecord(key, frozenset(names), values) for key, names, values in nodes}
        return cls(records, {kind: [(s, t, p) for s, t, p in edges[kind]] for kind in edges})

    def save(self, file: Path) -> None:
        """Write the graph to one file."""
        nodes = [(n.id, sorted(n.labels), n.properties) for n in self.nodes.values()]
        text = json.dumps((nodes, self.edges), ensure_ascii=False, separators=(",", ":"))
        file.write_text(text, encoding="utf-8")

    @classmethod
    def of(cls, batch: Batch) -> Self:
        """A batch that needs no store."""
        return cls._of(batch.nodes, batch.relationships)

    @classmethod
    def _of(cls, nodes: Iterable[Node], relationships: Iterable[Relationship]) -> Self:
        records = {
            node.id: NodeRecord(node.id, frozenset(node.labels), _kept(node.properties, node.id))
            for node in nodes
        }
        edges: dict[str, list[Edge]] = defaultdict(list)
        for edge in relationships:
            edges[edge.type].append((edge.source, edge.target, _kept(edge.properties)))
        for found in edges.values():
            found.sort(key=lambda edge: (edge[0], edge[1], sorted(map(repr, edge[2].items()))))
        return cls(dict(sorted(records.items())), dict(sorted(edges.items())))

    @cached_property
    def by_label(self) -> dict[str, list[str]]:
        """Ids by label."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in self.nodes.values():
            for label in node.labels:
                found[label].append(node.id)
        return dict(found)

    @cached_property
    def outgoing(self) -> Mapping[str, dict[str, list[str]]]:
        """By relationship type and source: the targets."""
        return _Adjacent(self.edges, 0, 1)

    @cached_property
    def incoming(self) -> Mapping[str, dict[str, list[str]]]:
        """By relationship type and target: the sources."""
        return _Adjacent(self.edges, 1, 0)

    @cached_property
    def _neighbours(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for source, target, _ in (edge for edges in self.edges.values() for edge in edges):
            found[source][target] = found[target][source] = None
        return {node: tuple(others) for node, others in found.items()}

    def neighbours(self, node: str) -> tuple[str, ...]:
        """The ids next to a node, in either direction, each once."""
        return self._neighbours.get(node, ())

    def relationships(self) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
        """Every relationship as type, source, target, properties."""
        for kind, edges in self.edges.items():
            for source, target, properties in edges:
                yield kind, source, target, properties

    def to_networkx(self) -> MultiDiGraph:
        """A networkx graph; nodes carry `labels`, relationships their type as key and `type`."""
        import networkx

        graph = networkx.MultiDiGraph()
        for node in self.nodes.values():
            graph.add_node(node.id, **{**node.properties, "labels": sorted(node.labels)})
        for kind, source, target, properties in self.relationships():
            graph.add_edge(source, target, **{**properties, "type": kind})
        return graph


class _Adjacent(Mapping[str, dict[str, list[str]]]):
    """By relationship type and one end, the other ends; each type is gathered when asked for."""

    def __init__(self, edges: Mapping[str, list[Edge]], near: int, far: int) -> None:
        self._edges, self._near, self._far = edges, near, far
        self._gathered: dict[str, dict[str, list[str]]] = {}

    def __getitem__(self, kind: str) -> dict[str, list[str]]:
        if kind not in self._gathered:
            found: dict[str, list[str]] = defaultdict(list)
            for edge in self._edges[kind]:
                found[str(edge[self._near])].append(str(edge[self._far]))
            self._gathered[kind] = found
        return self._gathered[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._edges)

    def __len__(self) -> int:
        return len(self._edges)


def _kept(properties: Mapping[str, Any], node: str | None = None) -> dict[str, Any]:
    """Properties as a store gives them back: no nulls, no vector, lists for tuples, the id."""
    kept = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in properties.items()
        if value is not None and key != EMBEDDING
    }
    return kept if node is None else {"id": node, **kept}
