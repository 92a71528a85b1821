"""From hits to an answer: what the claims that cover a question say to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chipgraph.qa.alternatives import alternatives
from chipgraph.qa.answer import Reason, Value
from chipgraph.qa.claims.book import ClaimBook, book_of
from chipgraph.qa.claims.confidence import confidence
from chipgraph.qa.claims.contrast import contrast
from chipgraph.qa.claims.english import stems, verbs_and_askers, words
from chipgraph.qa.claims.lexical import written
from chipgraph.qa.claims.numbers import dimensions, insists, numbers
from chipgraph.qa.claims.pieces import Kind, Piece, lacking, pieces
from chipgraph.qa.claims.prose import (
    attribution,
    by_document,
    compose,
    compose_by_document,
    connected,
    definitions,
    speakers,
    speaking,
)
from chipgraph.qa.claims.things import row_of, things
from chipgraph.qa.claims.types import Claim, ClaimAnswer, ClaimContext, Hit
from chipgraph.qa.claims.verdict import verdict
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.wants import asked_nouns

NEAR = 1.5  # points of score: hits this near are about the same
BESIDE = 1  # words beside a measure and names: a verb, as in `plans to spend`


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with the hits found for it and what is known around them."""

    question: Question
    parts: tuple[Piece, ...]
    hits: tuple[Hit, ...]
    context: ClaimContext
    book: ClaimBook

    @property
    def firm(self) -> _Asked:
        """With only the hits that miss no name, year or number of the question."""
        firm = tuple(h for h in self.hits if not lacking(self.parts, h.missing))
        return replace(self, hits=firm)

    @property
    def near(self) -> _Asked:
        """With only the hits that hold each of these at least by way of something wider."""
        near = tuple(h for h in self.hits if not lacking(self.parts, h.absent))
        return replace(self, hits=near)


def propose(question: Question, hits: Sequence[Hit], context: ClaimContext) -> ClaimAnswer | None:
    """The answer that the claims give, or nothing where no claim is near."""
    if not hits:
        return None
    parts = pieces(question, context.schema)
    asked = _Asked(question, parts, tuple(hits), context, book_of(context.snapshot))
    found = _text(asked) if asks_agreement(question) else _answer(asked)
    if found.refusal is None and unheld(asked, found.claims):
        found = _refused(asked)
    if context.wants is Wants.COMPARE and not found.entities:
        found = replace(found, entities=sides(asked, found.claims))
    return replace(
        found, features={**found.features, "confidence": confidence(found, context.wants)}
    )


def _answer(asked: _Asked) -> ClaimAnswer:
    match asked.context.wants:
        case Wants.THINGS | Wants.RANK:
            near = asked.near
            if near.hits and alternatives(asked.question):  # it is one of the two, not a third
                chosen = _text(near)
                return replace(chosen, items=(), entities=sides(asked, chosen.claims))
            return _things(near) or (_text(near) if near.hits else _refused(asked))
        case Wants.COUNT:
            return _count(asked.firm) or _in_words(asked) or _refused(asked)
        case Wants.VALUE:
            return _value(asked.firm) or _in_words(asked) or _refused(asked)
        case Wants.BOOLEAN:
            return _boolean(asked.firm) or _refused(asked)
        case Wants.SOURCE:
            return _source(asked)
        case Wants.COMPARE:
            return _contrast(asked) or _text(asked)
        case Wants.TEXT if asks_figure(asked.question, asked.parts):
            return _value(asked.firm) or _in_words(asked) or _refused(asked)
        case Wants.TEXT if in_keywords(asked.question):
            return _things(asked, several=True) or _text(asked)
    return _text(asked)


def asks_figure(question: Question, parts: Sequence[Piece]) -> bool:
    """Whether nothing is said but names and a measure: then its figure is asked for."""
    measured = {
        i
        for a in question.anchors
        if a.entry.kind in {"measure", "unit"}
        for i in range(a.start, a.end)
    }
    rest = [p for p in parts if p.kind is Kind.WORD and p.start not in measured]
    if {t.key for t in question.tokens} & stems(words()["bearing"]["words"]):
        return False  # "what role does X play"
    return bool(measured) and len(rest) <= BESIDE


