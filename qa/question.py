"""The question as read: tokens with offsets, then anchors, then what kind of answer it wants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Wants(StrEnum):
    """The kind of answer that the wording asks for."""

    THINGS = "things"  # who, which, list
    VALUE = "value"  # how much, what share, when
    COUNT = "count"  # how many
    BOOLEAN = "boolean"  # is, does, has
    RANK = "rank"  # sort, order
    COMPARE = "compare"  # versus, difference, ratio
    REASON = "reason"  # why
    DEFINITION = "definition"  # what is
    SOURCE = "source"  # who says
    TEXT = "text"  # explain, how, what about


class Token(NamedTuple):
    """A word of the question; `start` and `end` are character offsets into the original text."""

    text: str
    key: str  # the stem that the lexicon is keyed by
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A meaning that a surface form may have.

    `kind` is one of entity, class, relation, measure, concept, unit, document, operator;
    `target` names the node, label, relationship type, measure, concept, symbol or operator.
    """

    kind: str
    target: str
    surface: str
    source: str  # label, alternative, hidden, weak, ambiguous, inverse, operator
    weight: float = 1.0
    inverse: bool = False  # for relations: the phrase reads from object to subject
    detail: str = ""  # for concepts: the property; for operators: the argument


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry found at tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    entry: Entry
    repaired: str = ""  # the word as typed, where it was mended

    @property
    def width(self) -> int:
        """How many tokens it covers."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a year or a quantity written in the question."""

    start: int
    end: int
    value: float
    unit: str = ""  # symbol, "year" for a year, "" for a bare number


def longest(anchors: Iterable[Anchor]) -> list[Anchor]:
    """Of some anchors those that do not lie inside a longer one."""
    listed = list(anchors)
    return [
        a
        for a in listed
        if not any(b.start <= a.start and a.end <= b.end and b.width > a.width for b in listed)
    ]


# What is called by several words hides the single words in them.
NAMING = frozenset(
    {"relation", "measure", "entity", "document", "class", "concept", "value", "attribute"}
)


@dataclass(frozen=True)
class Question:
    """A question after scanning; stages return a new one with more filled in."""

    text: str
    tokens: tuple[Token, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    literals: tuple[Literal, ...] = ()
    wants: Wants = Wants.TEXT
    unknown: tuple[int, ...] = ()  # indexes of content words that nothing explains
    repairs: tuple[tuple[str, str], ...] = field(default=())  # (as typed, as read)

    @cached_property
    def operators(self) -> dict[str, list[Anchor]]:
        """The operator anchors by name, save those inside a longer phrase, or that cut one."""
        found: dict[str, list[Anchor]] = {}
        phrases = [a for a in self.anchors if a.width > 1 and a.entry.kind in NAMING]
        for anchor in self.anchors:
            inside = any(
                (p.start <= anchor.start and p.end >= anchor.end and p.width > anchor.width)
                or (p.entry.kind == "attribute" and p.start < anchor.start < p.end)
                for p in phrases
            )
            if anchor.entry.kind == "operator" and not inside:
                found.setdefault(anchor.entry.target, []).append(anchor)
        return found

    def words(self, start: int = 0, end: int | None = None) -> str:
        """The original text of a token range."""
        tokens = self.tokens[start:end]
        return self.text[tokens[0].start : tokens[-1].end] if tokens else ""

    def unknown_runs(self) -> tuple[str, ...]:
        """The words that nothing explains, side by side as one phrase in lower case."""
        runs: list[list[int]] = []
        for place in self.unknown:
            if runs and place == runs[-1][-1] + 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        return tuple(self.words(run[0], run[-1] + 1).casefold() for run in runs)
