"""Everything that a store holds, read with Cypher that runs on any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from chipgraph.graph.batch import EMBEDDING, Node, Relationship, content_hash

if TYPE_CHECKING:
    from chipgraph.graph.store import Store

# A null in a map projection keeps the engine from sending vectors that nobody asked for.
_NODES = "MATCH (n{mark}) RETURN n.id AS id, labels(n) AS labels, {properties} AS properties"
_RELATIONSHIPS = (
    "MATCH (a{mark})-[r]->(b{mark}){key} "
    "RETURN type(r) AS type, a.id AS source, b.id AS target, properties(r) AS properties"
)
_LABELS = (
    "MATCH (n{mark}) UNWIND labels(n) AS label WITH label WHERE label <> $mark "
    "RETURN label, count(*) AS count"
)
_TYPES = "MATCH (a{mark})-[r]->(b{mark}){key} RETURN type(r) AS type, count(*) AS count"


@runtime_checkable
class Whole(Protocol):
    """A store that knows a better way to give everything than two queries."""

    def whole(self, *, embeddings: bool = False) -> tuple[list[Node], list[Relationship]]: ...


def read_all(store: Store, *, embeddings: bool = False) -> tuple[list[Node], list[Relationship]]:
    """Every node and every relationship; vectors only if asked for."""
    if isinstance(store, Whole):
        return store.whole(embeddings=embeddings)
    return read_nodes(store, embeddings=embeddings), read_relationships(store)


def read_nodes(store: Store, *, embeddings: bool = False) -> list[Node]:
    """Every node; its vector only if asked for."""
    properties = "properties(n)" if embeddings else f"n {{.*, {EMBEDDING}: null}}"
    rows = store.read(_ours(_NODES, store).replace("{properties}", properties))
    return [Node(key, tuple(labels), _without_null(values)) for key, labels, values in rows]


def read_relationships(store: Store) -> list[Relationship]:
    """Every relationship."""
    return [
        Relationship(kind, source, target, _without_null(values))
        for kind, source, target, values in store.read(_ours(_RELATIONSHIPS, store))
    ]


def hash_of(store: Store, *, embeddings: bool = False) -> str:
    """The hash of the content, as `Batch.hash` gives it."""
    return content_hash(*read_all(store, embeddings=embeddings), embeddings=embeddings)


def count_by_name(store: Store) -> dict[str, int]:
    """How many nodes carry each label and how many relationships are of each type."""
    nodes = store.read(_ours(_LABELS, store), {"mark": store.capabilities.mark})
    edges = store.read(_ours(_TYPES, store))
    return dict(sorted((*nodes.rows, *edges.rows)))


def _ours(text: str, store: Store) -> str:
    """The query for what is ours alone, where a store holds other people's things too."""
    marks = store.capabilities
    mark = f":`{marks.mark}`" if marks.mark else ""
    key = f" WHERE r.`{marks.key}` IS NOT NULL" if marks.key else ""
    return text.replace("{mark}", mark).replace("{key}", key)


def _without_null(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
