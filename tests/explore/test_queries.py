"""Every query of the guide only reads, is quick and finds something in the shipped facts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chipgraph.explore.guide import read_guide
from chipgraph.explore.parts import Saved
from chipgraph.graph.readonly import check
from chipgraph.ontology.schema import read_schema

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph

QUERIES = read_guide(read_schema()).queries
MADE = read_guide(read_schema(), Path("/nowhere")).queries
SECONDS = 5.0  # on a busy machine; on an idle one each takes a few hundredths


@pytest.mark.parametrize("saved", QUERIES, ids=lambda saved: saved.name)
def test_a_query_of_the_guide_finds_rows(saved: Saved, graph: ChipGraph) -> None:
    started = time.perf_counter()
    found = graph.query(saved.titled, dict(saved.parameters))
    assert len(found) > 0
    assert not found.truncated
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("saved", MADE, ids=lambda saved: saved.name)
def test_a_query_that_was_made_from_the_schema_runs(saved: Saved, graph: ChipGraph) -> None:
    check(saved.titled)
    graph.query(saved.titled)
