"""A store's folder: built beside under another name, made durable, renamed in; its manifest.

`manifest.json` inside the folder says what the files were when they were written, so that a file
cut short is noticed before a query reads it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chipgraph.errors import StoreDamaged, StoreError
from chipgraph.graph.indexes import Index

MANIFEST = "chipgraph.json"
FORMAT = 1
_BUILDING = ".building-"
_REPLACED = ".replaced-"
# Files that the engine rewrites on its own; all others stay as the build left them.
_RESTLESS = ("configuration.json", "last-tx-id.bin", "schema.prev.json", "statistics.json")
_REBUILD = "Rebuild it: chipgraph load --force"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build wrote."""

    hash: str
    version: str
    nodes: int
    relationships: int
    indexes: tuple[Index, ...]
    files: dict[str, int]
    format: int = FORMAT


def building_folder(folder: Path) -> Path:
    """Where this process builds what will become `folder`."""
    return folder.with_name(f"{folder.name}{_BUILDING}{os.getpid()}")


def remove_leftovers(folder: Path) -> list[Path]:
    """Remove what builds of dead processes left beside `folder`; return what was removed."""
    removed = []
    for mark in (_BUILDING, _REPLACED):
        for path in folder.parent.glob(f"{folder.name}{mark}*"):
            process = path.name.rpartition("-")[2]
            own = process == str(os.getpid())
            if process.isdigit() and (own or not _alive(int(process))):
                shutil.rmtree(path, ignore_errors=True)
                removed.append(path)
    return removed


def write_manifest(
    folder: Path, *, content: str, version: str, sizes: tuple[int, int], indexes: Sequence[Index]
) -> None:
    """Describe the finished files of `folder`."""
    files = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if _lasting(path)}
    manifest = Manifest(content, version, *sizes, tuple(indexes), files)
    text = json.dumps(asdict(manifest), indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest, after comparing the files with it; StoreDamaged if they differ."""
    if not folder.is_dir() or not any(folder.iterdir()):
        raise StoreError(f"There is no store in {folder}.", "Run: chipgraph load")
    try:
        data: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        indexes = tuple(Index(**index) for index in data.pop("indexes"))
        manifest = Manifest(indexes=indexes, **data)
    except (OSError, ValueError, TypeError, KeyError):
        raise StoreDamaged(f"The store {folder} has no readable manifest.", _REBUILD) from None
    if manifest.format != FORMAT:
        raise StoreDamaged(f"The store {folder} is of another format.", _REBUILD)
    for name, size in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size < size:
            state = "is cut short" if path.is_file() else "is missing"
            raise StoreDamaged(f"The store {folder} is damaged: {name} {state}.", _REBUILD)
    return manifest


def make_durable(folder: Path) -> None:
    """Ask the operating system to put every file of `folder` on the disk."""
    for path in folder.iterdir():
        if path.is_file():
            _sync(path, os.O_RDWR)
    _sync(folder, os.O_RDONLY)


def move_into_place(built: Path, folder: Path) -> None:
    """Give `built` its name; an older `folder` steps aside first and is removed last."""
    aside = folder.with_name(f"{folder.name}{_REPLACED}{os.getpid()}")
    if folder.exists():
        folder.rename(aside)
    built.rename(folder)
    _sync(folder.parent, os.O_RDONLY)
    shutil.rmtree(aside, ignore_errors=True)


def _sync(path: Path, mode: int) -> None:
    if sys.platform == "win32" and mode == os.O_RDONLY:
        return  # Windows cannot open a folder
    descriptor = os.open(path, mode)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lasting(path: Path) -> bool:
    return (
        path.is_file() and path.name not in _RESTLESS and not path.name.endswith((".lck", ".wal"))
    )


def _alive(process: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
