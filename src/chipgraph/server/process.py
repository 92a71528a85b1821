"""The server's process: started apart from the terminal, known by its start time, stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from chipgraph.server.java import environment

GRACE = 60.0  # seconds between the request to stop and the end by force


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down about a started server."""

    pid: int
    born: str
    since: float
    bolt_port: int
    http_port: int
    version: str
    java: str

    def write(self, path: Path) -> None:
        """Write it to a file, at once and whole."""
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self)), encoding="utf-8")
        fresh.replace(path)

    @staticmethod
    def read(path: Path) -> Record | None:
        """The record in a file; None where there is none to be read."""
        with suppress(OSError, ValueError, TypeError):
            return Record(**json.loads(path.read_text(encoding="utf-8")))
        return None

    @property
    def alive(self) -> bool:
        """Whether that very process runs: a pid alone may be another program's by now."""
        return bool(self.born) and birth(self.pid) == self.born


def spawn(java: Path, arguments: Path, console: Path) -> int:
    """Start a server in a session of its own, so that it survives ours; its process id."""
    output = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.posix_spawn(
        java,
        [str(java), f"@{arguments}"],
        environment(),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(console), output, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE],
    )


def birth(pid: int) -> str:
    """When a process began, in words of the system; empty where it does not run."""
    with suppress(ChildProcessError):  # our own child that has ended stays until it is asked for
        os.waitpid(pid, os.WNOHANG)
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return "" if Path("/proc/self").exists() else _birth_by_ps(pid)
    except (OSError, ProcessLookupError):
        return ""
    fields = stat.rpartition(")")[2].split()  # the name before may hold anything
    return "" if fields[0] in "ZX" else fields[19]


def _birth_by_ps(pid: int) -> str:
    shown = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True
    ).stdout.split(maxsplit=1)
    return "" if len(shown) < 2 or shown[0].startswith("Z") else shown[1].strip()


def stop(record: Record, grace: float = GRACE) -> None:
    """Ask a server to end; after the grace end it by force."""
    for number, seconds in ((signal.SIGTERM, grace), (signal.SIGKILL, 10.0)):
        if record.alive:
            with suppress(ProcessLookupError):
                os.kill(record.pid, number)
        if until(lambda: not record.alive, seconds):
            return


def until(done: Callable[[], bool], seconds: float) -> bool:
    """Wait for something; whether it came in time."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
