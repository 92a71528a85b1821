"""Values on their way to a Neo4j server and back: plain Python on our side, marks left out.

A node of ours carries one label more than the graph has, a relationship one property more
(neo4j_schema.py). Whoever reads sees neither: a list that holds the mark is a list of labels or
of keys, a map that holds it the properties of something.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neo4j.graph import Node, Path, Relationship

from chipgraph.graph.neo4j_schema import KEY, MARK

_PLAIN = frozenset((str, int, float, bool, type(None)))


def outgoing(value: Any) -> Any:
    """Arrays, tuples and sets as the lists that every backend takes."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, list | tuple | set | frozenset):
        return [item if type(item) in _PLAIN else outgoing(item) for item in value]
    if isinstance(value, Mapping):
        return {key: outgoing(item) for key, item in value.items()}
    return value


def incoming(value: Any) -> Any:
    """A value as the embedded store gives it: times as ISO text, things as their properties."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, Node | Relationship):
        return _map(dict(value))
    if isinstance(value, dict):
        return _map(value)
    if isinstance(value, Path):
        return [incoming(part) for part in _parts(value)]
    if hasattr(value, "iso_format"):
        return value.iso_format()
    return value


def _list(values: list[Any]) -> list[Any]:
    if MARK in values:  # no order is promised for labels; the embedded store sorts them
        return sorted(value for value in values if value != MARK)
    return [incoming(value) for value in values if value != KEY]


def _map(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: incoming(value) for key, value in values.items() if key != KEY}


def _parts(path: Path) -> list[Any]:
    parts: list[Any] = [path.start_node]
    for step, node in zip(path.relationships, path.nodes[1:], strict=True):
        parts += (step, node)
    return parts
