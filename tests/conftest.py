"""What all tests share: one store with the shipped facts, loaded by the real pipeline."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.neo4j import neo4j_server

from chipgraph.settings import PREFIX, Settings

__all__ = ["neo4j_server"]  # a fixture that all tests may use

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


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_reaches_children() -> None:
    """A shell starts background jobs deaf to Ctrl-C, and their children inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def cache_dir(pytestconfig: pytest.Config) -> Path:
    """Computed embeddings, kept from run to run: the same texts give the same vectors."""
    cache = pytestconfig.cache
    assert cache is not None
    return cache.mkdir("chipgraph-embeddings")


@pytest.fixture(scope="session")
def settings(cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder of this run."""
    return Settings(tmp_path_factory.mktemp("data"), cache_dir)


@pytest.fixture(scope="session")
def loaded(settings: Settings) -> LoadReport:
    """The report of loading the shipped facts."""
    from chipgraph.client import load_store
    from chipgraph.loaders.progress import Silent

    return load_store(settings, Silent())


@pytest.fixture(scope="session")
def graph(settings: Settings, loaded: LoadReport) -> Iterator[ChipGraph]:
    """The Python door on that store."""
    from chipgraph.client import ChipGraph

    with ChipGraph(settings) as opened:
        yield opened
