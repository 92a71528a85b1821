"""How much of a question each claim holds: entities, words, years and numbers, weighed by rarity.

All claims are weighed at once: one row per piece of the question, one column per claim.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from chipgraph.qa.claims.book import EVIDENCE, ClaimBook
from chipgraph.qa.claims.lexical import Places, Scores, WordIndex, distinct
from chipgraph.qa.claims.near import NearWords
from chipgraph.qa.claims.pieces import Kind, Piece
from chipgraph.qa.claims.types import Claim

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.ontology.schema import Schema

# How much of an entity is held: the node itself, its name in the words, something below it (a
# variant, a part, a member), the document itself, something above it, something related in another
# way. What is said of the whole need not hold for the part.
NODE, NAMED, BELOW, TOPIC, ABOVE, RELATED = 1.0, 0.9, 0.75, 0.65, 0.5, 0.45
# And of a word: in the statement, in a phrasing, by another word for the same term; by a word that
# is near in meaning less (`near.py`).
SAID, ASKED, SYNONYM = 1.0, 0.9, 0.75
HELD = 0.6  # below this a piece counts as missing
YEARS = 5  # a year weighs as much as a word that so many claims hold

Relatives = dict[float, dict[str, frozenset[str]]]
_NONE: frozenset[str] = frozenset()


class Coverage:
    """Weighs the claims of a book against the pieces of questions."""

    def __init__(
        self,
        book: ClaimBook,
        index: WordIndex,
        snapshot: Snapshot,
        schema: Schema | None = None,
        embedder: object = None,
    ) -> None:
        self.book = book
        self.index = index
        self._near = NearWords(index, embedder)
        self._claims = tuple(book.claims.values())
        self._relatives = _relatives(snapshot, schema)
        self._about = lru_cache(maxsize=5_000)(self._about_node)
        self._of_class = lru_cache(maxsize=500)(self._about_class)
        self._topical = lru_cache(maxsize=5_000)(self._on_topic)

    def weight(self, piece: Piece) -> float:
        """How much a piece tells: rare names and words more than common ones."""
        match piece.kind:
            case Kind.ENTITY:
                return 0.5 + self.index.rarity(len(self._union(piece.meanings)))
            case Kind.WORD:
                return self.index.idf(piece.keys[0])
        return self.index.rarity(YEARS)

    def held(self, piece: Piece) -> Scores:
        """How much of a piece each claim holds, 0 to 1."""
        row = np.zeros(len(self._claims), dtype=np.float32)
        match piece.kind:
            case Kind.ENTITY:
                self._entity(piece, row)
            case Kind.WORD:
                self._word(piece, row)
            case _:
                row[[i for i, n in enumerate(self._numbers) if piece.number in n]] = 1.0
        return row

    def _entity(self, piece: Piece, row: Scores) -> None:
        """Fills a row from the weakest sign to the strongest."""
        for degree in sorted(self._relatives):
            near = self._relatives[degree]
            row[self._union(n for m in piece.meanings for n in near.get(m, ()))] = degree
            if degree == ABOVE:
                for meaning in piece.meanings:
                    row[self._topical(meaning)] = TOPIC
        if piece.keys:
            row[self.index.with_all(piece.keys)] = NAMED
        row[self._union(piece.meanings)] = NODE

    def _word(self, piece: Piece, row: Scores) -> None:
        key = piece.keys[0]
        for share, places in self._near.places(piece.surface):
            row[places] = share
        for other in piece.also:
            row[self.index.places(other)] = SYNONYM
        row[self.index.places(key)] = ASKED
        for label in piece.meanings:
            row[self._of_class(label)] = SAID
        row[self.index.stated(key)] = SAID

    def _union(self, nodes: Iterable[str]) -> Places:
        return distinct([self._about(n) for n in nodes])

    def _about_node(self, node: str) -> Places:
        claims = self.book.by_node.get(node, _NONE)
        return np.array(sorted(self.index.place[c] for c in claims), dtype=np.int32)

    def _about_class(self, label: str) -> Places:
        return self._union(n for n in self.book.by_node if label in self.book.labels.get(n, _NONE))

    def _on_topic(self, node: str) -> list[int]:
        """Claims of a document by a node, or about it where they are about no other of its kind."""
        by = {d for d, nodes in self.book.sources.items() if node in nodes}
        on = {d for d, nodes in self.book.topics.items() if node in nodes} - by
        if not by and not on:
            return []
        kind = self.book.labels.get(node, _NONE) - {"Entity"}
        others = {int(i) for label in kind for i in self._of_class(label)} if on else set()
        return [
            i
            for i, claim in enumerate(self._claims)
            if claim.document in by or (claim.document in on and i not in others)
        ]

    @cached_property
    def _numbers(self) -> list[frozenset[float]]:
        return [figures(claim) for claim in self._claims]


_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_FIGURE = re.compile(
    r"(?<![A-Za-z\d.])(?<![A-Za-z]-)(\d[\d,]*(?:\.\d+)?)[\s-]*(thousand|million|billion|trillion)?",
    re.I,
)


def figures(claim: Claim) -> frozenset[float]:
    """Every number that a claim holds, in its arguments or written in its statement."""
    found = {n for a in claim.arguments for n in a.numbers}
    for figure, scale in _FIGURE.findall(f"{claim.statement} {claim.when}"):
        value = float(figure.replace(",", ""))
        found |= {value, value * _SCALES.get(scale.casefold(), 1.0)}
    return frozenset(found)


def _relatives(snapshot: Snapshot, schema: Schema | None) -> Relatives:
    """By degree: the nodes below and above each node in hierarchies, and those related to it."""
    found: dict[float, dict[str, set[str]]] = {
        degree: defaultdict(set) for degree in (BELOW, ABOVE, RELATED)
    }
    relations = schema.relations if schema is not None else {}
    for name, edges in snapshot.edges.items():
        term = relations.get(name)
        if term is None or term.derived or term.symmetric:
            continue
        forward, backward = (ABOVE, BELOW) if term.transitive else (RELATED, RELATED)
        for source, target, _ in edges:
            if not snapshot.nodes[source].labels & EVIDENCE:
                found[forward][source].add(target)
                found[backward][target].add(source)
    return {d: {k: frozenset(v) for k, v in sets.items()} for d, sets in found.items()}


def by_kind(parts: Sequence[Piece], weights: Scores, held: Scores) -> tuple[Scores, Scores, Scores]:
    """Per claim: the weighed share held of the entities, of all else, and of both together."""
    entities = np.array([p.kind is Kind.ENTITY for p in parts] or [False], dtype=np.float32)
    return (
        _share(weights * entities, held),
        _share(weights * (1 - entities), held),
        _share(weights, held, empty=0.0),
    )


def _share(weights: Scores, held: Scores, empty: float = 1.0) -> Scores:
    total = float(weights.sum())
    if not total:
        return np.full(held.shape[1], empty, dtype=np.float32)
    # Not `weights @ held`: that may wake threads (`graph/nearest.py`) to add a few rows.
    share: Scores = ((weights[:, None] * held).sum(axis=0) / total).astype(np.float32)
    return share