def in_keywords(question: Question) -> bool:
    """Whether it is typed as bare keywords, without a verb or a word that asks."""
    return not any(t.text in verbs_and_askers() for t in question.tokens)


def _things(asked: _Asked, *, several: bool = False) -> ClaimAnswer | None:
    found = things(asked.question, asked.hits, asked.context, asked.book)
    if found is None or (several and max(len(found.nodes), len(found.items)) < 2):
        return None
    names = ", ".join(found.items or (asked.book.names[n][0] for n in found.nodes))
    claims = dict.fromkeys((*found.claims, *connected(asked.hits, asked.book, most=3)))
    return ClaimAnswer(
        wants=asked.context.wants,
        claims=tuple(claims),
        entities=found.nodes,
        items=found.items,
        text=compose(claims, f"{names[:1].upper()}{names[1:]}."),
        features=features(asked, found.rank, things=len(found.nodes), called=found.called),
    )


def _count(asked: _Asked) -> ClaimAnswer | None:
    found = things(asked.question, asked.hits, asked.context, asked.book)
    direct = numbers(asked.question, asked.hits, asked.context, counts=True)
    if direct is not None and (found is None or direct.rank <= found.rank):
        return ClaimAnswer(
            wants=asked.context.wants,
            claims=direct.claims,
            values=direct.values,
            observations=direct.observations,
            text=compose(direct.claims),
            features=features(asked, direct.rank),
        )
    if found is None or (found.recorded is None and asked.hits[found.rank].missing):
        return None
    listed = float(len(found.items) or len(found.nodes))
    count = found.recorded if found.recorded is not None else listed
    return ClaimAnswer(
        wants=asked.context.wants,
        claims=found.claims,
        entities=found.nodes,
        items=found.items,
        values=(Value(count, "count"),),
        text=compose(found.claims, f"{count:g}."),
        features=features(asked, found.rank, things=len(found.nodes)),
    )


def _value(asked: _Asked) -> ClaimAnswer | None:
    found = numbers(asked.question, asked.hits, asked.context)
    if found is None:
        return None
    return ClaimAnswer(
        wants=asked.context.wants,
        claims=found.claims,
        observations=found.observations,
        values=found.values,
        text=compose(found.claims),
        features=features(
            asked, found.rank, dimension=bool(dimensions(asked.question, asked.context))
        ),
    )


def _in_words(asked: _Asked) -> ClaimAnswer | None:
    """No figure is given nor insisted on, and the best claim holds all of the question."""
    if asked.hits[0].missing or insists(asked.question, asked.context):
        return None
    told = _text(asked)
    return replace(told, features={**told.features, "worded": 1.0})


def _boolean(asked: _Asked) -> ClaimAnswer | None:
    found = verdict(asked.question, asked.hits)
    if found is None:
        return None
    claims = tuple(dict.fromkeys((found.claim, *connected(asked.hits, asked.book, most=3))))
    return ClaimAnswer(
        wants=asked.context.wants,
        claims=claims,
        boolean=found.value,
        text=compose(claims, "Yes." if found.value else "No."),
        features=features(asked, found.rank, turns=len(found.turns)),
    )


def _contrast(asked: _Asked) -> ClaimAnswer | None:
    found = contrast(asked.parts, asked.hits, asked.book)
    if found is None:
        return None
    gained = {"similarity": found.similarity, "coverage": found.coverage}
    return ClaimAnswer(
        wants=asked.context.wants,
        claims=found.claims,
        entities=found.nodes,
        text=compose(found.claims),
        features={**features(asked, 0), **gained},
    )


def _source(asked: _Asked) -> ClaimAnswer:
    """Who says it: the nearest claim that names someone, else the document of the nearest."""
    hits = asked.hits
    near = [i for i, h in enumerate(hits) if h.score >= hits[0].score - NEAR]
    rank = next((i for i in near if speakers(hits[i].claim, asked.book)), 0)
    claim = hits[rank].claim
    return ClaimAnswer(
        wants=asked.context.wants,
        claims=(claim,),
        entities=speaking(claim, asked.book),
        text=attribution(claim, asked.book),
        features=features(asked, rank),
    )


