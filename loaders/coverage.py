"""How much of a document its claims cover: paragraph by paragraph, in characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

FEWEST_WORDS = 5
ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class Omission:
    """A stretch of a document that says nothing worth a claim, with the reason."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of at least five words: where it stands and how much of it claims cover."""

    line: int
    start: int
    end: int
    covered: float
    reason: str = ""

    @property
    def state(self) -> str:
        """`covered` by claims, `omitted` for a reason, or a `gap`."""
        if self.covered >= ENOUGH:
            return "covered"
        return "omitted" if self.reason else "gap"


def paragraphs(
    text: str, spans: Iterable[tuple[int, int]], omissions: Iterable[Omission]
) -> tuple[Paragraph, ...]:
    """Every content paragraph of a text with the share that the spans cover."""
    claimed, left_out = bytearray(len(text)), bytearray(len(text))
    for start, end in spans:
        claimed[start:end] = b"\1" * len(claimed[start:end])
    omitted = tuple(omissions)
    for omission in omitted:
        stretch = slice(omission.start, omission.end)
        left_out[stretch] = b"\1" * len(left_out[stretch])
    found = []
    for match in re.finditer(r"[^\n]+", text):
        if len(match.group().split()) >= FEWEST_WORDS:
            start, end = match.span()
            share = sum(claimed[start:end]) / (end - start)
            either = sum(
                a | b for a, b in zip(claimed[start:end], left_out[start:end], strict=True)
            )
            reason = _reason(omitted, start, end) if either / (end - start) >= ENOUGH else ""
            line = text.count("\n", 0, start) + 1
            found.append(Paragraph(line, start, end, round(share, 3), reason))
    return tuple(found)


def _reason(omissions: tuple[Omission, ...], start: int, end: int) -> str:
    reasons = [part.reason for part in omissions if part.start < end and part.end > start]
    return "; ".join(dict.fromkeys(reasons))
