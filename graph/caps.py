"""How much of a result is kept: a cap on rows, a cap on size, and which of them cut it off.

A query that only reads can still ask for more than a machine holds. What is cut is never cut in
silence: `Rows.cut` names the cap, and every door says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

Cut = Literal["", "rows", "bytes"]
_NUMBER = 8

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that is kept; None for no bound. `bytes` are counted by `weight`."""

    rows: int | None = None
    bytes: int | None = None

    @property
    def bounded(self) -> bool:
        """Whether anything can be cut off."""
        return self.rows is not None or self.bytes is not None


UNBOUNDED = Caps()


def kept(found: Iterable[Row], caps: Caps) -> tuple[list[Row], Cut]:
    """The first rows as far as the caps allow, and the cap that stopped them."""
    rows: list[Row] = []
    total = 0
    for row in found:
        if len(rows) == caps.rows:
            return rows, "rows"
        if caps.bytes is not None:
            total += weight(row)
            if total > caps.bytes:
                return rows, "bytes"
        rows.append(row)
    return rows, ""


def weight(value: Any) -> int:
    """About how many bytes a value takes: text by its characters, a map by what it holds.

    >>> weight({"name": "abcdefghij", "list": ["xyz"], "price": 1.5})
    21
    """
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(weight, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(weight, value))
    return _NUMBER
