"""Vectors of a graph that lies elsewhere, put together from what this machine keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chipgraph.loaders.near import kept_near
from chipgraph.loaders.vectors import VectorCache, key_of

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph


@pytest.fixture
def cache(graph: ChipGraph) -> VectorCache:
    return VectorCache(graph.settings.cache_dir, graph._embedder.fingerprint)


@pytest.mark.parametrize("index", ["claim", "phrasing"])
def test_they_find_what_the_store_finds(graph: ChipGraph, cache: VectorCache, index: str) -> None:
    near = kept_near(graph.snapshot.nodes.values(), graph.schema, cache)
    question = graph._embedder.embed(["which workloads need the most memory"])[0]
    found = near[index].search(question, 40)
    wanted = dict(graph._store.vector_search(index, question, 40))
    assert found == pytest.approx(wanted, abs=1e-6)


def test_an_index_that_lacks_a_vector_is_left_to_the_server(
    graph: ChipGraph, cache: VectorCache
) -> None:
    """Half an index would find the wrong neighbours without saying so."""
    nodes = dict(graph.snapshot.nodes)
    claim = graph.snapshot.by_label["Claim"][0]
    said = {**nodes[claim].properties, "statement": "a statement that was loaded elsewhere"}
    nodes[claim] = replace(nodes[claim], properties=said)
    assert kept_near(nodes.values(), graph.schema, cache).keys() == {"phrasing"}


def test_a_model_that_nothing_is_kept_of_has_none(graph: ChipGraph, cache: VectorCache) -> None:
    other = replace(cache, model="another model")
    assert kept_near(graph.snapshot.nodes.values(), graph.schema, other) == {}


def test_texts_of_a_user_come_from_the_cache(
    graph: ChipGraph, cache: VectorCache, tmp_path: object
) -> None:
    nodes = dict(graph.snapshot.nodes)
    claim = graph.snapshot.by_label["Claim"][0]
    own = "a statement of the user's own"
    nodes[claim] = replace(nodes[claim], properties={**nodes[claim].properties, "statement": own})
    mine = replace(cache, folder=tmp_path)
    vector = graph._embedder.embed([own])[0]
    mine.write({key_of(own): vector})
    near = kept_near(nodes.values(), graph.schema, mine)
    assert next(iter(near["claim"].search(vector, 1))) == claim
