"""From hits to an answer: what the claims that cover a question say to it."""

from __future__ import annotations

from collections.abc import Sequence

from chipgraph.qa.answer import Reason, Value
from chipgraph.qa.claims.book import ClaimBook, book_of
from chipgraph.qa.claims.english import stems, verbs_and_askers, words
from chipgraph.qa.claims.numbers import dimensions, numbers
from chipgraph.qa.claims.pieces import Kind, lacking, pieces
from chipgraph.qa.claims.prose import (
    attribution,
    by_document,
    compose,
    compose_by_document,
    connected,
    definitions,
    speakers,
)
from chipgraph.qa.claims.things import things
from chipgraph.qa.claims.types import Claim, ClaimAnswer, ClaimContext, Hit
from chipgraph.qa.claims.verdict import verdict
from chipgraph.qa.question import Question, Wants

NEAR = 2.5  # points of score: hits this near are about the same


def propose(
    question: Question, hits: Sequence[Hit], context: ClaimContext
) -> ClaimAnswer | None:
    """The answer that the claims give, or nothing where no claim is near."""
    if not hits:
        return None
    book = book_of(context.snapshot)
    if asks_agreement(question):
        return _text(question, hits, context, book)
    firm = firm_hits(question, hits, context)
    match context.wants:
        case Wants.THINGS | Wants.RANK:
            return _things(question, hits, context, book)
        case Wants.COUNT:
            return _count(question, firm, context, book) or _refused(hits, context, book)
        case Wants.VALUE:
            return _value(question, firm, context) or _refused(hits, context, book)
        case Wants.BOOLEAN:
            return _boolean(question, firm, context, book) or _refused(hits, context, book)
        case Wants.SOURCE:
            return _source(hits, context, book)
        case Wants.TEXT if in_keywords(question):
            return _things(question, hits, context, book, listed=True)
    return _text(question, hits, context, book)


def in_keywords(question: Question) -> bool:
    """Whether it is typed as bare keywords, without a verb or a word that asks."""
    return not any(t.text in verbs_and_askers() for t in question.tokens)


def firm_hits(
    question: Question, hits: Sequence[Hit], context: ClaimContext
) -> tuple[Hit, ...]:
    """The hits that miss no name, year or number of the question."""
    parts = pieces(question, context.schema)
    return tuple(h for h in hits if not lacking(parts, h.missing))


def _things(
    question: Question,
    hits: Sequence[Hit],
    context: ClaimContext,
    book: ClaimBook,
    *,
    listed: bool = False,
) -> ClaimAnswer:
    found = things(question, hits, context, book)
    if found is None or (listed and len(found.nodes) < 2):
        return _text(question, hits, context, book)
    names = ", ".join(book.names[n][0] for n in found.nodes)
    claims = dict.fromkeys((*found.claims, *connected(hits, book, most=3)))
    return ClaimAnswer(
        wants=context.wants,
        claims=tuple(claims),
        entities=found.nodes,
        text=compose(claims, f"{names}."),
        features=features(hits, found.rank, things=len(found.nodes)),
    )


def _count(
    question: Question, hits: Sequence[Hit], context: ClaimContext, book: ClaimBook
) -> ClaimAnswer | None:
    found = things(question, hits, context, book)
    direct = numbers(question, hits, context, counts=True)
    if direct is not None and (found is None or direct.rank <= found.rank):
        return ClaimAnswer(
            wants=context.wants,
            claims=direct.claims,
            values=direct.values,
            observations=direct.observations,
            text=compose(direct.claims),
            features=features(hits, direct.rank),
        )
    if found is None:
        return None
    count = found.recorded if found.recorded is not None else float(len(found.nodes))
    return ClaimAnswer(
        wants=context.wants,
        claims=found.claims,
        entities=found.nodes,
        values=(Value(count, "count"),),
        text=compose(found.claims, f"{count:g}."),
        features=features(hits, found.rank, things=len(found.nodes)),
    )


