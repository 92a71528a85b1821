"""Finds the claims that may answer a question: sentence vectors, words and entities, one score."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from chipgraph.qa.claims.book import ClaimBook, book_of
from chipgraph.qa.claims.confidence import fitted
from chipgraph.qa.claims.cover import ABOVE, HELD, Coverage, by_kind
from chipgraph.qa.claims.english import words
from chipgraph.qa.claims.lexical import Scores, WordIndex
from chipgraph.qa.claims.pieces import Piece, pieces
from chipgraph.qa.claims.types import Hit
from chipgraph.qa.question import Question

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.graph.store import Store
    from chipgraph.ontology.schema import Schema
    from chipgraph.qa.embedding import Embedder

PHRASINGS, STATEMENTS = 64, 32  # how many of the nearest vectors are looked at
SCOPED = 8  # times as many where a document is asked for


@dataclass(frozen=True, slots=True)
class Weighed:
    """Features of every claim, in book order, for one question."""

    features: dict[str, Scores]
    parts: tuple[Piece, ...]
    held: Scores  # a row per piece
    coverage: Scores
    texts: dict[int, str]  # the nearest phrasing, where one was found

    def below(self, least: float, claim: int) -> tuple[str, ...]:
        """The pieces of which a claim holds less than so much."""
        held = self.held[:, claim].tolist()
        return tuple(p.surface for p, h in zip(self.parts, held, strict=False) if h < least)


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
        self.coverage = Coverage(self.book, self.words, snapshot, schema, embedder)
        self._claims = tuple(self.book.claims.values())
        self._kinds = np.array([claim.kind for claim in self._claims])
        self._store = store
        self._embedder = embedder
        self._schema = schema

    def search(
        self, question: Question, *, documents: frozenset[str] = frozenset(), k: int = 24
    ) -> tuple[Hit, ...]:
        """The claims nearest to a question, best first."""
        if not self._claims:
            return ()
        found = self.weigh(question, SCOPED if documents else 1)
        weights: dict[str, float] = fitted()["search"]
        score = sum(np.float32(weights[name]) * values for name, values in found.features.items())
        score = np.asarray(score, dtype=np.float32)
        return tuple(
            Hit(
                claim=self._claims[i],
                score=float(score[i]),
                similarity=float(
                    max(found.features[name][i] for name in ("phrasing", "statement"))
                ),
                phrasing=found.texts.get(i, ""),
                coverage=float(found.coverage[i]),
                missing=found.below(HELD, i),
                absent=found.below(ABOVE, i),
            )
            for i in self._best(score, documents, k)
        )

    def weigh(self, question: Question, widen: int = 1) -> Weighed:
        """Every claim against a question, before the features become one score."""
        parts = pieces(question, self._schema)
        held = np.stack([self.coverage.held(p) for p in parts] or [self._nothing()])
        rarity = np.array([self.coverage.weight(p) for p in parts] or [0.0], dtype=np.float32)
        entities, others, coverage = by_kind(parts, rarity, held)
        phrased, stated, texts = self._nearest(mended(question), widen)
        features = {
            "phrasing": phrased,
            "statement": stated,
            "words": self.words.bm25(key for p in parts for key in p.keys),
            "entities": entities,
            "content": others,
            "kind": self._of_kinds(words()["kinds"].get(question.wants, ())),
        }
        return Weighed(features, parts, held, coverage, texts)

    def _best(self, score: Scores, documents: frozenset[str], k: int) -> list[int]:
        order: list[int] = np.argsort(-score, kind="stable").tolist()
        if documents:
            order = [i for i in order if self._claims[i].document in documents]
        return order[:k]

    def _nothing(self) -> Scores:
        return np.zeros(len(self._claims), dtype=np.float32)

    def _of_kinds(self, kinds: Sequence[str]) -> Scores:
        return np.isin(self._kinds, list(kinds)).astype(np.float32)

    def _nearest(self, text: str, widen: int) -> tuple[Scores, Scores, dict[int, str]]:
        """The nearest phrasing of each claim, and the nearest statements."""
        vector = self._embedder.embed([text])[0]
        asked: Sequence[tuple[str, float]] = ()
        if self.book.owners:  # else there is no such index
            asked = self._store.vector_search("phrasing", vector, PHRASINGS * widen)
        said = self._store.vector_search("claim", vector, STATEMENTS * widen)
        phrased, stated = self._nothing() + _floor(asked), self._nothing() + _floor(said)
        texts: dict[int, str] = {}
        for phrasing, score in asked:
            place = self.words.place.get(self.book.owners.get(phrasing, ""))
            if place is not None and place not in texts:
                phrased[place], texts[place] = score, self.book.texts[phrasing]
        for claim, score in said:
            if claim in self.words.place:
                stated[self.words.place[claim]] = score
        return phrased, stated, texts


def mended(question: Question) -> str:
    """The question with its mended words in place of what was typed."""
    text = " ".join(question.words().split())
    for typed, meant in question.repairs:
        text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", meant, text, flags=re.IGNORECASE)
    return text


def _floor(found: Sequence[tuple[str, float]]) -> np.float32:
    """A claim that was not among the nearest is at most as near as the last of them."""
    return np.float32(min((score for _, score in found), default=0.0) - 0.02)
