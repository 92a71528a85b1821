"""The claim route on the shipped facts."""

from __future__ import annotations

import pytest
from support.claims import Route

from chipgraph.client import ChipGraph
from chipgraph.qa.claims.index import ClaimIndex
from chipgraph.qa.lexicon import build_lexicon
from chipgraph.qa.world import World


@pytest.fixture(scope="session")
def route(graph: ChipGraph) -> Route:
    """The claim route over the shared store."""
    snapshot, schema = graph.snapshot, graph.schema
    index = ClaimIndex(snapshot, graph._store, graph._embedder, schema)
    return Route(index, build_lexicon(schema, snapshot), World(snapshot, schema))
