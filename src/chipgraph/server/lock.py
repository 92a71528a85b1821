"""The lock list: every jar of one release, with its size and hash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from chipgraph.errors import UsageError

RELEASES = ("5.26", "2026.08")  # the default first; each has a list beside this module


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar: where Maven knows it, how large it is and what it must hash to."""

    coordinate: str
    path: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Lock:
    """One release of the server: its version, its main class, the Java it needs, its jars."""

    version: str
    main: str
    java: int
    jars: tuple[Jar, ...]

    @property
    def size(self) -> int:
        """All jars together, in MiB."""
        return round(sum(jar.size for jar in self.jars) / 2**20)


@cache
def read_lock(release: str = RELEASES[0]) -> Lock:
    """The shipped list of a release.

    >>> read_lock().version
    '5.26.30'
    """
    if release not in RELEASES:
        raise UsageError(f"Neo4j {release} is not pinned.", f"Releases: {', '.join(RELEASES)}.")
    text = data(f"neo4j-{release}.lock.tsv")
    notes, jars = {}, []
    for line in text.splitlines():
        if line.startswith("#"):
            name, _, value = line.lstrip("# ").partition(": ")
            notes[name] = value
            continue
        coordinate, path, size, _sha1, sha256 = line.split("\t")
        jars.append(Jar(coordinate, path, int(size), sha256))
    return Lock(notes["version"], notes["main"], int(notes["java"]), tuple(jars))


def data(name: str) -> str:
    """The text of a data file beside this module."""
    return resources.files("chipgraph.server").joinpath(name).read_text(encoding="utf-8")