def _text(asked: _Asked) -> ClaimAnswer:
    if asks_agreement(asked.question):
        claims = by_document(asked.hits, asked.book)
        text = compose_by_document(claims, asked.book)
    else:
        sides = definitions(contrasted(asked.parts), asked.hits, asked.book)
        claims = connected(_fitting_first(asked), asked.book, sides=sides)
        text = compose(claims)
    items, _ = row_of(claims[0], frozenset(t.key for t in asked.question.tokens))
    return ClaimAnswer(
        wants=asked.context.wants,
        claims=claims,
        items=items,
        text=text if _says(text, items) else compose(claims, f"{', '.join(items)}."),
        features=features(asked, 0),
    )


def _says(text: str, items: Sequence[str]) -> bool:
    said = " ".join(written(text))
    return all(" ".join(written(item)) in said for item in items)


def _fitting_first(asked: _Asked) -> tuple[Hit, ...]:
    """Of the hits about as near as the first, those of the asked kind before the others."""
    kinds, hits = words()["kinds"].get(asked.context.wants, ()), asked.hits
    near = [h for h in hits if h.score >= hits[0].score - NEAR]
    return (*sorted(near, key=lambda h: h.claim.kind not in kinds), *hits[len(near) :])


def _refused(asked: _Asked) -> ClaimAnswer:
    """Nothing fits: what is known of the matter, and why that is not the answer."""
    claims = connected(asked.hits, asked.book, most=2)
    denied = not asked.hits[0].claim.polarity
    return ClaimAnswer(
        wants=asked.context.wants,
        claims=claims,
        text=compose(claims),
        features=features(asked, 0),
        refusal=Reason.NOT_DISCLOSED if denied else Reason.NOT_RECORDED,
    )


def contrasted(parts: Sequence[Piece]) -> tuple[str, ...]:
    """The two things of a question that asks for nothing but their difference."""
    sides = tuple(p.meanings[0] for p in parts if p.kind is Kind.ENTITY)
    rest = {k for p in parts if p.kind is Kind.WORD for k in p.keys}
    return sides if len(sides) == 2 and rest <= stems(words()["contrast"]["words"]) else ()


def asks_agreement(question: Question) -> bool:
    """Whether the question asks if the sources say the same."""
    said = {t.key for t in question.tokens}
    lists = words()["agreement"]
    return bool(said & stems(lists["sources"])) and bool(said & stems(lists["agree"]))


def sides(asked: _Asked, claims: Sequence[Claim]) -> tuple[str, ...]:
    """The things compared: what the question names and the claims are about, in its order."""
    held = {node for claim in claims for node in claim.nodes}
    named = (m for p in asked.parts if p.kind is Kind.ENTITY for m in p.meanings)
    return tuple(dict.fromkeys(m for m in named if m in held))


def unheld(asked: _Asked, claims: Sequence[Claim]) -> list[str]:
    """The names of the question that not one of the claims given for an answer holds.

    The reason for one thing is none for another: there one claim must hold them all.
    """
    given = frozenset(c.id for c in claims)
    absent = [frozenset(h.absent) for h in asked.hits if h.claim.id in given]
    names = [p.surface for p in asked.parts if p.kind is Kind.ENTITY]
    left = [[n for n in names if n in a] for a in absent]
    if asked.context.wants is Wants.REASON:
        return min(left, key=len, default=[])
    return [n for n in names if all(n in those for those in left)] if left else []


def features(asked: _Asked, rank: int, **more: float) -> dict[str, float]:
    """What the ranker and the gate weigh; knows no schema."""
    hit = asked.hits[rank]
    others = [h.score for i, h in enumerate(asked.hits) if i != rank]
    nouns = asked_nouns(asked.question)
    return {
        "score": hit.score,
        "similarity": hit.similarity,
        "coverage": hit.coverage,
        "best_coverage": max(h.coverage for h in asked.hits[:8]),
        "missing": float(len(hit.missing)),
        "lacking": float(len(lacking(asked.parts, hit.missing))),
        "margin": hit.score - max(others, default=0.0),
        "rank": float(rank),
        "other": float(bool(nouns) and asked.question.tokens[max(nouns)].text in hit.missing),
        "certain": float(hit.claim.modality == "fact"),
        **{name: float(value) for name, value in more.items()},
    }
