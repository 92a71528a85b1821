"""A small second market: orchards, what they grow, who runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.market import asking, read_market

from chipgraph.loaders.pipeline import Facts
from chipgraph.qa.pipeline import Answerer

FOLDER = Path(__file__).parent


@pytest.fixture(scope="session")
def orchard_folder() -> Path:
    """Where the terms, the facts and the two documents lie."""
    return FOLDER


@pytest.fixture(scope="session")
def market() -> Facts:
    """The facts of the orchards."""
    return read_market(FOLDER / "terms.ttl", [FOLDER / "facts.ttl", FOLDER / "ripening.ttl"])


@pytest.fixture(scope="session")
def orchards(market: Facts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """The same answerer as for the shipped market, over the orchards."""
    with asking(market, tmp_path_factory.mktemp("orchard")) as answerer:
        yield answerer
