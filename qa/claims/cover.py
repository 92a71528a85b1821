"""Does a claim hold what a question names? Entities, words, years and numbers, weighed by rarity."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chipgraph.qa.claims.book import EVIDENCE, ClaimBook
from chipgraph.qa.claims.english import stop_keys
from chipgraph.qa.claims.lexical import WordIndex, written
from chipgraph.qa.claims.pieces import Kind, Piece
from chipgraph.qa.claims.types import Claim
from chipgraph.qa.normalise import stem

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.ontology.schema import Schema

# How much of an entity is held: the node itself, its name in the words, something below it (a
# variant, a part, a member), the document itself, something above it, something related in another
# way. What is said of the whole need not hold for the part.
NODE, NAMED, BELOW, TOPIC, ABOVE, RELATED = 1.0, 0.9, 0.75, 0.65, 0.5, 0.45
# And of a word: in the statement, in a phrasing, by another word for the same term.
SAID, ASKED, SYNONYM = 1.0, 0.9, 0.75
HELD = 0.6  # below this a piece counts as missing


@dataclass(frozen=True, slots=True)
class Cover:
    """How much of each piece a claim holds, in the order of the pieces."""

    held: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def share(self) -> float:
        """The weighted share of the question that is held."""
        total = sum(self.weights)
        held = sum(h * w for h, w in zip(self.held, self.weights, strict=True))
        return held / total if total else 0.0


class Coverage:
    """Weighs claims against the pieces of questions."""

    def __init__(
        self, book: ClaimBook, index: WordIndex, snapshot: Snapshot, schema: Schema | None = None
    ) -> None:
        self.book = book
        self.index = index
        self._relatives = _relatives(snapshot, schema)

    def weight(self, piece: Piece) -> float:
        """How much a piece tells: rare names and words more than common ones."""
        if piece.kind is Kind.ENTITY:
            holding = set().union(*(self.book.by_node.get(m, ()) for m in piece.meanings))
            rarity = self.index.rarity(len(holding))
            return 0.5 + rarity
        if piece.kind is Kind.WORD:
            return self.index.idf(piece.keys[0])
        return self.index.rarity(5)

    def cover(self, claim: Claim, parts: Sequence[Piece], weights: Sequence[float]) -> Cover:
        """How much of each piece the claim holds."""
        place = self.index.place[claim.id]
        return Cover(tuple(self._held(claim, place, p) for p in parts), tuple(weights))

    def _held(self, claim: Claim, place: int, piece: Piece) -> float:
        match piece.kind:
            case Kind.ENTITY:
                return self._entity(claim, place, piece)
            case Kind.WORD:
                return self._word(claim, place, piece)
            case _:
                return 1.0 if piece.number in _numbers(claim) else 0.0

    def _entity(self, claim: Claim, place: int, piece: Piece) -> float:
        nodes = claim.nodes
        if nodes & set(piece.meanings):
            return NODE
        best = 0.0
        if piece.keys and all(self.index.forms(k) & self.index.words[place] for k in piece.keys):
            best = NAMED
        for meaning in piece.meanings:
            for degree, relatives in self._relatives.items():
                if degree > best and relatives.get(meaning, _NONE) & nodes:
                    best = degree
            if best < TOPIC and self._is_topic(claim, meaning):
                best = TOPIC
        return best

    def _is_topic(self, claim: Claim, node: str) -> bool:
        """The document is by it, or about it and the claim about nothing else of its kind."""
        if node not in self.book.topics.get(claim.document, _NONE):
            return False
        if node in self.book.sources[claim.document]:
            return True
        kind = self.book.labels.get(node, _NONE) - {"Entity"}
        return not any(self.book.labels.get(n, _NONE) & kind for n in claim.nodes)

    def _word(self, claim: Claim, place: int, piece: Piece) -> float:
        forms = self.index.forms(piece.keys[0])
        if forms & self.index.statement[place]:
            return SAID
        if piece.meanings and any(
            self.book.labels.get(n, _NONE) & set(piece.meanings) for n in claim.nodes
        ):
            return SAID
        if forms & self.index.words[place]:
            return ASKED
        words = self.index.words[place]
        return SYNONYM if any(self.index.forms(k) & words for k in piece.also) else 0.0


_NONE: frozenset[str] = frozenset()


_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?)[\s-]*(thousand|million|billion|trillion)?", re.IGNORECASE)


def _numbers(claim: Claim) -> frozenset[float]:
    """Every number that a claim holds, in its arguments or written in its statement."""
    found = {n for a in claim.arguments for n in a.numbers}
    for figure, scale in _FIGURE.findall(f"{claim.statement} {claim.when}"):
        value = float(figure.replace(",", "").rstrip(".") or 0)
        found |= {value, value * _SCALES.get(scale.casefold(), 1.0)}
    return frozenset(found)


def _relatives(
    snapshot: Snapshot, schema: Schema | None
) -> dict[float, dict[str, frozenset[str]]]:
    """By degree: the nodes below and above each node in hierarchies, and those related to it."""
    found: dict[float, dict[str, set[str]]] = {
        BELOW: defaultdict(set),
        ABOVE: defaultdict(set),
        RELATED: defaultdict(set),
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


def content(texts: Sequence[str]) -> frozenset[str]:
    """The content stems of some texts."""
    return frozenset(stem(w) for t in texts for w in written(t)) - stop_keys()
