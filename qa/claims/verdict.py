"""Yes, no or unknown: the polarity of a covering claim against that of the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from chipgraph.qa.claims.cover import figures
from chipgraph.qa.claims.english import words
from chipgraph.qa.claims.lexical import written
from chipgraph.qa.claims.pieces import Kind, pieces
from chipgraph.qa.claims.types import Claim, Hit
from chipgraph.qa.lexicon.build import english
from chipgraph.qa.normalise import stem
from chipgraph.qa.question import Question

ENOUGH = 1.25  # of coverage and similarity together: below it a claim is about something else
NEAREST = 0.6  # of similarity: words in common alone say nothing of how they hang together
NEAR = 6  # words between a comparative and its `than`, as in `more memory on the chip than`


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, the claim that gives it and the reasons that turned it."""

    value: bool
    claim: Claim
    turns: tuple[str, ...]
    rank: int


def verdict(question: Question, hits: Sequence[Hit]) -> Verdict | None:
    """What the best covering claim says to a yes-or-no question."""
    for rank, hit in enumerate(hits[:3]):
        near = hit.similarity >= NEAREST and hit.coverage + hit.similarity >= ENOUGH
        if not near or not _compares(question, hit.claim) or _unrelated(question, hit):
            continue
        value, turns = _judge(question, hit)
        return Verdict(value, hit.claim, turns, rank)
    return None


def _unrelated(question: Question, hit: Hit) -> bool:
    """Whether a relation is asked for by a word of its own that the claim does not hold."""
    verbs = {
        question.tokens[i].text
        for a in question.anchors
        if a.entry.kind == "relation"
        for i in range(a.start, a.end)
    }
    return not verbs.isdisjoint(hit.missing)


def _compares(question: Question, claim: Claim) -> bool:
    """Whether a claim compares in the same respect, or gives figures, where the question does."""
    graded = english()["comparative"]
    text = [t.text for t in question.tokens]
    asked = {
        stem(word)
        for i, than in enumerate(text)
        if than in graded["than"]
        for word in text[max(0, i - NEAR) : i]
        if word in graded["words"] or word.endswith(tuple(graded["endings"]))
    }
    if not asked or len(figures(claim)) > 1:
        return True
    said = frozenset(stem(w) for w in written(claim.statement))
    return bool(asked & said) or any(a in asked and b in said for a, b in _pairs())


def _judge(question: Question, hit: Hit) -> tuple[bool, tuple[str, ...]]:
    claim = hit.claim
    text = [t.text for t in question.tokens]
    ended = words()["negation"]["once"]
    asked = frozenset(stem(w) for w, after in pairwise((*text, "")) if after not in ended)
    said = frozenset(stem(w) for w in written(f"{claim.statement} {claim.predicate}"))
    turns: list[str] = []
    value = claim.polarity
    if len(asked & _stems("negation", "words")) % 2:
        value, turns = not value, [*turns, "negation"]
    if asked & _stems("negation", "ending") and not said & _stems("negation", "ending"):
        value, turns = not value, [*turns, "ending"]
    if _opposite(asked, said):
        value, turns = not value, [*turns, "opposite"]
        if _swapped(question, claim):
            value, turns = not value, [*turns, "swapped"]
    if value and _overclaims(asked, said):
        value, turns = False, [*turns, "strong"]
    if value and _unreal(asked, claim):
        value, turns = False, [*turns, "modality"]
    if value and _other_number(question, hit):
        value, turns = False, [*turns, "number"]
    return value, tuple(turns)


@cache
def _stems(section: str, name: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words()[section][name])


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    found = [(stem(a), stem(b)) for a, b in words()["opposites"]["pairs"]]
    return (*found, *((b, a) for a, b in found))


def _opposite(asked: frozenset[str], said: frozenset[str]) -> bool:
    """The question holds a word, the claim its opposite, and neither holds both."""
    return any(a in asked and b in said and a not in said and b not in asked for a, b in _pairs())


def _swapped(question: Question, claim: Claim) -> bool:
    """The question compares the same two things the other way round."""
    places = [a.node for a in claim.about]
    order = [
        min(places.index(m) for m in p.meanings if m in places)
        for p in pieces(question)
        if p.kind is Kind.ENTITY and set(p.meanings) & set(places)
    ]
    return len(order) > 1 and order[0] > order[1]


def _overclaims(asked: frozenset[str], said: frozenset[str]) -> bool:
    """Asked is the only or the whole, said is one of several or nothing of the kind."""
    if asked & _stems("strong", "sole"):
        return not said & _stems("strong", "sole")
    if asked & _stems("strong", "whole"):
        return not said & (_stems("strong", "whole") | _stems("strong", "shared"))
    return False


def _unreal(asked: frozenset[str], claim: Claim) -> bool:
    """Asked as a present fact, said as a plan or a possibility."""
    unreal = claim.modality in words()["modality"]["unreal"]
    return unreal and bool(asked & _stems("modality", "present"))


def _other_number(question: Question, hit: Hit) -> bool:
    """The question names a number that the claim does not hold, though it holds others."""
    named = [p.surface for p in pieces(question) if p.kind is Kind.NUMBER]
    return any(n in hit.missing for n in named) and bool(
        [a for a in hit.claim.arguments if a.numbers]
    )
