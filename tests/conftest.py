"""What all tests share: one store with the shipped facts, loaded by the real pipeline."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chipgraph.settings import PREFIX, Settings

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph
    from chipgraph.loaders.report import LoadReport


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_user() -> Iterator[None]:
    """The machine's CHIPGRAPH_ variables must not decide what a test sees."""
    patch = pytest.MonkeyPatch()
    for variable in [name for name in os.environ if name.startswith(PREFIX)]:
        patch.delenv(variable)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def data_dir(pytestconfig: pytest.Config) -> Path:
    """A data folder that outlives the run: its stores are found again by content hash."""
    cache = pytestconfig.cache
    assert cache is not None
    return cache.mkdir("chipgraph")


@pytest.fixture(scope="session")
def loaded(data_dir: Path) -> LoadReport:
    """The report of the store that holds the shipped facts."""
    from chipgraph.client import load_store
    from chipgraph.loaders.progress import Silent

    return load_store(Settings(data_dir), Silent())


@pytest.fixture(scope="session")
def graph(data_dir: Path, loaded: LoadReport) -> Iterator[ChipGraph]:
    """The Python door on that store."""
    from chipgraph.client import ChipGraph

    with ChipGraph(Settings(data_dir)) as opened:
        yield opened
