"""Words of the claims that mean nearly what a word of a question means: `concern` for `fear`.

Nearness is the cosine of what the embedding model begins with, its table of words: no sentence is
read, so it costs nothing. Opposites are near too, which is right for what a claim is about.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from chipgraph.qa.claims.english import stop_keys
from chipgraph.qa.claims.lexical import Places, Scores, WordIndex
from chipgraph.qa.normalise import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEAST, ALIKE = 0.45, 0.7  # cosines: of a word that is near, of one that means the same
SOME, MOST = 0.5, 0.75  # how much of the asked word these hold
_SHORTEST = 3  # letters


@runtime_checkable
class WordTable(Protocol):
    """An embedder that has a vector for single words."""

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """A row for each word, nought for one that is not in the table."""


class NearWords:
    """Looks words up among those that the claims hold; knows none where there is no table."""

    def __init__(self, index: WordIndex, embedder: object) -> None:
        self._index = index
        self._table = embedder if isinstance(embedder, WordTable) else None
        self.places = lru_cache(maxsize=5_000)(self._places)

    def _places(self, word: str) -> tuple[tuple[float, Places], ...]:
        """How much of a word some claims hold by a word that is near, the least first."""
        if self._table is None or not _ordinary(word):
            return ()
        vector = self._table.word_vectors([word])[0]
        if not vector.any():
            return ()
        cosines = self._rows @ _unit((vector - self._mean)[None, :])[0]
        near = sorted((float(cosines[i]), self._words[i]) for i in np.flatnonzero(cosines >= LEAST))
        return tuple((_share(cosine), self._index.holding(form)) for cosine, form in near)

    @cached_property
    def _known(self) -> tuple[tuple[str, ...], Scores]:
        """The words of the claims that the table has, with their rows."""
        words = [w for w in self._index.vocabulary if _ordinary(w) and stem(w) not in stop_keys()]
        rows = self._table.word_vectors(words) if self._table is not None and words else _NONE
        kept = np.flatnonzero(rows.any(axis=1))
        return tuple(words[i] for i in kept), rows[kept]

    @property
    def _words(self) -> tuple[str, ...]:
        return self._known[0]

    @cached_property
    def _mean(self) -> Scores:
        """What all words have in common: it tells none of them apart."""
        rows = self._known[1]
        mean: Scores = rows.sum(axis=0) / np.float32(max(len(rows), 1))
        return mean

    @cached_property
    def _rows(self) -> Scores:
        return _unit(self._known[1] - self._mean)


_NONE: Scores = np.zeros((0, 1), dtype=np.float32)


def _ordinary(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha()


def _unit(rows: Scores) -> Scores:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Scores = rows / np.maximum(lengths, np.float32(1e-9))
    return unit


def _share(cosine: float) -> float:
    return min(MOST, SOME + (MOST - SOME) * (cosine - LEAST) / (ALIKE - LEAST))
