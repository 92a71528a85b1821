"""Databases of the embedded engine, ArcadeDB: made, opened once per folder and process, recovered.

A process can open a folder only once, so handles are shared and counted. After a writer was killed
a folder must be opened for writing once before it can be read.
"""

from __future__ import annotations

import importlib
import os
import platform
import random
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipgraph.errors import StoreError
from chipgraph.graph.engine_errors import says_locked, says_unrecovered, translated
from chipgraph.graph.engine_process import check_process, is_home, quiet

if TYPE_CHECKING:
    from types import ModuleType

_RECOVERY_PATIENCE = 3.0  # seconds that another process may need for the same recovery
_HANDLES: dict[Path, Handle] = {}
_LOCK = threading.RLock()


class Handle:
    """One opened database, shared by every store of this process on its folder."""

    def __init__(self, folder: Path, database: Any) -> None:
        self.folder = folder
        self.database = database
        self.users = 1


def acquire(folder: Path) -> Handle:
    """Open `folder` for reading, or share the handle that this process already has."""
    key = folder.resolve()
    check_process()
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
        if is_home():  # a forked child leaves the files to its parent
            handle.database.close()


def is_open(folder: Path) -> bool:
    """Whether this process has the folder open."""
    with _LOCK:
        return folder.resolve() in _HANDLES


def create(folder: Path) -> Any:
    """A new, empty database for writing."""
    check_process()
    with _LOCK, translated(folder, writing=True), quiet():
        return _module().create_database(str(folder))


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
    with translated(folder), quiet():
        factory = _module().DatabaseFactory(str(folder))
        deadline = time.monotonic() + _RECOVERY_PATIENCE
        while True:
            try:
                return factory.open(read_only=True)
            except Exception as problem:
                hindrance = _recover(factory) if says_unrecovered(problem) else problem
                if hindrance is not None and not _may_pass(hindrance):
                    raise hindrance from None
                if time.monotonic() > deadline:
                    raise hindrance or problem from None
            time.sleep(random.uniform(0.02, 0.08))  # who met another here meets it less again


def _recover(factory: Any) -> Exception | None:
    """Repair what a killed writer left, by opening for writing; what hindered that, if anything."""
    try:
        factory.open(read_only=False).close()
    except Exception as problem:
        return problem
    return None


def _may_pass(problem: Exception) -> bool:
    """Whether another process at the same recovery explains it: its open store looks killed."""
    return says_locked(problem) or says_unrecovered(problem)


def _leave_to_parent() -> None:
    """In a forked child: never finalise a database, for that too would call the engine."""
    import ctypes

    for handle in _HANDLES.values():
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(handle.database))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
