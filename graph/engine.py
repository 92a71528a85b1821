"""The embedded engine, ArcadeDB: started quietly, opened once per folder, its errors in our words.

Three things about it shape this file. It logs to the terminal unless told not to before it starts.
A process can open a folder only once, so handles are shared and counted. After a writer was killed
a folder must be opened for writing once before it can be read.
"""

from __future__ import annotations

import atexit
import importlib
import os
import platform
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipgraph.errors import NotReadOnly, QueryError, StoreDamaged, StoreError, StoreLocked

if TYPE_CHECKING:
    from types import ModuleType

TIMEOUT_VARIABLE = "CHIPGRAPH_QUERY_TIMEOUT"  # seconds; read when the engine starts
DEFAULT_TIMEOUT = 30.0
_ISOLATE = "ARCADEDB_NATIVE_ISOLATE_ARGS"
_RECOVERY_PATIENCE = 3.0  # seconds that another process may need for the same recovery
_FAREWELL = 5.0  # seconds that a query without a limit of its own gets when the process ends
_HANDLES: dict[Path, Handle] = {}
_LOCK = threading.RLock()
_FLIGHT = threading.Condition()
_in_flight = 0
_ending = False


class Handle:
    """One opened database, shared by every store of this process on its folder."""

    def __init__(self, folder: Path, database: Any) -> None:
        self.folder = folder
        self.database = database
        self.users = 1
        self.process = os.getpid()


def query_timeout() -> float:
    """How long a query may run, in seconds; 0 means as long as it likes."""
    raw = os.environ.get(TIMEOUT_VARIABLE, "")
    try:
        return max(0.0, float(raw)) if raw else DEFAULT_TIMEOUT
    except ValueError:
        raise StoreError(
            f"{TIMEOUT_VARIABLE} is {raw!r}, which is not a number.", "Give seconds, e.g. 30."
        ) from None


def acquire(folder: Path) -> Handle:
    """Open `folder` for reading, or share the handle that this process already has."""
    key = folder.resolve()
    with _LOCK:
        handle = _HANDLES.get(key)
        if handle is not None:
            handle.users += 1
            return handle
        handle = _HANDLES[key] = Handle(key, _open_for_reading(key))
        return handle


def release(handle: Handle) -> None:
    """Give a handle back; the last user closes the database."""
    with _LOCK:
        handle.users -= 1
        if handle.users > 0 or _HANDLES.get(handle.folder) is not handle:
            return
        del _HANDLES[handle.folder]
        if handle.process == os.getpid():  # a forked child leaves the files to its parent
            handle.database.close()


@contextmanager
def flight() -> Iterator[None]:
    """Around every call that runs a query: the process must not end while one is running."""
    global _in_flight
    with _FLIGHT:
        if _ending:
            raise StoreError("The process is ending; no query can begin.")
        _in_flight += 1
    try:
        yield
    finally:
        with _FLIGHT:
            _in_flight -= 1
            _FLIGHT.notify_all()


def is_open(folder: Path) -> bool:
    """Whether this process has the folder open."""
    with _LOCK:
        return folder.resolve() in _HANDLES


def create(folder: Path) -> Any:
    """A new, empty database for writing."""
    with _LOCK, translated(folder), _quiet():
        return _module().create_database(str(folder))


def translate(problem: Exception, text: str = "") -> StoreError:
    """An error of the engine as one of ours."""
    reply = getattr(problem, "native", None) or {}
    cause = str(reply.get("cls", "")).rpartition(".")[2]
    said = _without_classes(str(reply.get("error") or problem))
    if cause == "TimeoutException":
        hint = f"Narrow the query, add LIMIT, or set {TIMEOUT_VARIABLE} to more seconds."
        return QueryError(f"The query took longer than {query_timeout():g} s.", hint)
    if cause in ("QueryNotIdempotentException", "DatabaseIsReadOnlyException"):
        return NotReadOnly("The query would write.", "Only reading is allowed here.")
    return QueryError(f"The store refused the query: {said}", f"Query: {text}" if text else "")


