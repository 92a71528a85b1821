"""Brings a Neo4j server to hold exactly a batch: writes what differs (neo4j_difference.py).

Since every load starts from what the server really holds, a load that was killed is completed by
the next one, a second load writes nothing, and what is gone from the batch goes from the server.
What is known to be missing is created, which costs a third of `MERGE`: each transaction is a step
that the server takes only once (`Turn.once`), so a lost acknowledgement costs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from chipgraph.errors import StoreError
from chipgraph.graph.batch import EMBEDDING, Batch, Node, Relationship
from chipgraph.graph.embedded_load import Progress
from chipgraph.graph.neo4j_difference import Difference
from chipgraph.graph.neo4j_errors import AGAIN
from chipgraph.graph.neo4j_meta import Turn
from chipgraph.graph.neo4j_schema import KEY, MARK, labelled, quoted

_ROWS = 5000  # of a transaction
_HEAVY = 1000  # of one whose rows hold vectors, or take relationships with them
_OURS = quoted(MARK)
_REMOVE_NODES = (
    f"UNWIND $rows AS row MATCH (n:{_OURS} {{id: row}}) DETACH DELETE n "
    "RETURN count(m) AS held, count(*) AS done"
)
_REMOVE_STRAYS = (
    f"MATCH (n:{_OURS}) WHERE coalesce(n.id >= '', false) = false DETACH DELETE n "
    "RETURN count(m) AS held, count(*) AS done"
)
_REMOVE_EDGES = (
    "UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row DELETE r "
    "RETURN count(m) AS held, count(*) AS done"
)
_DROP_LABELS = (
    f"UNWIND $rows AS row MATCH (n:{_OURS} {{id: row}}) REMOVE n{{labels}} "
    "RETURN count(m) AS held, count(n) AS done"
)
_CREATE_NODES = (
    f"UNWIND $rows AS row CREATE (n:{_OURS}{{labels}}) SET n = row "
    "RETURN count(m) AS held, count(n) AS done"
)
_CHANGE_NODES = (
    f"UNWIND $rows AS row MATCH (n:{_OURS} {{id: row.id}}) SET n = row SET n{{labels}} "
    "RETURN count(m) AS held, count(n) AS done"
)
_CREATE_EDGES = (
    f"UNWIND $rows AS row MATCH (a:{_OURS} {{id: row[0]}}) MATCH (b:{_OURS} {{id: row[1]}}) "
    "CREATE (a)-[r:{type}]->(b) SET r = row[2] "
    "RETURN count(m) AS held, count(r) AS done"
)

Thing = TypeVar("Thing")


def apply(change: Difference, batch: Batch, turn: Turn, progress: Progress) -> None:
    """Remove, then write nodes, then relationships."""
    _remove(turn, _REMOVE_EDGES, change.dead_edges)
    _remove(turn, _REMOVE_NODES, change.dead_nodes)
    if change.strays:
        turn.once(_REMOVE_STRAYS, [])
    for labels, ids in change.dead_labels.items():
        _remove(turn, _DROP_LABELS.replace("{labels}", labelled(labels)), ids)
    progress.stage("nodes", len(batch.nodes))
    progress.advance(len(batch.nodes) - len(change.new) - len(change.changed))
    for text, nodes in ((_CREATE_NODES, change.new), (_CHANGE_NODES, change.changed)):
        for labels, some in _grouped(nodes, lambda node: tuple(sorted(node.labels))):
            size = _HEAVY if any(EMBEDDING in node.properties for node in some) else _ROWS
            asked = text.replace("{labels}", labelled(labels))
            _write(turn, asked, some, _row, progress, size)
    progress.stage("relationships", len(batch.relationships))
    progress.advance(len(batch.relationships) - len(change.edges))
    for kind, edges in _grouped(change.edges.items(), lambda item: item[1].type):
        _write(turn, _CREATE_EDGES.replace("{type}", quoted(kind)), edges, _edge_row, progress)


def _remove(turn: Turn, text: str, rows: Sequence[str]) -> None:
    for start in range(0, len(rows), _HEAVY):
        turn.once(text, list(rows[start : start + _HEAVY]))


def _write(
    turn: Turn,
    text: str,
    things: Sequence[Thing],
    row: Callable[[Thing], Any],
    progress: Progress,
    size: int = _ROWS,
) -> None:
    """One transaction per so many things, each of which must have been written."""
    for start in range(0, len(things), size):
        part = [row(thing) for thing in things[start : start + size]]
        if turn.once(text, part) < len(part):
            place = turn.server.address.place
            raise StoreError(f"Somebody else changed the graph at {place} meanwhile.", AGAIN)
        progress.advance(len(part))


def _grouped(
    things: Iterable[Thing], name: Callable[[Thing], Any]
) -> list[tuple[Any, list[Thing]]]:
    groups: dict[Any, list[Thing]] = defaultdict(list)
    for thing in things:
        groups[name(thing)].append(thing)
    return sorted(groups.items())


def _row(node: Node) -> dict[str, Any]:
    return {"id": node.id} | _stored(node.properties)


def _edge_row(item: tuple[str, Relationship]) -> list[Any]:
    key, edge = item
    return [edge.source, edge.target, _stored(edge.properties) | {KEY: key}]


def _stored(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(key, value) for key, value in properties.items() if value is not None}


def _plain(key: str, value: Any) -> Any:
    if key == EMBEDDING:
        return value.tolist() if hasattr(value, "tolist") else [float(number) for number in value]
    return list(value) if isinstance(value, tuple) else value
