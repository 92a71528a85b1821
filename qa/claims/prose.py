"""Composes what a few connected claims say into a short text, the direct one first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chipgraph.qa.claims.book import ClaimBook
from chipgraph.qa.claims.lexical import content
from chipgraph.qa.claims.types import Claim, Hit

LENGTH = 1_200  # characters of a composed text
MOST = 7  # claims of a composed text
SIMILAR = 0.75  # share of content words that another claim says already: left out
FALL = 0.62  # of the best score: what scores less belongs to another matter


def connected(hits: Sequence[Hit], *, most: int = MOST) -> tuple[Claim, ...]:
    """The best claim, then those that support it, without repetition."""
    if not hits:
        return ()
    chosen: list[Claim] = []
    said: list[frozenset[str]] = []
    room = LENGTH
    for hit in hits:
        words = content(hit.claim.statement)
        if hit.score < FALL * hits[0].score or len(chosen) == most:
            break
        if len(hit.claim.statement) > room or any(_repeats(words, s) for s in said):
            continue
        chosen.append(hit.claim)
        said.append(words)
        room -= len(hit.claim.statement) + 1
    return (chosen[0], *_in_source_order(chosen[1:], chosen[0]))


def _repeats(words: frozenset[str], said: frozenset[str]) -> bool:
    return bool(words) and len(words & said) / len(words) >= SIMILAR


def _in_source_order(claims: Iterable[Claim], first: Claim) -> list[Claim]:
    """What the document of the first claim says, then the others, each as its source orders it."""
    return sorted(claims, key=lambda c: (c.document != first.document, c.document, c.start, c.id))


def compose(claims: Iterable[Claim], opening: str = "") -> str:
    """The statements as one text, cut between sentences."""
    text = opening
    for claim in claims:
        longer = f"{text} {claim.statement}".strip()
        if len(longer) > LENGTH and text:
            break
        text = longer
    return text


def by_document(hits: Sequence[Hit], *, each: int = 2) -> tuple[Claim, ...]:
    """The best claims of every document that has something near to say."""
    chosen: dict[str, list[Claim]] = {}
    for hit in hits:
        if hit.score >= FALL * hits[0].score:
            said = chosen.setdefault(hit.claim.document, [])
            words = content(hit.claim.statement)
            if len(said) < each and not any(_repeats(words, content(c.statement)) for c in said):
                said.append(hit.claim)
    return tuple(c for claims in chosen.values() for c in claims)


def compose_by_document(claims: Iterable[Claim], book: ClaimBook) -> str:
    """The statements, each document named before its own."""
    said: dict[str, list[str]] = {}
    for claim in claims:
        said.setdefault(claim.document, []).append(claim.statement)
    parts = [f"{book.titles.get(d, d)}: {' '.join(s)}" for d, s in said.items()]
    text = ""
    for part in parts:
        longer = f"{text}\n{part}".strip()
        if len(longer) > LENGTH and text:
            break
        text = longer
    return text


def attribution(claim: Claim, book: ClaimBook) -> str:
    """Who says it, outermost first, and in which document."""
    title = book.titles.get(claim.document, claim.document)
    chain = claim.attribution or speakers(claim, book)
    if not chain:
        return f"{title} says so itself. {claim.statement}"
    return f"{', citing '.join(chain)}, as reported in {title}. {claim.statement}"


def speakers(claim: Claim, book: ClaimBook) -> tuple[str, ...]:
    """The names of those whom a claim is attributed to, or whom it is drawn from."""
    named = [a.node for a in claim.about if a.role == "source"]
    return claim.attribution or tuple(book.names[n][0] for n in named if n in book.names)
