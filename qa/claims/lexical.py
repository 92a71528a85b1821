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
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chipgraph.qa.claims.book import ClaimBook
from chipgraph.qa.normalise import fold, stem

Scores = NDArray[np.float32]
_WORD = re.compile(r"[^\W_]+(?:[.'](?=[^\W_])[^\W_]+)*")
_K1, _B = 1.2, 0.4


def written(text: str) -> list[str]:
    """The words of a text, folded but not stemmed, a possessive s taken off."""
    folded = text.casefold().replace("’", "'") if text.isascii() else fold(text)
    return [w[:-2] if w.endswith("'s") else w for w in _WORD.findall(folded)]


class WordIndex:
    """BM25 over claims, and which claim holds which word."""

    def __init__(self, book: ClaimBook) -> None:
        self.ids = tuple(book.claims)
        self.place = {c: i for i, c in enumerate(self.ids)}
        self.statement = [frozenset(written(c.statement)) for c in book.claims.values()]
        counts = [_counts(book, c) for c in self.ids]
        self.words = [frozenset(c) for c in counts]
        self._postings = _postings(counts)
        self._vocabulary = sorted(self._postings)
        lengths = np.array([sum(c.values()) for c in counts], dtype=np.float32)
        self._length = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()), 1.0))
        self.forms = lru_cache(maxsize=20_000)(self._forms)
        self.idf = lru_cache(maxsize=20_000)(self._idf)

    def _forms(self, key: str) -> frozenset[str]:
        """The written words whose stem is `key`."""
        prefix = key if any(c.isdigit() for c in key) or len(key) < 4 else key[:-1]
        found = set()
        for i in range(bisect_left(self._vocabulary, prefix), len(self._vocabulary)):
            word = self._vocabulary[i]
            if not word.startswith(prefix):
                break
            if len(word) <= len(key) + 8 and stem(word) == key:
                found.add(word)
        return frozenset(found)

    def _idf(self, key: str) -> float:
        """How much a stem tells claims apart; highest for one that no claim holds."""
        return self.rarity(len({int(d) for f in self.forms(key) for d in self._postings[f][0]}))

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
                documents, times = self._postings[form]
                frequency[documents] += times
            total += idf * (_K1 + 1) * frequency / (frequency + self._length)
        return total / np.float32(ideal or 1.0)


def _counts(book: ClaimBook, claim: str) -> Counter[str]:
    found = book.claims[claim]
    texts = [found.statement, found.predicate, *book.phrasings.get(claim, ())]
    texts += [book.names[n][0] for n in sorted(found.nodes) if n in book.names]
    texts += [f"{a.role} {a.text}" for a in found.arguments]
    return Counter(written("\n".join(texts)))


def _postings(
    counts: Iterable[Mapping[str, int]],
) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]:
    documents: dict[str, list[int]] = defaultdict(list)
    times: dict[str, list[int]] = defaultdict(list)
    for i, count in enumerate(counts):
        for word, n in count.items():
            documents[word].append(i)
            times[word].append(n)
    return {
        word: (np.array(found, dtype=np.int32), np.array(times[word], dtype=np.float32))
        for word, found in documents.items()
    }
