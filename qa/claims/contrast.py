"""Two things set side by side in words, where no claim speaks of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chipgraph.qa.claims.book import ClaimBook
from chipgraph.qa.claims.pieces import Kind, Piece
from chipgraph.qa.claims.prose import connected
from chipgraph.qa.claims.types import Claim, Hit

_SIDES = (2, 3)  # things that a sentence compares
_EACH = 2  # claims of each
_NEAR = 0.5  # of the similarity of the nearest claim: what is farther is beside the point


@dataclass(frozen=True, slots=True)
class Contrast:
    """What the sources say of each side, and how much of the question that holds."""

    claims: tuple[Claim, ...]
    nodes: tuple[str, ...]  # the sides, then what is said of one of them alone
    similarity: float
    coverage: float


def contrast(parts: Sequence[Piece], hits: Sequence[Hit], book: ClaimBook) -> Contrast | None:
    """The claims of each thing that a question names; None where one of them has none near."""
    sides = [p.meanings for p in parts if p.kind is Kind.ENTITY and p.meanings]
    if len(sides) not in _SIDES:
        return None
    if all(_of(hits[0].claim, side) for side in sides):
        return None  # one claim speaks of all of them
    own = [_only(side, sides, hits) for side in sides]
    if not all(own):
        return None
    chosen = [connected(near, book, most=_EACH) for near in own]
    best = [near[0] for near in own]
    unheld = set.intersection(*(set(hit.missing) for hit in best))
    coverage = 1 - len(unheld) / max(len(parts), 1)
    similarity = min(hit.similarity for hit in best)
    if similarity + coverage <= hits[0].similarity + hits[0].coverage:
        return None  # nor is there anything to gain
    return Contrast(
        claims=tuple(dict.fromkeys(claim for claims in chosen for claim in claims)),
        nodes=_told_apart(sides, chosen),
        similarity=similarity,
        coverage=coverage,
    )


def _of(claim: Claim, side: Sequence[str]) -> bool:
    return not claim.nodes.isdisjoint(side)


def _only(side: Sequence[str], sides: Sequence[Sequence[str]], hits: Sequence[Hit]) -> list[Hit]:
    """The hits of one side and no other, the nearest first, none much farther than the nearest."""
    others = {node for other in sides if other is not side for node in other}
    own = [h for h in hits if _of(h.claim, side) and h.claim.nodes.isdisjoint(others)]
    return [h for h in own if h.similarity >= _NEAR * hits[0].similarity]


def _told_apart(
    sides: Sequence[Sequence[str]], chosen: Sequence[Sequence[Claim]]
) -> tuple[str, ...]:
    """The sides, and the things that the claims of one side are about and of no other."""
    named = {node for side in sides for node in side}
    about = [{node for claim in claims for node in claim.nodes} - named for claims in chosen]
    found: list[str] = []
    for i, side in enumerate(sides):
        rest = set().union(*(other for j, other in enumerate(about) if j != i))
        found += [next(n for n in side if any(n in c.nodes for c in chosen[i]))]
        found += sorted(about[i] - rest)
    return tuple(dict.fromkeys(found))
