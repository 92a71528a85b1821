"""Which things a claim names in answer to who, which and what: by class, place and list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chipgraph.qa.claims.book import ClaimBook
from chipgraph.qa.claims.lexical import written
from chipgraph.qa.claims.types import Claim, ClaimContext, Hit

WINDOW = 0.75  # of the best score: how far down a better list is looked for
ASIDE = frozenset({"source", "scope", "context", "author", "publisher", "denominator"})


@dataclass(frozen=True, slots=True)
class Things:
    """The things found, and the claims that name them."""

    nodes: tuple[str, ...]
    claims: tuple[Claim, ...]
    listed: bool  # by a claim that is itself a list
    rank: int  # place of the hit that led there


def things(hits: Sequence[Hit], context: ClaimContext, book: ClaimBook) -> Things | None:
    """The things that the best fitting claim names, with those that its siblings name."""
    best: tuple[float, Things] | None = None
    for rank, hit in enumerate(hits):
        if hit.score < WINDOW * hits[0].score:
            break
        found = _named_by(hit.claim, context, book)
        if not found:
            continue
        listed = len(found) > 1
        claims: tuple[Claim, ...] = (hit.claim,)
        if not listed:
            claims, found = _siblings(hit.claim, found[0], context, book)
        worth = hit.score + (0.5 if len(found) > 1 else 0.0)
        if best is None or worth > best[0]:
            best = worth, Things(tuple(found), claims, listed, rank)
    return best[1] if best else None


def _named_by(claim: Claim, context: ClaimContext, book: ClaimBook) -> list[str]:
    """The nodes of the asked class that the question does not name."""
    free = [
        a
        for a in claim.about
        if a.node not in context.named
        and a.node not in context.excluded
        and (not context.classes or book.labels.get(a.node, _NONE) & context.classes)
    ]
    if not free:
        return []
    listed = listed_nodes(claim, book)
    if context.classes or listed & {a.node for a in free}:
        chosen = [a for a in free if a.node in listed] or _one_role(free)
    else:
        chosen = _one_role(free)
    nodes = list(dict.fromkeys(a.node for a in chosen))
    return _tied(nodes, context)


def _one_role(free: Sequence[object]) -> list[object]:
    raise NotImplementedError


_NONE: frozenset[str] = frozenset()
