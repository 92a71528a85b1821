"""A batch: every node and relationship that a store is to hold, and a hash of its content."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chipgraph.errors import StoreError

EMBEDDING = "embedding"  # the one property that holds a vector
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SCALARS = (str, bool, int, float)
# One encoder for all: `json.dumps` would make one for each element.
_as_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Node:
    """One node: an id that no other node has, its labels, its properties."""

    id: str
    labels: tuple[str, ...]
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship, from the node with id `source` to the node with id `target`."""

    type: str
    source: str
    target: str
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """Nodes and relationships in any order; two batches with the same content have one hash."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]
    version: str = ""

    def hash(self, *, embeddings: bool = False) -> str:
        """The SHA-256 of the content, whatever its order; vectors count only if asked for."""
        return content_hash(self.nodes, self.relationships, embeddings=embeddings)

    def counts(self) -> dict[str, int]:
        """How many nodes carry each label and how many relationships are of each type."""
        counter = Counter(label for node in self.nodes for label in node.labels)
        counter.update(edge.type for edge in self.relationships)
        return dict(sorted(counter.items()))

    def check(self) -> None:
        """Raise StoreError for what no store could hold, naming the node or relationship."""
        problem = next(self._problems(), None)
        if problem:
            raise StoreError(
                f"The graph cannot be stored: {problem}.", "Mend the facts, load again."
            )

    def _problems(self) -> Iterator[str]:
        ids = Counter(node.id for node in self.nodes)
        yield from (f"two nodes have the id {key!r}" for key, count in ids.items() if count > 1)
        labels = {label for node in self.nodes for label in node.labels}
        types = {edge.type for edge in self.relationships}
        yield from (f"{name!r} is both a label and a relationship type" for name in labels & types)
        for name in labels | types:
            if not _NAME.fullmatch(name):
                yield f"{name!r} is not a plain name for a label or relationship type"
        for node in self.nodes:
            yield from _node_problems(node)
        for edge in self.relationships:
            yield from _relationship_problems(edge, ids)


def content_hash(
    nodes: Iterable[Node], relationships: Iterable[Relationship], *, embeddings: bool = False
) -> str:
    """Hash each element, sort the digests, hash them together: order cannot matter."""
    digests = [node_digest(node, embeddings=embeddings) for node in nodes]
    digests += [relationship_digest(edge, embeddings=embeddings) for edge in relationships]
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def node_digest(node: Node, *, embeddings: bool = False) -> bytes:
    """What tells one content of a node from another; labels count in any order."""
    return _digest(["n", node.id, sorted(node.labels)], node.properties, embeddings)


def relationship_digest(edge: Relationship, *, embeddings: bool = False) -> bytes:
    """What tells one content of a relationship from another."""
    return _digest(["r", edge.type, edge.source, edge.target], edge.properties, embeddings)


def _digest(head: list[Any], properties: Mapping[str, Any], embeddings: bool) -> bytes:
    kept = {
        key: _canonical(value)
        for key, value in properties.items()
        if value is not None and key != "id" and key != EMBEDDING
    }
    digest = hashlib.sha256(_as_text([head, kept]).encode())
    vector = properties.get(EMBEDDING) if embeddings else None
    if vector is not None:
        import numpy

        digest.update(numpy.asarray(vector, dtype="<f4").tobytes())
    return digest.digest()


def _canonical(value: Any) -> Any:
    """A store may give back 1 for 1.0 and a list for a tuple; both are one value here."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return value


def _node_problems(node: Node) -> Iterator[str]:
    if not node.id:
        yield "a node has an empty id"
    if not node.labels:
        yield f"the node {node.id!r} has no label"
    if node.properties.get("id", node.id) != node.id:
        yield f"the node {node.id!r} has another id among its properties"
    yield from _value_problems(f"the node {node.id!r}", node.properties)


def _relationship_problems(edge: Relationship, ids: Mapping[str, int]) -> Iterator[str]:
    name = f"the relationship {edge.source!r} {edge.type} {edge.target!r}"
    yield from (
        f"{name} names the unknown node {end!r}"
        for end in (edge.source, edge.target)
        if end not in ids
    )
    yield from _value_problems(name, edge.properties)


def _value_problems(owner: str, properties: Mapping[str, Any]) -> Iterator[str]:
    for key, value in properties.items():
        if key != EMBEDDING and not _storable(value):
            yield f"{owner} has a value of {key!r} that is neither text, number, boolean nor a list"


def _storable(value: Any) -> bool:
    if value is None or isinstance(value, _SCALARS):
        return True
    return isinstance(value, Sequence) and all(isinstance(item, _SCALARS) for item in value)
