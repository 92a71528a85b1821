"""What each stage did and how long it took, for `--explain` and for the benchmarks."""

from __future__ import annotations

import time
from typing import NamedTuple


class Stage(NamedTuple):
    """One stage of one question."""

    name: str
    told: str
    seconds: float


class Trace:
    """Stages in order; the time of each runs from the end of the one before."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self._last = time.perf_counter()

    def told(self, name: str, text: str) -> None:
        """A stage has ended."""
        now = time.perf_counter()
        self.stages.append(Stage(name, text, now - self._last))
        self._last = time.perf_counter()
