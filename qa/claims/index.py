"""Finds the claims that may answer a question: sentence vectors, words and entities, one score."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from chipgraph.qa.claims.book import ClaimBook, book_of
from chipgraph.qa.claims.cover import HELD, Cover, Coverage
from chipgraph.qa.claims.english import words
from chipgraph.qa.claims.lexical import WordIndex
from chipgraph.qa.claims.pieces import Kind, Piece, pieces
from chipgraph.qa.claims.types import Hit
from chipgraph.qa.question import Question

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.graph.store import Store
    from chipgraph.ontology.schema import Schema
    from chipgraph.qa.embedding import Embedder

PHRASINGS, STATEMENTS, WORDS = 120, 60, 40  # how many of each enter the pool
SCOPED = 8  # times as many where a document is asked for


class ClaimIndex:
    """The claims of one graph, ready to be searched."""

    def __init__(
        self,
        snapshot: Snapshot,
        store: Store,
        embedder: Embedder,
        schema: Schema | None = None,
    ) -> None:
        self.book: ClaimBook = book_of(snapshot)
        self.words = WordIndex(self.book)
        self.coverage = Coverage(self.book, self.words, snapshot, schema)
        self._store = store
        self._embedder = embedder
        self._schema = schema

    def search(
        self, question: Question, *, documents: frozenset[str] = frozenset(), k: int = 24
    ) -> tuple[Hit, ...]:
        """The claims nearest to a question, best first."""
        parts = pieces(question, self._schema)
        weights = [self.coverage.weight(p) for p in parts]
        phrased, stated = self._nearest(question.text, SCOPED if documents else 1)
        lexical = self.words.bm25(key for p in parts for key in p.keys)
        pool = self._pool(phrased, stated, lexical, parts, documents)
        fitting = words()["kinds"].get(question.wants, ())
        floors = (_floor(phrased), _floor(stated))
        found = []
        for claim_id in pool:
            claim = self.book.claims[claim_id]
            cover = self.coverage.cover(claim, parts, weights)
            similarity, phrasing = phrased.get(claim_id, (floors[0], ""))
            features = {
                "phrasing": similarity,
                "statement": stated.get(claim_id, floors[1]),
                "words": float(lexical[self.words.place[claim_id]]),
                **_by_kind(parts, cover),
                "kind": float(claim.kind in fitting),
            }
            score = _score(features)
            nearest = max(similarity, features["statement"])
            found.append(
                Hit(claim, score, nearest, phrasing, cover.share, _missing(parts, cover))
            )
        found.sort(key=lambda h: (-h.score, h.claim.id))
        return tuple(found[:k])

    def _nearest(
        self, text: str, widen: int
    ) -> tuple[dict[str, tuple[float, str]], dict[str, float]]:
        """The nearest phrasing of each claim, and the nearest statements."""
        vector = self._embedder.embed([text])[0]
        phrased: dict[str, tuple[float, str]] = {}
        for phrasing, score in self._store.vector_search("phrasing", vector, PHRASINGS * widen):
            owner = self.book.owners.get(phrasing)
            if owner is not None and owner not in phrased:
                phrased[owner] = (score, self.book.texts[phrasing])
        stated = dict(self._store.vector_search("claim", vector, STATEMENTS * widen))
        return phrased, stated

    def _pool(
        self,
        phrased: Mapping[str, tuple[float, str]],
        stated: Mapping[str, float],
        lexical: np.ndarray[tuple[int], np.dtype[np.float32]],
        parts: Sequence[Piece],
        documents: frozenset[str],
    ) -> list[str]:
        if documents:
            within = [c.document in documents for c in self.book.claims.values()]
            lexical = np.where(within, lexical, -1.0)
        top = np.argsort(-lexical, kind="stable")[:WORDS]
        found = dict.fromkeys((*phrased, *stated, *(self.words.ids[i] for i in top)))
        return [
            c
            for c in found
            if c in self.book.claims
            and (not documents or self.book.claims[c].document in documents)
        ]


def _floor(found: Mapping[str, float | tuple[float, str]]) -> float:
    """A claim that was not among the nearest is at most as near as the last of them."""
    values = [v[0] if isinstance(v, tuple) else v for v in found.values()]
    return min(values, default=0.0) - 0.02


def _by_kind(parts: Sequence[Piece], cover: Cover) -> dict[str, float]:
    found = {}
    for name, kinds in (("entities", {Kind.ENTITY}), ("content", set(Kind) - {Kind.ENTITY})):
        chosen = [i for i, p in enumerate(parts) if p.kind in kinds]
        total = sum(cover.weights[i] for i in chosen)
        held = sum(cover.weights[i] * cover.held[i] for i in chosen)
        found[name] = held / total if total else 1.0
    return found


def _missing(parts: Sequence[Piece], cover: Cover) -> tuple[str, ...]:
    return tuple(p.surface for p, held in zip(parts, cover.held, strict=True) if held < HELD)


@cache
def weights() -> dict[str, float]:
    """The weights of the score, fitted by `bench/bench_claims.py --fit`."""
    text = (Path(__file__).parent / "weights.json").read_text(encoding="utf-8")
    loaded: dict[str, float] = json.loads(text)["search"]
    return loaded


def _score(features: Mapping[str, float]) -> float:
    fitted = weights()
    return sum(fitted[name] * value for name, value in features.items())