def _module() -> ModuleType:
    try:
        return importlib.import_module("arcadedb")
    except ImportError as missing:
        system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        raise StoreError(
            f"The embedded store cannot run here ({system}): {missing}.",
            "Its package arcadedb has builds for Linux (glibc 2.28 or newer, x86-64 and ARM), "
            "macOS on Apple silicon and Windows on x64. If yours is one of these: "
            "pip install arcadedb",
        ) from None


def _open_for_reading(folder: Path) -> Any:
    if not (folder / "schema.json").is_file():
        raise StoreError(f"There is no store in {folder}.", "Run: chipgraph load")
    with translated(folder), _quiet():
        factory = _module().DatabaseFactory(str(folder))
        try:
            return factory.open(read_only=True)
        except Exception as problem:
            if "recovery" not in str(problem):
                raise
        return _recover(factory, folder)


def _recover(factory: Any, folder: Path) -> Any:
    """Repair what a killed writer left: opening for writing replays its log."""
    deadline = time.monotonic() + _RECOVERY_PATIENCE
    while True:
        try:
            factory.open(read_only=False).close()
            return factory.open(read_only=True)
        except Exception as problem:
            if not _says_locked(problem) or time.monotonic() > deadline:
                raise
        time.sleep(0.05)


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn errors of opening and writing `folder` into ours."""
    try:
        yield
    except (StoreError, KeyboardInterrupt):
        raise
    except OSError as problem:
        raise storage_error(folder, problem) from problem
    except Exception as problem:
        raise _opening_error(folder, problem) from problem


def storage_error(folder: Path, problem: OSError) -> StoreError:
    """What the operating system refused, and what to do about it."""
    import errno

    reason = problem.strerror or str(problem)
    message = f"The store {folder} cannot be written: {reason}."
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(message, "Free some space or choose another folder: CHIPGRAPH_DATA_DIR.")
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError(message, "Choose a folder that you may write: CHIPGRAPH_DATA_DIR.")
    return StoreError(message)


def _opening_error(folder: Path, problem: Exception) -> StoreError:
    said = str(problem)
    if "No space left" in said:
        return storage_error(folder, OSError(28, "No space left on device"))
    if _says_locked(problem):
        return StoreLocked(
            f"Another process is writing the store {folder}.", "Wait until it is done, or stop it."
        )
    if "Permission denied" in said or "AccessDenied" in said:
        return storage_error(folder, OSError(13, "Permission denied"))
    return StoreDamaged(
        f"The store {folder} cannot be read: {_without_classes(said)}",
        "Rebuild it: chipgraph load --force",
    )


def _says_locked(problem: Exception) -> bool:
    said = str(problem)
    return "LockException" in said or "is locked" in said or "already in use" in said.lower()


def _without_classes(said: str) -> str:
    """The message without the names of Java classes before it and causes behind it."""
    said = said.partition(" (caused by ")[0]
    while True:
        head, colon, rest = said.partition(": ")
        if not (colon and (head.endswith(("Exception", "Error")) or head.endswith(" failed"))):
            return said
        said = rest


@contextmanager
def _quiet() -> Iterator[None]:
    """The environment in which the engine starts: silent, bounded, without file or web access."""
    if "arcadedb._native.lib" in sys.modules and sys.modules["arcadedb._native.lib"]._lib:
        yield
        return
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
    with _FLIGHT:
        _ending = True
        if _FLIGHT.wait_for(lambda: _in_flight == 0, query_timeout() or _FAREWELL):
            return
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(StoreError.exit_code)


def _forget_queries() -> None:
    """A forked child has none of its parent's threads."""
    global _in_flight, _FLIGHT
    _in_flight, _FLIGHT = 0, threading.Condition()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_queries)
