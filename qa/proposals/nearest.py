"""The terms and things that words nobody knows may stand for: the nearest of each kind by meaning.

Nearness alone links nothing, for wrong terms are near, too: it is what a proposal must meet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from chipgraph.qa.lexicon.gaps import LEAST, called_first
from chipgraph.qa.question import Entry, Question

if TYPE_CHECKING:
    from chipgraph.qa.embedding import Embedder
    from chipgraph.qa.lexicon import Lexicon

MOST = 3  # of a kind
_DIGITS = re.compile(r"\d+")


class Nearest:
    """What the names of one graph mean, embedded when first asked."""

    def __init__(self, lexicon: Lexicon, embedder: Embedder) -> None:
        self._lexicon = lexicon
        self._embedder = embedder
        self.near = lru_cache(maxsize=1_000)(self._near)

    def of(self, phrase: str, kind: str, target: str) -> Entry | None:
        """How the target is called where it is among the nearest of its kind, else nothing."""
        return next((e for e in self.near(phrase) if (e.kind, e.target) == (kind, target)), None)

    def things(self, question: Question) -> tuple[str, ...]:
        """The things that the unknown words of a question are near to."""
        found = (e for words in question.unknown_runs() for e in self.near(words))
        return tuple(dict.fromkeys(e.target for e in found if e.kind == "entity"))

    def _near(self, phrase: str) -> tuple[Entry, ...]:
        entries, vectors = self._named
        row = vectors @ self._embedder.embed([phrase])[0]
        taken: dict[str, dict[str, Entry]] = defaultdict(dict)
        for place in np.argsort(-row, kind="stable"):
            if row[place] < LEAST:
                break
            entry = entries[int(place)]
            if len(taken[entry.kind]) < MOST and _same_digits(entry.surface, phrase):
                taken[entry.kind].setdefault(entry.target, entry)
        return tuple(e for kind in taken.values() for e in kind.values())

    @cached_property
    def _named(self) -> tuple[tuple[Entry, ...], Any]:
        entries = tuple(called_first(self._lexicon))
        return entries, self._embedder.embed([entry.surface for entry in entries])


def _same_digits(name: str, phrase: str) -> bool:
    """A part number is another part with another digit."""
    return set(_DIGITS.findall(name)) <= set(_DIGITS.findall(phrase))
