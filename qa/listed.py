"""Seeds that narrow: who says it, and places in a list that a source gives."""

from __future__ import annotations

from collections.abc import Iterator

from chipgraph.qa.claims.english import number, ordinal
from chipgraph.qa.item import Item
from chipgraph.qa.normalise import ARTICLES
from chipgraph.qa.question import Anchor, Question
from chipgraph.qa.world import World


def sourced(question: Question) -> frozenset[int]:
    """Where the name of who says it begins: behind `according to`, and an article."""
    ends = {a.end for a in question.anchors if a.entry.target == "scope.source"}
    words = question.tokens
    after = {e + 1 for e in ends if e < len(words) and words[e].text in ARTICLES}
    return frozenset(ends | after)


def told_by(anchor: Anchor, question: Question, world: World, score: float) -> Iterator[Item]:
    """A document, or whoever publishes one: what is said there narrows what is asked for.

    Anyone else only where the question says so: `according to A`.
    """
    kind, target = anchor.entry.kind, anchor.entry.target
    publishes = anchor.start in sourced(question) or target in world.sources.publishers
    if kind == "document" or (kind == "entity" and publishes):
        used = frozenset({anchor})
        yield Item("source", anchor.start, anchor.end, score, used=used, told=(target,))


def places(question: Question) -> Iterator[Item]:
    """`third`, `3rd`, `the first three`: places in a list."""
    words = [t.text for t in question.tokens]
    counts = number()["counts"]
    for i, word in enumerate(words):
        following = words[i + 1] if i + 1 < len(words) else ""
        if word in number()["first"] and following in counts:
            ranks = tuple(range(1, counts.index(following) + 2))
            yield Item("place", i, i + 2, 0.6, ranks=ranks)
        elif (place := ordinal(word)) is not None:
            yield Item("place", i, i + 1, 0.4, ranks=(place,))
