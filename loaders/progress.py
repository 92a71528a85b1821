"""How a long load tells what it is doing: the door draws it, the loader only speaks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol


class Progress(Protocol):
    """What a bar, a log or nothing at all must understand."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; `total` is how many steps it will tell of, where known."""

    def advance(self, steps: int = 1) -> None:
        """That many steps of the current stage are done."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, steps: int = 1) -> None:
        """Say nothing."""


@dataclass(slots=True)
class Clock:
    """Seconds per stage, told to a `Progress` on the way."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[None]:
        """Time one stage under its name."""
        self.progress.stage(name, total)
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = self.seconds.get(name, 0.0) + time.perf_counter() - started
            self.seconds[name] = round(spent, 3)
