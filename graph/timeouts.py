"""How long a query may run, and how to stop waiting for one that does not end by itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from chipgraph.errors import QueryError, StoreError

TIMEOUT_VARIABLE = "CHIPGRAPH_QUERY_TIMEOUT"  # seconds; an embedded engine reads it as it starts
DEFAULT_TIMEOUT = 30.0

Found = TypeVar("Found")


def query_timeout() -> float:
    """How long a query may run, in seconds; 0 means as long as it likes."""
    raw = os.environ.get(TIMEOUT_VARIABLE, "")
    try:
        return max(0.0, float(raw)) if raw else DEFAULT_TIMEOUT
    except ValueError:
        raise StoreError(
            f"{TIMEOUT_VARIABLE} is {raw!r}, which is not a number.", "Give seconds, e.g. 30."
        ) from None


def too_slow(seconds: float) -> QueryError:
    """What is said of a query that was given up."""
    return QueryError(
        f"The query took longer than {seconds:g} s.",
        f"Narrow the query, add LIMIT, or set {TIMEOUT_VARIABLE} to more seconds.",
    )


def within(seconds: float, work: Callable[[], Found], *, grace: float = 0.0) -> Found:
    """What `work` gives; QueryError if that takes longer than `seconds`, and `grace` beside.

    Engines look at their clock between rows, not inside an expression: a loop over lists within
    one runs on. Nobody waits for it; it ends by itself, or with the process.
    """
    future: Future[Found] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as problem:
            future.set_exception(problem)

    threading.Thread(target=run, daemon=True).start()
    try:
        return future.result(seconds + grace)
    except TimeoutError:
        raise too_slow(seconds) from None
