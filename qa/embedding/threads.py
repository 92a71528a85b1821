"""Who computes: the matrix library stays on one thread, and texts are spread over the cores.

The matrix library that numpy brings splits each product over all cores and waits actively for the
slowest. For products as small as one question's that gains about a quarter on an idle machine, and
loses a factor of ten to a hundred on a busy one. Whole texts side by side need no waiting.
Measured: `docs/decisions/0007-embedding-run.md`.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

T = TypeVar("T")
R = TypeVar("R")

_MOST_WORKERS = 8  # each holds the intermediate numbers of one batch, about 30 MB
# Names that the builds of OpenBLAS in numpy's wheels give to one function, newest first.
_NAMES = (
    "scipy_openblas_{}_num_threads64_",
    "scipy_openblas_{}_num_threads",
    "openblas_{}_num_threads64_",
    "openblas_{}_num_threads",
)
_FOLDERS = ("../numpy.libs", ".dylibs")  # where those wheels keep it: Linux and Windows, macOS


def spread(task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """The result of each item, in order, computed on as many cores as there are."""
    workers = min(_cores(), len(items), _MOST_WORKERS)
    if workers < 2:
        yield from map(task, items)
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="embedding") as pool:
        try:
            yield from pool.map(task, items)
        finally:
            pool.shutdown(cancel_futures=True)  # on Ctrl-C, do not finish what is queued


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Inside, numpy's matrix library uses the calling thread alone; after, what it used before.

    Another library (Accelerate, MKL) is left as it is: slower or faster, never wrong.
    """
    found = control()
    if found is None:
        yield
        return
    _held.enter(found)
    try:
        yield
    finally:
        _held.leave(found)


class Control(NamedTuple):
    """Reads and sets the number of threads of the matrix library."""

    read: Callable[[], int]
    write: Callable[[int], None]


class _Held:
    """How many callers are inside, and what the last one to leave puts back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._before = 1

    def enter(self, control: Control) -> None:
        with self._lock:
            if not self._inside:
                self._before = control.read()
                control.write(1)
            self._inside += 1

    def leave(self, control: Control) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                control.write(self._before)


_held = _Held()


@cache
def control() -> Control | None:
    """The control of the OpenBLAS in numpy's own wheel; None where numpy uses another library."""
    for library in _libraries():
        for name in _NAMES:
            if hasattr(library, name.format("set")) and hasattr(library, name.format("get")):
                read, write = library[name.format("get")], library[name.format("set")]
                read.restype, write.restype, write.argtypes = ctypes.c_int, None, [ctypes.c_int]
                return Control(read, write)
    return None


def _libraries() -> Iterator[ctypes.CDLL]:
    package = Path(np.__file__).parent
    for folder in _FOLDERS:
        for path in sorted((package / folder).glob("*openblas*")):
            try:
                yield ctypes.CDLL(str(path))  # numpy has loaded it: this is a handle to that one
            except OSError:
                continue


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
