"""The folder in which stores stand, one per content hash: built beside, renamed in, pruned.

stores/
├── 3f9c…/            a finished store; it is never written again
├── .building-…/      one that a load is building, or that a killed load left behind
└── .lock             held while a load runs; the system frees it when the process dies
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from chipgraph.errors import StoreDamaged, StoreError, StoreLocked

MANIFEST = "manifest.json"
_BUILDING, _REPLACED = ".building-", ".replaced-"
_PATIENCE = 300.0
_ROOM = (
    "Make room on that disk (a store takes about 100 MB while it is built), or choose another data "
    "folder (CHIPGRAPH_DATA_DIR). The stores that were there are untouched."
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All stores of one data folder."""

    folder: Path

    def manifest(self, name: str) -> dict[str, Any] | None:
        """What a finished store says about itself; None where there is none."""
        try:
            content = json.loads((self.folder / name / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return content if isinstance(content, dict) and content.get("hash") == name else None

    @contextmanager
    def locked(self, *, patience: float = _PATIENCE) -> Iterator[None]:
        """Hold the shelf for writing; wait for another load to end, not for ever."""
        with _writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = (self.folder / ".lock").open("a+b")
        with handle:
            _acquire(handle, self.folder, patience)
            self._sweep()
            yield

    def tidy(self) -> None:
        """Remove what killed loads left, unless another load is at work."""
        if any(self._leftovers()):
            with suppress(StoreError), self.locked(patience=0.0):
                pass

    @contextmanager
    def building(self, name: str) -> Iterator[Path]:
        """A new folder to build in: renamed to `name` at the end, removed on any failure."""
        workplace = self.folder / f"{_BUILDING}{name}"
        try:
            with _writing(self.folder):
                workplace.mkdir(parents=True)
                yield workplace
                self._publish(workplace, self.folder / name)
        except StoreDamaged as problem:  # the engine's word for a write that failed half way
            reason = problem.message.rpartition(" cannot be read: ")[2]
            raise StoreError(
                f"The store cannot be written in {self.folder}: {reason}", _ROOM
            ) from problem
        except StoreError as problem:
            problem.message = problem.message.replace(str(workplace), str(self.folder / name))
            raise
        finally:
            shutil.rmtree(workplace, ignore_errors=True)

    def prune(self, name: str) -> None:
        """Remove finished stores other than `name` and the one before it."""
        stores = [path for path in self._stores() if path.name != name]
        stores.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for path in stores[1:]:
            shutil.rmtree(path, ignore_errors=True)

    def _stores(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if (path / MANIFEST).is_file()]

    def _publish(self, built: Path, home: Path) -> None:
        _flush(built)
        if home.exists():
            old = self.folder / f"{_REPLACED}{home.name}"
            home.rename(old)
            built.rename(home)
            shutil.rmtree(old, ignore_errors=True)
        else:
            built.rename(home)
        _flush_folder(self.folder)

    def _sweep(self) -> None:
        """Remove what killed loads left; nobody else can be building while we hold the lock."""
        for path in self._leftovers():
            shutil.rmtree(path, ignore_errors=True)

    def _leftovers(self) -> list[Path]:
        marks = (_BUILDING, _REPLACED)
        return [path for mark in marks for path in self.folder.glob(f"{mark}*")]


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turn what the system says about a folder into what a person can do."""
    try:
        yield
    except (FileExistsError, NotADirectoryError):
        raise StoreError(
            f"{folder} cannot be a folder of stores: a file is in the way.",
            "Move that file, or choose another data folder (CHIPGRAPH_DATA_DIR).",
        ) from None
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StoreError(
                f"Nothing may be written in {folder}: {error.strerror}.",
                "Give yourself the right to write there, or choose another data folder "
                "(CHIPGRAPH_DATA_DIR).",
            ) from None
        raise StoreError(
            f"The store cannot be written in {folder}: {error.strerror or error}.", _ROOM
        ) from None


def _acquire(handle: IO[bytes], folder: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not _try_lock(handle):
        if time.monotonic() > deadline:
            raise StoreLocked(
                f"Another process is loading into {folder}.", "Wait until it is done, then retry."
            )
        time.sleep(0.1)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _flush(folder: Path) -> None:
    """Have the system write every file of a folder to the disk before it gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
