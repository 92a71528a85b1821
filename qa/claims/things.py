"""Which things a claim names in answer to who, which and what: by class, role and list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chipgraph.qa.claims.book import ClaimBook
from chipgraph.qa.claims.lexical import written
from chipgraph.qa.claims.types import About, Argument, Claim, ClaimContext, Hit

WINDOW = 0.8  # of the best score: how far down a better list is looked for
LIST_BONUS = 0.5  # a claim that names several answers better than one that names one
ASIDE = frozenset({"source", "scope", "context", "author", "publisher", "denominator"})


@dataclass(frozen=True, slots=True)
class Things:
    """The things found, and the claims that name them."""

    nodes: tuple[str, ...]
    claims: tuple[Claim, ...]
    rank: int  # place of the hit that led there
    recorded: float | None = None  # their number, where the claim gives it


def things(hits: Sequence[Hit], context: ClaimContext, book: ClaimBook) -> Things | None:
    """The things that the best fitting claim names, with those that its siblings name."""
    best: tuple[float, Things] | None = None
    for rank, hit in enumerate(hits):
        if hit.score < WINDOW * hits[0].score:
            break
        nodes = _named_by(hit.claim, context, book)
        if not nodes:
            continue
        claims: tuple[Claim, ...] = (hit.claim,)
        if len(nodes) == 1:
            claims, nodes = _with_siblings(hit.claim, nodes[0], context, book)
        worth = hit.score + (LIST_BONUS if len(nodes) > 1 else 0.0)
        if best is None or worth > best[0]:
            best = worth, Things(tuple(nodes), claims, rank, recorded_count(hit.claim))
    return best[1] if best else None


def _named_by(claim: Claim, context: ClaimContext, book: ClaimBook) -> list[str]:
    """The nodes of the asked class that the question does not name itself."""
    if not claim.polarity:
        return []
    free = [
        a
        for a in claim.about
        if a.node not in context.named
        and a.node not in context.excluded
        and (not context.classes or book.labels.get(a.node, _NONE) & context.classes)
    ]
    listed = listed_nodes(claim, book)
    chosen = [a for a in free if a.node in listed] or _one_role(free)
    return _tied(list(dict.fromkeys(a.node for a in chosen)), claim, context)


def _one_role(free: Sequence[About]) -> list[About]:
    """The nodes that play the part which most of them play; sources and scopes come last."""
    by_role: dict[str, list[About]] = defaultdict(list)
    for a in free:
        by_role[a.role].append(a)
    if not by_role:
        return []
    return max(by_role.values(), key=lambda g: (g[0].role not in ASIDE, len(g), -g[0].order))


def _tied(nodes: list[str], claim: Claim, context: ClaimContext) -> list[str]:
    """Of a list for several owners, what is tied to the one that the question names."""
    roles = {a.node: a.role for a in claim.about}
    alone = {r for r in roles.values() if sum(r == other for other in roles.values()) == 1}
    for name in sorted(context.named - context.excluded):
        if len(nodes) < 2 or roles.get(name) in alone:
            continue
        near = set(context.snapshot.neighbours(name))
        tied = [n for n in nodes if n in near]
        nodes = tied or nodes
    return nodes


def _with_siblings(
    claim: Claim, node: str, context: ClaimContext, book: ClaimBook
) -> tuple[tuple[Claim, ...], list[str]]:
    """Claims of the same document that say the same of other things, and these things."""
    role = next(a.role for a in claim.about if a.node == node)
    labels = book.labels.get(node, _NONE)
    others = {a.node for a in claim.about if a.node != node and a.role not in ASIDE}
    shared = {n for n in others if n in context.named}
    found: dict[str, Claim] = {node: claim}
    for other in book.by_predicate.get((claim.document, claim.predicate), ()):
        sibling = book.claims[other]
        if sibling.polarity != claim.polarity or not shared <= sibling.nodes:
            continue
        if len(others) > len(shared) and not (others - shared) & sibling.nodes:
            continue
        for a in sibling.about:
            if (
                a.role == role
                and a.node not in context.named
                and (book.labels.get(a.node, _NONE) & context.classes or not context.classes)
                and book.labels.get(a.node) == labels
            ):
                found.setdefault(a.node, sibling)
    return tuple(dict.fromkeys(found.values())), list(found)


@lru_cache(maxsize=20_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(written(text))


def lists(claim: Claim) -> dict[str, list[Argument]]:
    """Arguments that stand in a row: several texts in the same role."""
    rows: dict[str, list[Argument]] = defaultdict(list)
    for argument in claim.arguments:
        if argument.text:
            rows[argument.role].append(argument)
    return {role: row for role, row in rows.items() if len(row) > 1}


def listed_nodes(claim: Claim, book: ClaimBook) -> frozenset[str]:
    """The nodes of a claim that stand in one of its lists, found there by name."""
    found = set()
    for row in lists(claim).values():
        texts = [_words(a.text) for a in row]
        for about in claim.about:
            names = [_words(n) for n in book.names.get(about.node, ())]
            if any(n and t and (n <= t or t <= n) for n in names for t in texts):
                found.add(about.node)
    return frozenset(found)


def recorded_count(claim: Claim) -> float | None:
    """The number of things in a list, where the claim gives it once."""
    counts = [a.value for a in claim.arguments if a.unit == "count" and a.value is not None]
    return counts[0] if len(counts) == 1 else None


_NONE: frozenset[str] = frozenset()
