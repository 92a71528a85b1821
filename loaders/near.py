"""The vectors of a graph on a server, as this machine keeps them: questions search them here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from chipgraph.graph.nearest import Nearest
from chipgraph.loaders.prepared import prepared_vectors
from chipgraph.loaders.vectors import VectorCache, Vectors, key_of, texts_to_embed

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import NodeRecord
    from chipgraph.ontology.schema import Schema


def kept_near(
    nodes: Collection[NodeRecord], schema: Schema, cache: VectorCache
) -> dict[str, Nearest]:
    """By vector index, what can be searched here: those of which no vector is missing.

    The vectors are those that a load would write, from the facts that ship and from the loads of
    this machine; a graph that was loaded elsewhere with facts of its own is searched on the server.
    """
    known = cache.read() | prepared_vectors(cache.model)
    labels = {term.owner: term.vector_index for term in schema.properties if term.vector_index}
    found: dict[str, dict[str, Vectors | None]] = defaultdict(dict)
    texts = texts_to_embed(nodes, schema)
    for node in nodes:
        for label in node.labels & labels.keys():
            found[labels[label]][node.id] = known.get(key_of(str(texts.get(node.id, ""))))
    whole = {i: rows for i, rows in found.items() if all(r is not None for r in rows.values())}
    nearest = {index: Nearest.of(rows.items()) for index, rows in whole.items()}
    return {index: one for index, one in nearest.items() if one is not None}