def _value(
    question: Question, hits: Sequence[Hit], context: ClaimContext
) -> ClaimAnswer | None:
    found = numbers(question, hits, context)
    if found is None:
        return None
    asked = float(bool(dimensions(question, context)))
    return ClaimAnswer(
        wants=context.wants,
        claims=found.claims,
        observations=found.observations,
        values=found.values,
        text=compose(found.claims),
        features=features(hits, found.rank, dimension=asked),
    )


def _boolean(
    question: Question, hits: Sequence[Hit], context: ClaimContext, book: ClaimBook
) -> ClaimAnswer | None:
    found = verdict(question, hits)
    if found is None:
        return None
    claims = tuple(dict.fromkeys((found.claim, *connected(hits, book, most=3))))
    return ClaimAnswer(
        wants=context.wants,
        claims=claims,
        boolean=found.value,
        text=compose(claims, "Yes." if found.value else "No."),
        features=features(hits, found.rank, turns=float(len(found.turns))),
    )


def _source(hits: Sequence[Hit], context: ClaimContext, book: ClaimBook) -> ClaimAnswer:
    """Who says it: the nearest claim that names someone, else the document of the nearest."""
    near = [i for i, h in enumerate(hits) if h.score >= hits[0].score - NEAR]
    rank = next((i for i in near if speakers(hits[i].claim, book)), 0)
    claim = hits[rank].claim
    return ClaimAnswer(
        wants=context.wants,
        claims=(claim,),
        text=attribution(claim, book),
        features=features(hits, rank),
    )


def _text(
    question: Question, hits: Sequence[Hit], context: ClaimContext, book: ClaimBook
) -> ClaimAnswer:
    if asks_agreement(question):
        claims = by_document(hits, book)
        text = compose_by_document(claims, book)
    else:
        sides = definitions(contrasted(question, context), hits, book)
        claims = connected(hits, book, sides=sides)
        text = compose(claims)
    return ClaimAnswer(
        wants=context.wants,
        claims=claims,
        text=text,
        features=features(hits, 0),
    )


def _refused(hits: Sequence[Hit], context: ClaimContext, book: ClaimBook) -> ClaimAnswer:
    """Nothing fits: what is known of the matter, and why that is not the answer."""
    claims: tuple[Claim, ...] = connected(hits, book, most=2)
    denied = not hits[0].claim.polarity
    return ClaimAnswer(
        wants=context.wants,
        claims=claims,
        text=compose(claims),
        features=features(hits, 0),
        refusal=Reason.NOT_DISCLOSED if denied else Reason.NOT_RECORDED,
    )


def contrasted(question: Question, context: ClaimContext) -> tuple[str, ...]:
    """The two things of a question that asks for nothing but their difference."""
    parts = pieces(question, context.schema)
    sides = tuple(p.meanings[0] for p in parts if p.kind is Kind.ENTITY)
    rest = {k for p in parts if p.kind is Kind.WORD for k in p.keys}
    return sides if len(sides) == 2 and rest <= stems(words()["contrast"]["words"]) else ()


def asks_agreement(question: Question) -> bool:
    """Whether the question asks if the sources say the same."""
    said = {t.key for t in question.tokens}
    lists = words()["agreement"]
    return bool(said & stems(lists["sources"])) and bool(said & stems(lists["agree"]))


def features(hits: Sequence[Hit], rank: int, **more: float) -> dict[str, float]:
    """What the ranker and the gate weigh; knows no schema."""
    hit = hits[rank]
    others = [h.score for i, h in enumerate(hits) if i != rank]
    return {
        "score": hit.score,
        "similarity": hit.similarity,
        "coverage": hit.coverage,
        "best_coverage": max(h.coverage for h in hits[:8]),
        "missing": float(len(hit.missing)),
        "margin": hit.score - max(others, default=0.0),
        "rank": float(rank),
        "certain": float(hit.claim.modality == "fact"),
        **more,
    }

