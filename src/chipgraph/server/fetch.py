"""The pinned jars, fetched into a folder and proved by their hashes.

A jar lies in the folder only when its hash was right: it is fetched beside, proved and renamed in.
So a fetch that was broken off goes on where it stopped, and a file that was damaged later is
fetched again.
"""

from __future__ import annotations

import hashlib
import importlib
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from chipgraph.errors import FetchError, MissingExtra, without_password
from chipgraph.loaders.progress import Progress
from chipgraph.server.lock import Jar, Lock
from chipgraph.server.machine import alone
from chipgraph.server.maven import repository_of

THREADS = 4
TRIES = 3
TIMEOUT = 30  # seconds without a byte
PARTIAL = ".partial"


def fetch(lock: Lock, folder: Path, progress: Progress, setting: str | None = None) -> list[Path]:
    """Have every jar of a lock in a folder; the paths, in the order of the lock."""
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder / ".lock"):
        shutil.rmtree(folder / PARTIAL, ignore_errors=True)
        wanted = missing(lock, folder)
        if wanted:
            size = round(sum(jar.size for jar in wanted) / 2**20)
            progress.stage(f"fetching Neo4j {lock.version}: {size} MiB of jars", len(wanted))
            for _ in _fetched(wanted, folder, repository_of(setting)):
                progress.advance()
            shutil.rmtree(folder / PARTIAL, ignore_errors=True)
    return [folder / jar.name for jar in lock.jars]


def missing(lock: Lock, folder: Path) -> list[Jar]:
    """The jars that a folder lacks, or holds damaged."""
    with ThreadPoolExecutor(THREADS) as pool:
        proved = pool.map(lambda jar: _is(jar, folder / jar.name), lock.jars)
        return [jar for jar, right in zip(lock.jars, proved, strict=True) if not right]


def client() -> Any:
    """The Maven client, imported on first use."""
    try:
        return importlib.import_module("jgo.maven")
    except ImportError:
        raise MissingExtra("neo4j-server", "Fetching Neo4j") from None


def _fetched(jars: list[Jar], folder: Path, repository: str) -> Iterator[Jar]:
    """Each jar as it arrives; the first failure ends the rest."""
    maven = client().MavenContext(
        repo_cache=folder / PARTIAL, remote_repos={"central": repository}, timeout=TIMEOUT
    )
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = [pool.submit(_fetch_one, maven, jar, folder) for jar in jars]
        try:
            for done in as_completed(waiting):
                yield done.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _fetch_one(maven: Any, jar: Jar, folder: Path) -> Jar:
    for last in (False,) * (TRIES - 1) + (True,):
        try:
            arrived = _download(maven, jar)
        except (OSError, RuntimeError) as error:  # the client's network errors are OSErrors
            if last:
                raise _refused(maven, jar, error) from None
        else:
            if _is(jar, arrived):
                arrived.replace(folder / jar.name)
                return jar
            if last:
                raise _another(maven, jar)
        time.sleep(1)
    raise AssertionError("the last try returns or raises")


def _download(maven: Any, jar: Jar) -> Path:
    """One jar into the client's own folder, where nothing of an earlier try is taken for it."""
    group, artifact, version, *classifier = jar.coordinate.split(":")
    component = maven.project(group, artifact).at_version(version)
    wanted = component.artifact(classifier=classifier[0] if classifier else "", packaging="jar")
    wanted.cached_path.unlink(missing_ok=True)
    return Path(wanted.resolve())


def _is(jar: Jar, path: Path) -> bool:
    """Whether a file is this jar, byte for byte."""
    try:
        if path.stat().st_size != jar.size:
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


def _refused(maven: Any, jar: Jar, error: Exception) -> FetchError:
    """What stood between us and a jar; the client's own words may hold a password."""
    where = without_password(maven.remote_repos["central"])
    why = "it does not have it" if isinstance(error, RuntimeError) else type(error).__name__
    return FetchError(
        f"{jar.coordinate} could not be fetched from {where}: {why}.",
        "Check the network and its proxy, then try again: what has arrived is kept. "
        "CHIPGRAPH_MAVEN_REPOSITORY names another Maven repository.",
    )


def _another(maven: Any, jar: Jar) -> FetchError:
    where = without_password(maven.remote_repos["central"])
    return FetchError(
        f"{jar.name} from {where} is not the pinned file: its sha256 is not {jar.sha256}.",
        "Something between here and Maven Central changes files; nothing of it was kept.",
    )
