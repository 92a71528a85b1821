"""The files that a server starts from: its settings, and the arguments of its Java machine."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from chipgraph.errors import UsageError
from chipgraph.server.lock import data

PAGECACHE = 128  # MiB
OVERHEAD = 256  # MiB that a Java machine takes beside its heap
LEAST_HEAP = 128


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much memory a server may take, in MiB."""

    heap: int
    pagecache: int
    transactions: int

    @property
    def total(self) -> int:
        """What must be free before it starts."""
        return self.heap + self.pagecache + OVERHEAD


def sizes_of(heap: str) -> Sizes:
    """The sizes that follow from a heap such as 512m or 2g.

    >>> sizes_of("1g")
    Sizes(heap=1024, pagecache=128, transactions=512)
    """
    found = re.fullmatch(r"(\d{1,6})([mg])", heap.strip().lower())
    size = int(found.group(1)) * (1024 if found.group(2) == "g" else 1) if found else 0
    if size < LEAST_HEAP:
        raise UsageError(
            f"--heap {heap} is no usable size.",
            f"Examples: 512m, 2g; at least {LEAST_HEAP}m.",
        )
    return Sizes(size, PAGECACHE, size // 2)


def write_conf(home: Path, bolt_port: int, http_port: int, sizes: Sizes) -> None:
    """Write conf/neo4j.conf."""
    values = {"bolt_port": bolt_port, "http_port": http_port, **asdict(sizes)}
    (home / "conf").mkdir(exist_ok=True)
    write_private(home / "conf" / "neo4j.conf", Template(data("neo4j.conf")).substitute(values))


def server_arguments(home: Path, jars: Sequence[Path], main: str, sizes: Sizes) -> list[str]:
    """What `java` is given to run the server."""
    flags = Template(data("jvm.flags")).substitute(asdict(sizes)).split()
    folders = [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    return [*flags, "-cp", os.pathsep.join(map(str, jars)), main, *folders]


def write_arguments(path: Path, arguments: Sequence[str]) -> None:
    """Write arguments for `java @path`: no limit of length, and nothing in the process list."""
    quoted = (argument.replace("\\", "\\\\").replace('"', '\\"') for argument in arguments)
    write_private(path, "".join(f'"{argument}"\n' for argument in quoted))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, also while it is written."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
