"""The words of real questions that nothing here explains, and what they may stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from chipgraph.qa.lexicon.build import TERMS
from chipgraph.qa.question import Entry, Question

if TYPE_CHECKING:
    from chipgraph.qa.embedding import Embedder
    from chipgraph.qa.lexicon.build import Lexicon

PROPOSED = frozenset({"class", "relation", "measure", "concept", "entity", "operator"})
LEAST = 0.45  # cosine below which a proposal is chance
_NAMES = frozenset({"label", "operator"})  # what a term is called first


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term that a word may be a synonym of: how near, from 0 to 1."""

    kind: str
    target: str
    surface: str
    near: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Words that stand together unexplained, how often they were asked, and where first."""

    words: str
    count: int
    example: str
    proposals: tuple[Proposal, ...] = ()


def gaps(
    questions: Iterable[Question], lexicon: Lexicon, embedder: Embedder, most: int = 3
) -> tuple[Gap, ...]:
    """The unexplained words, the most frequent first, each with the nearest terms."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for question in questions:
        for words in dict.fromkeys(question.unknown_runs()):
            counts[words] += 1
            first.setdefault(words, question.text)
    ordered = sorted(counts, key=lambda words: (-counts[words], words))
    proposed = _proposals(ordered, lexicon, embedder, most)
    return tuple(
        Gap(words, counts[words], first[words], near)
        for words, near in zip(ordered, proposed, strict=True)
    )


def _proposals(
    phrases: Sequence[str], lexicon: Lexicon, embedder: Embedder, most: int
) -> list[tuple[Proposal, ...]]:
    terms = list(called_first(lexicon))
    if not phrases or not terms:
        return [() for _ in phrases]
    vectors = embedder.embed([term.surface for term in terms])
    scores = embedder.embed(phrases) @ vectors.T
    return [tuple(_nearest(row, terms, most)) for row in scores]


def called_first(lexicon: Lexicon) -> Iterable[Entry]:
    """One entry for each surface that a term or thing is called by first."""
    seen = set()
    for entry in (e for entries in lexicon.entries.values() for e in entries):
        called = (entry.kind, entry.target, entry.surface)
        first = entry.source in _NAMES or (entry.kind in TERMS and entry.source == "alternative")
        if entry.kind in PROPOSED and first and called not in seen:
            seen.add(called)
            yield entry


def _nearest(row: np.ndarray, terms: Sequence[Entry], most: int) -> Iterable[Proposal]:
    """The nearest terms, each target once."""
    taken: set[tuple[str, str]] = set()
    for place in np.argsort(-row, kind="stable"):
        entry, near = terms[int(place)], float(row[place])
        if near < LEAST or len(taken) == most:
            return
        if (entry.kind, entry.target) not in taken:
            taken.add((entry.kind, entry.target))
            yield Proposal(entry.kind, entry.target, entry.surface, round(near, 2))
