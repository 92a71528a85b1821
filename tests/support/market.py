"""A second market, built by the pieces that load any market: other ontology, no other code.

The shipped files that name no market are used as they are (evidence, values, units, gate).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chipgraph.graph.embedded import build as build_store
from chipgraph.graph.snapshot import Snapshot
from chipgraph.graph.store import open_store
from chipgraph.loaders.batch import with_embeddings
from chipgraph.loaders.pipeline import Facts, _admit, _Read
from chipgraph.loaders.progress import Clock, Silent
from chipgraph.loaders.sources import read_sources
from chipgraph.loaders.vectors import texts_to_embed
from chipgraph.ontology.core import core
from chipgraph.ontology.reading import schema_of
from chipgraph.ontology.schema import HOME
from chipgraph.ontology.turtle import read_turtle
from chipgraph.qa.embedding import open_embedder
from chipgraph.qa.pipeline import Answerer


def read_market(terms: Path, facts: Sequence[Path]) -> Facts:
    """What loading admits, derives and maps, with the terms of another market."""
    ontology = core() + read_turtle(HOME / "schemes.ttl", terms)
    read = _Read(ontology, schema_of(ontology), read_sources(facts), 0)
    return _admit(read, "market", Clock(Silent()))


@contextmanager
def asking(market: Facts, folder: Path) -> Iterator[Answerer]:
    """An answerer over a store of a market, built in an empty folder."""
    embedder = open_embedder(None)
    texts = texts_to_embed(market.batch.nodes, market.schema)
    vectors = dict(zip(texts, embedder.embed(list(texts.values())), strict=True))
    build_store(with_embeddings(market.batch, vectors), folder / "database", Silent())
    store = open_store("embedded", folder / "database")
    try:
        yield Answerer(store, market.schema, Snapshot.read(store), embedder, "market")
    finally:
        store.close()
