"""Who computes: the matrix library runs on one thread, and texts are spread over the cores.

The matrix library that numpy brings splits each product over all cores and waits actively for the
slowest. For products as small as one question's that gains about a quarter on an idle machine, and
loses a factor of ten to a hundred on a busy one. Whole texts side by side need no waiting.
Measured: `docs/decisions/0004-embeddings.md`.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np

T = TypeVar("T")
R = TypeVar("R")

_MOST_WORKERS = 8  # each holds the intermediate numbers of one batch, about 40 MB
# Names that the builds of OpenBLAS in numpy's wheels give to one function, newest first.
_SETTERS = (
    "scipy_openblas_set_num_threads64_",
    "scipy_openblas_set_num_threads",
    "openblas_set_num_threads64_",
    "openblas_set_num_threads",
)
_FOLDERS = ("../numpy.libs", ".dylibs")  # where those wheels keep it: Linux and Windows, macOS
_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")  # a user's own choice is left alone


@cache
def use_one_thread_each() -> bool:
    """Tell numpy's matrix library to use the calling thread alone; False where that was not done.

    Another library (Accelerate, MKL) is left as it is: slower or faster, never wrong.
    """
    if any(os.environ.get(variable) for variable in _VARIABLES):
        return False
    for library in _libraries():
        for name in _SETTERS:
            setter = getattr(library, name, None)
            if setter is not None:
                setter(1)
                return True
    return False


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


def _cores() -> int:
        if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _libraries() -> Iterator[ctypes.CDLL]:
    package = Path(np.__file__).parent
    for folder in _FOLDERS:
        for path in sorted((package / folder).glob("*openblas*")):
            try:
                yield ctypes.CDLL(str(path))  # loaded already: this is a handle to that one
            except OSError:
                continue
