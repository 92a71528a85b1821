"""Everything that a store holds, read with Cypher that runs on any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chipgraph.graph.batch import EMBEDDING, Node, Relationship, content_hash

if TYPE_CHECKING:
    from chipgraph.graph.store import Store

# A null in a map projection keeps the engine from sending vectors that nobody asked for.
_NODES = "MATCH (n) RETURN n.id AS id, labels(n) AS labels, {properties} AS properties"
_RELATIONSHIPS = (
    "MATCH (a)-[r]->(b) "
    "RETURN type(r) AS type, a.id AS source, b.id AS target, properties(r) AS properties"
)


def read_nodes(store: Store, *, embeddings: bool = False) -> list[Node]:
    """Every node; its vector only if asked for."""
    properties = "properties(n)" if embeddings else f"n {{.*, {EMBEDDING}: null}}"
    rows = store.read(_NODES.replace("{properties}", properties))
    return [Node(key, tuple(labels), _without_null(values)) for key, labels, values in rows]


def read_relationships(store: Store) -> list[Relationship]:
    """Every relationship."""
    return [
        Relationship(kind, source, target, _without_null(values))
        for kind, source, target, values in store.read(_RELATIONSHIPS)
    ]


def hash_of(store: Store, *, embeddings: bool = False) -> str:
    """The hash of the content, as `Batch.hash` gives it."""
    nodes = read_nodes(store, embeddings=embeddings)
    return content_hash(nodes, read_relationships(store), embeddings=embeddings)


def count_by_name(store: Store) -> dict[str, int]:
    """How many nodes carry each label and how many relationships are of each type."""
    nodes = store.read("MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS count")
    edges = store.read("MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS count")
    return dict(sorted((*nodes.rows, *edges.rows)))


def _without_null(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
