"""Jars come by a real Maven client from a real repository, and only the pinned ones stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.maven import Repository, serving

from chipgraph.errors import FetchError
from chipgraph.loaders.progress import Silent
from chipgraph.server import fetch as module
from chipgraph.server.fetch import PARTIAL, fetch, missing
from chipgraph.server.lock import RELEASES, read_lock
from chipgraph.server.machine import free_port

# The Maven client leaves an answer other than 200 unread and its connection to the collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    with serving(tmp_path / "repository") as serves:
        yield serves
    gc.collect()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRIES", 1)


class Counted(Silent):
    """Counts what arrives."""

    def __init__(self) -> None:
        self.total, self.arrived = 0, 0

    def stage(self, name: str, total: int | None = None) -> None:
        self.total = total or 0

    def advance(self, steps: int = 1) -> None:
        self.arrived += steps


@pytest.mark.parametrize("release", RELEASES)
def test_the_list_pins_every_jar(release: str) -> None:
    lock = read_lock(release)
    assert lock.version.startswith(release)
    assert lock.main.startswith("org.neo4j.server.")
    assert len(lock.jars) == len({jar.name for jar in lock.jars}) > 200
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in lock.jars)
    assert {"neo4j", "neo4j-server", "neo4j-browser"} <= {
        jar.coordinate.split(":")[1] for jar in lock.jars
    }


def test_every_jar_is_fetched_once(repository: Repository, tmp_path: Path) -> None:
    told = Counted()
    paths = fetch(repository.lock, tmp_path / "jars", told, repository.address)
    assert [path.name for path in paths] == [jar.name for jar in repository.lock.jars]
    assert told.total == told.arrived == len(paths) == len(repository.asked)
    fetch(repository.lock, tmp_path / "jars", told, repository.address)
    assert len(repository.asked) == len(paths)
    assert not (tmp_path / "jars" / PARTIAL).exists()


def test_a_damaged_jar_is_fetched_again_and_no_other(
    repository: Repository, tmp_path: Path
) -> None:
    jars = tmp_path / "jars"
    first, *_ = fetch(repository.lock, jars, Silent(), repository.address)
    right = first.read_bytes()
    first.write_bytes(right[:-1] + b"?")
    repository.asked.clear()
    fetch(repository.lock, jars, Silent(), repository.address)
    assert first.read_bytes() == right
    assert repository.asked == [first.name]


@pytest.mark.usefixtures("_impatient")
def test_what_arrived_before_a_failure_is_kept(repository: Repository, tmp_path: Path) -> None:
    jars, last = tmp_path / "jars", repository.lock.jars[-1]
    hidden = repository.file(last).rename(tmp_path / "hidden")
    with pytest.raises(FetchError, match=rf"{last.coordinate} could not be fetched") as caught:
        fetch(repository.lock, jars, Silent(), repository.address)
    assert "CHIPGRAPH_MAVEN_REPOSITORY" in caught.value.hint
    assert not (jars / last.name).exists()
    kept = set(repository.lock.jars) - set(missing(repository.lock, jars))
    hidden.rename(repository.file(last))
    repository.asked.clear()
    fetch(repository.lock, jars, Silent(), repository.address)
    assert not {jar.name for jar in kept} & set(repository.asked)
    assert missing(repository.lock, jars) == []


@pytest.mark.usefixtures("_impatient")
def test_another_file_than_the_pinned_one_never_stays(
    repository: Repository, tmp_path: Path
) -> None:
    jar = repository.lock.jars[0]
    other = repository.file(jar).read_bytes()[::-1]
    repository.file(jar).write_bytes(other)
    with pytest.raises(FetchError, match=rf"{jar.name} .* is not the pinned file"):
        fetch(
            replace(repository.lock, jars=(jar,)), tmp_path / "jars", Silent(), repository.address
        )
    assert not (tmp_path / "jars" / jar.name).exists()


@pytest.mark.usefixtures("_impatient")
def test_a_password_in_the_address_is_never_told(repository: Repository, tmp_path: Path) -> None:
    address = f"http://me:secret@127.0.0.1:{free_port()}/maven"
    with pytest.raises(FetchError, match="ConnectionError") as caught:
        fetch(repository.lock, tmp_path / "jars", Silent(), address)
    assert "secret" not in str(caught.value)
