"""What this machine has left: free ports, memory; and a folder that one process works in."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chipgraph.errors import PortTaken, ServerError

LOOPBACK = "127.0.0.1"
CGROUP = Path("/sys/fs/cgroup")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock file; another process that wants it waits."""
    try:
        import fcntl
    except ImportError:  # Windows
        raise ServerError(
            "The local Neo4j server runs on Linux and macOS.", "On Windows, use it inside WSL."
        ) from None
    with path.open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def check_port(port: int, flag: str) -> None:
    """Raise where a port cannot be listened on."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as error:
            hint = f"Choose another one, for example: {flag} {free_port()}"
            if error.errno == errno.EACCES:
                raise PortTaken(f"Port {port} is reserved for the system.", hint) from None
            raise PortTaken(f"Port {port} is taken by another program.", hint) from None


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])


def check_memory(needed: int) -> None:
    """Raise where fewer MiB are free than needed."""
    free = available_memory()
    if free is not None and free < needed:
        raise ServerError(
            f"The server needs about {needed:,} MiB of memory, and {free:,} MiB are available.",
            "End other programs, or give it less: --heap 256m",
        )


def available_memory() -> int | None:
    """The MiB that a new process can have; None where the system does not say."""
    known = [limit for limit in (_system_memory(), _container_memory()) if limit is not None]
    return min(known) // 2**20 if known else None


def _system_memory() -> int | None:
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    with suppress(OSError, ValueError):  # no /proc: what the machine has is the best we know
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return None


def _container_memory() -> int | None:
    """What the container we are in may still take; file caches in it give way."""
    with suppress(OSError, ValueError):
        limit = int((CGROUP / "memory.max").read_text())  # “max” is no number: no limit
        used = int((CGROUP / "memory.current").read_text())
        lines = (CGROUP / "memory.stat").read_text().splitlines()
        caches = sum(int(n) for name, n in map(str.split, lines) if name.endswith("active_file"))
        return max(limit - used + caches, 0)
    return None
