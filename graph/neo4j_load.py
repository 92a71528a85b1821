"""Brings a Neo4j server to hold exactly a batch: reads what is there, writes what differs.

Since every step starts from what the server really holds, a load that was killed is completed by
the next one, a second load writes nothing, and what is gone from the batch goes from the server.
Each transaction can be run twice with the same result, so a lost acknowledgement costs nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chipgraph.errors import StoreError
from chipgraph.graph.batch import (
    EMBEDDING,
    Batch,
    Node,
    Relationship,
    node_digest,
    relationship_digest,
)
from chipgraph.graph.embedded_load import Progress
from chipgraph.graph.neo4j_errors import AGAIN
from chipgraph.graph.neo4j_meta import Turn
from chipgraph.graph.neo4j_schema import KEY, MARK, labelled, quoted
from chipgraph.graph.neo4j_server import Server

_ROWS = 1000  # of a transaction
_OURS = quoted(MARK)
_STORED_NODES = f"MATCH (n:{_OURS}) RETURN n.id, labels(n), properties(n)"
_STORED_EDGES = (
    f"MATCH (a:{_OURS})-[r]->(b:{_OURS}) WHERE r.{quoted(KEY)} IS NOT NULL "
    f"RETURN r.{quoted(KEY)}, elementId(r), type(r), a.id, b.id, properties(r)"
)
_REMOVE_NODES = (
    f"UNWIND $rows AS row MATCH (n:{_OURS} {{id: row}}) DETACH DELETE n "
    "RETURN count(m) AS held, count(*) AS done"
)
_REMOVE_EDGES = (
    "UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row DELETE r "
    "RETURN count(m) AS held, count(*) AS done"
)
_WRITE_NODES = (
    f"UNWIND $rows AS row MERGE (n:{_OURS} {{id: row.id}}) SET n = row.properties "
    "SET n{labels} RETURN count(m) AS held, count(n) AS done"
)
_DROP_LABELS = (
    f"UNWIND $rows AS row MATCH (n:{_OURS} {{id: row}}) REMOVE n{{labels}} "
    "RETURN count(m) AS held, count(n) AS done"
)
_WRITE_EDGES = (
    f"UNWIND $rows AS row MATCH (a:{_OURS} {{id: row.source}}) "
    f"MATCH (b:{_OURS} {{id: row.target}}) "
    f"MERGE (a)-[r:{{type}} {{{quoted(KEY)}: row.key}}]->(b) SET r = row.properties "
    "RETURN count(m) AS held, count(r) AS done"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a batch has that the server has not, and the other way round."""

    nodes: tuple[Node, ...]
    edges: Mapping[str, Relationship]  # by key
    dead_nodes: tuple[str, ...]
    dead_edges: tuple[str, ...]  # element ids
    dead_labels: Mapping[tuple[str, ...], tuple[str, ...]]  # labels → ids of nodes that lose them


def difference(server: Server, batch: Batch) -> Difference:
    """Compare the content of every node and relationship, vectors included."""
    stored = {key: Node(key, tuple(labels), p) for key, labels, p in server.read(_STORED_NODES)}
    wanted = {node.id: node for node in batch.nodes}
    edges, kept, dead = keyed(batch.relationships), set(), []
    for key, element, kind, source, target, properties in server.read(_STORED_EDGES):
        edge = Relationship(kind, source, target, properties)
        if key in edges and key not in kept and key.startswith(_digest(edge)):
            kept.add(key)
        else:
            dead.append(element)
    return Difference(
        nodes=tuple(node for node in batch.nodes if _differs(node, stored.get(node.id))),
        edges={key: edge for key, edge in edges.items() if key not in kept},
        dead_nodes=tuple(key for key in stored if key not in wanted),
        dead_edges=tuple(dead),
        dead_labels=_dead_labels(stored, wanted),
    )


def apply(change: Difference, batch: Batch, turn: Turn, progress: Progress) -> None:
    """Remove, then write nodes, then relationships."""
    _in_parts(turn, _REMOVE_EDGES, change.dead_edges)
    _in_parts(turn, _REMOVE_NODES, change.dead_nodes)
    for labels, ids in change.dead_labels.items():
        _in_parts(turn, _DROP_LABELS.replace("{labels}", labelled(labels)), ids)
    progress.stage("nodes", len(batch.nodes))
    progress.advance(len(batch.nodes) - len(change.nodes))
    by_labels: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for node in change.nodes:
        by_labels[tuple(sorted(node.labels))].append({"id": node.id, "properties": _row(node)})
    for labels, rows in sorted(by_labels.items()):
        _in_parts(turn, _WRITE_NODES.replace("{labels}", labelled(labels)), rows, progress)
    progress.stage("relationships", len(batch.relationships))
    progress.advance(len(batch.relationships) - len(change.edges))
    by_type: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, edge in change.edges.items():
        by_type[edge.type].append(_edge_row(key, edge))
    for kind, rows in sorted(by_type.items()):
        _in_parts(turn, _WRITE_EDGES.replace("{type}", quoted(kind)), rows, progress)


def keyed(relationships: Iterable[Relationship]) -> dict[str, Relationship]:
    """Each relationship by a key that follows from its content; twins are numbered."""
    seen: Counter[str] = Counter()
    found: dict[str, Relationship] = {}
    for edge in relationships:
        digest = _digest(edge)
        seen[digest] += 1
        found[f"{digest}-{seen[digest]}"] = edge
    return found


def _in_parts(turn: Turn, text: str, rows: Sequence[Any], progress: Progress | None = None) -> None:
    """One transaction per so many rows; with a `progress`, each row must have been written."""
    for part in _parts(rows):
        done = turn.write(text, rows=part)
        if progress is not None:
            if done < len(part):
                raise StoreError(
                    f"Somebody else changed the graph at {turn.server.address.place} meanwhile.",
                    AGAIN,
                )
            progress.advance(len(part))


def _parts(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), _ROWS):
        yield list(rows[start : start + _ROWS])


def _digest(edge: Relationship) -> str:
    return relationship_digest(edge).hex()[:32]


def _differs(node: Node, stored: Node | None) -> bool:
    if stored is None:
        return True
    return node_digest(node, embeddings=True) != node_digest(stored, embeddings=True)


def _dead_labels(
    stored: Mapping[str, Node], wanted: Mapping[str, Node]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in stored.keys() & wanted.keys():
        surplus = set(stored[key].labels) - set(wanted[key].labels)
        if surplus:
            found[tuple(sorted(surplus))].append(key)
    return {labels: tuple(ids) for labels, ids in found.items()}


def _row(node: Node) -> dict[str, Any]:
    return {"id": node.id} | _stored(node.properties)


def _edge_row(key: str, edge: Relationship) -> dict[str, Any]:
    properties = _stored(edge.properties) | {KEY: key}
    return {"key": key, "source": edge.source, "target": edge.target, "properties": properties}


def _stored(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(key, value) for key, value in properties.items() if value is not None}


def _plain(key: str, value: Any) -> Any:
    if key == EMBEDDING:
        return value.tolist() if hasattr(value, "tolist") else [float(number) for number in value]
    return list(value) if isinstance(value, tuple) else value
