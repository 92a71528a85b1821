"""What the tests of the question answerer share: its parts, and each question asked once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph
    from chipgraph.qa.answer import Answer
    from chipgraph.qa.pipeline import Answerer
    from chipgraph.qa.world import World

Ask = Callable[[str], "Answer"]


@pytest.fixture(scope="session")
def answerer(graph: ChipGraph) -> Answerer:
    """What answers the questions of the shipped graph."""
    return graph._answerer


@pytest.fixture(scope="session")
def world(answerer: Answerer) -> World:
    """The denotations of the shipped graph."""
    return answerer.world


@pytest.fixture(scope="session")
def ask(answerer: Answerer) -> Ask:
    """Asks a question by itself, once per run."""
    return cache(answerer.ask)
