"""How a load shows itself on stderr: a bar on a terminal, a line per stage elsewhere."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from chipgraph.loaders.progress import Progress


class Lines(AbstractContextManager["Lines"]):
    """One plain line per stage, for logs and pipes."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Say that a stage begins."""
        count = f" ({total:,})" if total else ""
        print(f"chipgraph: {name}{count}", file=sys.stderr, flush=True)

    def advance(self, steps: int = 1) -> None:
        """Say nothing: a log has no use for single steps."""

    def __exit__(self, *_: object) -> None:
        return None


class Bar(AbstractContextManager["Bar"]):
    """A bar that is gone when the load is done."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("loading the graph", total=None)

    def stage(self, name: str, total: int | None = None) -> None:
        """Start the bar again for the next stage."""
        self._bar.reset(self._task, total=total, description=name)

    def advance(self, steps: int = 1) -> None:
        """Move the bar on."""
        self._bar.advance(self._task, steps)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()


def shown() -> AbstractContextManager[Progress]:
    """A bar where stderr is a terminal, else lines."""
    return Bar() if sys.stderr.isatty() else Lines()
