"""Composes what a few connected claims say into a short text, the direct one first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from chipgraph.qa.claims.book import ClaimBook
from chipgraph.qa.claims.lexical import content
from chipgraph.qa.claims.types import Claim, Hit

LENGTH = 1_200  # characters of a composed text
MOST = 7  # claims of a composed text
SIMILAR = 0.75  # share of content words that another claim says already: left out
KEPT, BESIDE = 4, 2  # the best hits, then what stands beside the first, then the other hits
EACH = 3  # claims of each document where documents are set side by side
DEFINITION = "definition"  # a kind of the claim model
WITHIN = 250  # characters after the first claim: its next sentence or two
FALL = 0.62  # of the best score: what scores less belongs to another matter


def connected(
    hits: Sequence[Hit], book: ClaimBook, *, most: int = MOST, sides: Sequence[Claim] = ()
) -> tuple[Claim, ...]:
    """The best claim, then those that support it, without repetition; `sides` come early."""
    if not hits:
        return ()
    first = hits[0].claim
    near = [h.claim for h in hits if h.score >= FALL * hits[0].score]
    chosen: list[Claim] = []
    said: list[frozenset[str]] = []
    room = LENGTH
    beside = _beside(first, [h.claim for h in hits], book)
    for claim in dict.fromkeys((first, *sides, *near[:KEPT], *beside, *near)):
        words = content(claim.statement)
        if len(claim.statement) <= room and not any(_repeats(words, s) for s in said):
            chosen.append(claim)
            said.append(words)
            room -= len(claim.statement) + 1
        if len(chosen) == most:
            break
    return (first, *_in_source_order(chosen[1:], first))


def _beside(first: Claim, near: Sequence[Claim], book: ClaimBook) -> Iterator[Claim]:
    """Of the claims that are near, those that the source states next and of the same things."""
    section = book.by_section[first.document, first.section]
    after = section[section.index(first.id) + 1 :]
    follows = {c for c in after if book.claims[c].start <= first.end + WITHIN}
    yield from islice((c for c in near if c.id in follows and c.nodes & first.nodes), BESIDE)


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


def definitions(nodes: Iterable[str], hits: Sequence[Hit], book: ClaimBook) -> list[Claim]:
    """What each of some things is: the best definition found, else the first that is given."""
    rank = {h.claim.id: i for i, h in enumerate(hits)}
    found = []
    for node in nodes:
        claims = [book.claims[c] for c in book.by_node.get(node, ())]
        defining = [c for c in claims if c.kind == DEFINITION and c.about[0].node == node]
        if defining:
            found.append(min(defining, key=lambda c: (rank.get(c.id, len(rank)), c.id)))
    return found


def by_document(hits: Sequence[Hit], book: ClaimBook) -> tuple[Claim, ...]:
    """The best claims of every document that has something near to say, and what follows them."""
    best: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.score >= FALL * hits[0].score:
            best.setdefault(hit.claim.document, []).append(hit)
    return tuple(c for own in best.values() for c in connected(own, book, most=EACH))


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


def speaking(claim: Claim, book: ClaimBook) -> tuple[str, ...]:
    """Those of the speakers that are nodes, outermost first."""
    said = {name.casefold(): place for place, name in enumerate(speakers(claim, book))}
    found = {
        said[name.casefold()]: node
        for node, names in book.names.items()
        for name in names[:1]
        if name.casefold() in said
    }
    return tuple(found[place] for place in sorted(found))
