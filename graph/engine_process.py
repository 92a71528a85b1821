"""The embedded engine in this process: how it starts, who is inside it, how it ends.

The engine is a native library with threads and a heap of its own. It logs to the terminal unless
told not to before it starts; it aborts if the interpreter ends below a running query; in a forked
child, which has none of its threads, it hangs.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from chipgraph.errors import StoreError
from chipgraph.graph.timeouts import query_timeout

_ISOLATE = "ARCADEDB_NATIVE_ISOLATE_ARGS"
_FAREWELL = 5.0  # seconds that a query without a limit of its own gets when the process ends
_FLIGHT = threading.Condition()
_running: dict[object, float] = {}  # when each query began
_ending = False
_home = 0  # the process that started the engine


@contextmanager
def flight() -> Iterator[None]:
    """Around every call that runs a query: the process must not end while one is running."""
    check_process()
    query = object()
    with _FLIGHT:
        if _ending:
            raise StoreError("The process is ending; no query can begin.")
        _running[query] = time.monotonic()
    try:
        yield
    finally:
        with _FLIGHT:
            del _running[query]
            _FLIGHT.notify_all()


def check_process() -> None:
    """The engine's own threads are missing in a forked child, where it hangs or aborts."""
    if _home not in (0, os.getpid()):
        raise StoreError(
            "This process was forked from one that had opened a store, and the embedded engine "
            "does not survive that.",
            "Open stores after forking, or start processes with spawn: "
            "multiprocessing.get_context('spawn').",
        )


def is_home() -> bool:
    """Whether this process started the engine, rather than one that it was forked from."""
    return _home == os.getpid()


@contextmanager
def quiet() -> Iterator[None]:
    """The environment in which the engine starts: silent, bounded, without file or web access."""
    if "arcadedb._native.lib" in sys.modules and sys.modules["arcadedb._native.lib"]._lib:
        yield
        return
    global _home
    _home = os.getpid()
    before = {name: os.environ.get(name) for name in _environment()}
    os.environ.update(_environment(create_log_folder=True))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _environment(*, create_log_folder: bool = False) -> dict[str, str]:
    given = os.environ.get(_ISOLATE, "")
    wanted = (
        "-Xmx512m",
        f"-Darcadedb.command.timeout={int(query_timeout() * 1000)}",
        "-Darcadedb.opencypher.loadCsv.allowFileUrls=false",
        "-Darcadedb.opencypher.loadCsv.allowRemoteUrls=false",
    )
    kept = [one for one in wanted if not (one.startswith("-Xmx") and "-Xmx" in given)]
    environment = {"ARCADEDB_LOG_CONSOLE": "0", _ISOLATE: " ".join([*given.split(), *kept])}
    if "ARCADEDB_LOG_DIR" not in os.environ:
        environment["ARCADEDB_LOG_DIR"] = _log_folder() if create_log_folder else ""
    return environment


def _log_folder() -> str:
    """A folder for the log of this process, gone with it; set ARCADEDB_LOG_DIR to keep one."""
    folder, owner = tempfile.mkdtemp(prefix="chipgraph-log-"), os.getpid()

    def remove() -> None:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


@atexit.register
def _wait_for_queries() -> None:
    """The engine aborts, loudly, if the interpreter ends below a running query."""
    global _ending
    if not is_home():
        return
    with _FLIGHT:
        _ending = True
        limit = query_timeout() or _FAREWELL
        until = max(_running.values(), default=0.0) + limit
        if _FLIGHT.wait_for(lambda: not _running, max(0.0, until - time.monotonic())):
            return
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(StoreError.exit_code)
