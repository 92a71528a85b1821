"""Words to claims: an inverted index over statements, phrasings and names.

Words are indexed as they are written, and a stem of a question is spread over the written forms
that share it when it is asked for. Stemming a few dozen candidates per question is far cheaper
than stemming the whole vocabulary at every start.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chipgraph.qa.claims.book import ClaimBook
from chipgraph.qa.claims.english import stop_keys
from chipgraph.qa.normalise import fold, stem

Scores = NDArray[np.float32]
Places = NDArray[np.int32]
_WORD = re.compile(r"[^\W_]+(?:[.'](?=[^\W_])[^\W_]+)*")
_K1, _B = 1.2, 0.4
_ENDING = 8  # letters that a word may be longer than its stem
_NOWHERE = np.empty(0, dtype=np.int32)


def written(text: str) -> list[str]:
    """The words of a text, folded but not stemmed, a possessive s taken off."""
    folded = text.casefold() if text.isascii() else fold(text)
    found: list[str] = _WORD.findall(folded)
    return [w.removesuffix("'s") for w in found] if "'" in folded else found


def distinct(found: Sequence[Places]) -> Places:
    """All places in order, each once; `numpy.unique` would import what takes 30 ms."""
    if not found:
        return _NOWHERE
    if len(found) == 1:
        return found[0]
    joined = np.sort(np.concatenate(found))
    first = np.empty(len(joined), dtype=np.bool_)
    first[:1] = True
    np.not_equal(joined[1:], joined[:-1], out=first[1:])
    return joined[first]


def content(text: str) -> frozenset[str]:
    """The content stems of a text."""
    return frozenset(stem(w) for w in written(text)) - stop_keys()


class WordIndex:
    """BM25 over claims, and which claims hold a word; claims are numbered in book order."""

    def __init__(self, book: ClaimBook) -> None:
        self.ids = tuple(book.claims)
        self.place = {c: i for i, c in enumerate(self.ids)}
        said = [written(c.statement) for c in book.claims.values()]
        counts = [Counter([*s, *_beside(book, c)]) for s, c in zip(said, self.ids, strict=True)]
        self._postings = _postings(counts)
        self._stated = _inverted(map(frozenset, said))
        self.vocabulary = sorted(self._postings)
        lengths = np.array([sum(c.values()) for c in counts], dtype=np.float32)
        mean = max(float(lengths.sum()) / max(len(lengths), 1), 1.0)
        self._length = _K1 * (1 - _B + _B * lengths / mean)
        self.forms = lru_cache(maxsize=20_000)(self._forms)
        self.places = lru_cache(maxsize=5_000)(self._places)
        self.idf = lru_cache(maxsize=20_000)(self._idf)

    def _forms(self, key: str) -> tuple[str, ...]:
        """The written words whose stem is `key`."""
        prefix = key if any(c.isdigit() for c in key) or len(key) < 4 else key[:-1]
        found = []
        for i in range(bisect_left(self.vocabulary, prefix), len(self.vocabulary)):
            word = self.vocabulary[i]
            if not word.startswith(prefix):
                break
            if len(word) <= len(key) + _ENDING and stem(word) == key:
                found.append(word)
        return tuple(found)

    def _places(self, key: str) -> Places:
        """The claims that hold a stem anywhere."""
        found = [np.array(self._postings[f][0], dtype=np.int32) for f in self.forms(key)]
        return distinct(found)

    def holding(self, form: str) -> Places:
        """The claims that hold a word as it is written."""
        return np.array(self._postings[form][0], dtype=np.int32)

    def stated(self, key: str) -> Places:
        """The claims that hold a stem in their statement."""
        found = sorted({i for f in self.forms(key) for i in self._stated.get(f, ())})
        return np.array(found, dtype=np.int32)

    def with_all(self, keys: Iterable[str]) -> Places:
        """The claims that hold every one of some stems."""
        found: Places | None = None
        for key in keys:
            here = self.places(key)
            found = here if found is None else np.intersect1d(found, here, assume_unique=True)
        return _NOWHERE if found is None else found

    def _idf(self, key: str) -> float:
        """How much a stem tells claims apart; highest for one that no claim holds."""
        return self.rarity(len(self.places(key)))

    def rarity(self, holding: int) -> float:
        """The weight of something that so many claims hold."""
        return math.log((len(self.ids) + 1) / (holding + 0.5))

    def bm25(self, keys: Iterable[str]) -> Scores:
        """The score of every claim for some stems, as a share of the best that is possible."""
        total = np.zeros(len(self.ids), dtype=np.float32)
        ideal = 0.0
        for key in dict.fromkeys(keys):
            idf = self.idf(key)
            ideal += idf * (_K1 + 1)
            frequency = np.zeros(len(self.ids), dtype=np.float32)
            for form in self.forms(key):
                places, times = self._postings[form]
                frequency[places] += times
            total += idf * (_K1 + 1) * frequency / (frequency + self._length)
        return total / np.float32(ideal or 1.0)


def _beside(book: ClaimBook, claim: str) -> list[str]:
    """The words of a claim beside its statement: phrasings, names, predicate, arguments."""
    found = book.claims[claim]
    texts = [found.predicate, *book.phrasings.get(claim, ())]
    texts += [book.names[n][0] for n in sorted(found.nodes) if n in book.names]
    texts += [f"{a.role} {a.text}" for a in found.arguments]
    return written("\n".join(texts))


def _postings(counts: Sequence[Counter[str]]) -> dict[str, tuple[list[int], list[int]]]:
    found: dict[str, tuple[list[int], list[int]]] = {}
    for i, count in enumerate(counts):
        for word, times in count.items():
            if word in found:
                places, frequencies = found[word]
                places.append(i)
                frequencies.append(times)
            else:
                found[word] = ([i], [times])
    return found


def _inverted(texts: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for i, words in enumerate(texts):
        for word in words:
            found[word].append(i)
    return found
