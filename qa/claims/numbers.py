"""Which numbers a claim gives in answer to how much, how many and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chipgraph.qa.answer import Value
from chipgraph.qa.claims.english import is_ordinal, loosely, stop_keys
from chipgraph.qa.claims.english import words as english
from chipgraph.qa.claims.lexical import content
from chipgraph.qa.claims.types import Argument, Claim, ClaimContext, Hit
from chipgraph.qa.question import Anchor, Question
from chipgraph.qa.wants import amounts, asks_when

if TYPE_CHECKING:
    from chipgraph.ontology.schema import Schema

WINDOW = 0.8  # of the best score: where a second reading is looked for
NEAR = 0.5  # points of score: of claims this near, the one whose role the question names
YEAR = "calendar-year"
MOST = 4  # numbers that one answer gives


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of one or more readings, and the claims that give them."""

    values: tuple[Value, ...]
    claims: tuple[Claim, ...]
    observations: tuple[str, ...]
    rank: int


def dimensions(question: Question, context: ClaimContext) -> frozenset[str]:
    """The dimensions that the question asks for, from its units first, then its measures."""
    units = context.schema.units
    asked = {
        units[a.entry.target].dimension
        for a in question.anchors
        if a.entry.kind == "unit" and a.entry.target in units
    }
    if asks_when(question):
        asked.add(YEAR)
    if asked - _COUNT:
        return frozenset(asked - _COUNT)
    measures = context.schema.measures
    named = {measures[m].dimension for m in context.measures if m in measures}
    return frozenset(named or asked)


def insists(question: Question, context: ClaimContext) -> bool:
    """Whether nothing but a number answers: it is asked for, or is what such a thing has.

    `when does training end` and `the frequency of training` may be answered in words; `the market
    share of A` may not, since companies have shares that are figures.
    """
    said = [t.text for t in question.tokens]
    counts = question.operators.get("wants.count", ())
    counting = [a for a in counts if a.entry.surface not in loosely()]
    if counting or "wants.value" in question.operators or amounts(question):
        return True
    if set(said) & set(english()["exact"]["words"]) or _dated(question, said):
        return True
    return any(a.entry.kind == "unit" for a in question.anchors) or _measurable(question, context)


def _dated(question: Question, said: Sequence[str]) -> bool:
    """`what year`, `by when`, `when did`: all that asks for a time but `when does`, `when is`."""
    return any(
        a.width > 1 or said[a.end : a.end + 1] == [] or said[a.end] in english()["exact"]["dated"]
        for a in question.operators.get("wants.year", ())
    )


def _measurable(question: Question, context: ClaimContext) -> bool:
    """Whether something that is named is of a class that a measure which is named is for."""
    schema, nodes = context.schema, context.snapshot.nodes
    classes = {a.entry.target for a in question.anchors if a.entry.kind == "class"}
    labels = classes.union(*(nodes[n].labels for n in context.named if n in nodes))
    heads = {
        a.entry.target for a in question.anchors if a.entry.kind == "measure" and _head(a, question)
    }
    wanted = [schema.owners((m,)) for m in heads & context.measures & schema.measures.keys()]
    return any(not owners or labels & owners for owners in wanted)


def _head(measure: Anchor, question: Question) -> bool:
    """`growth drivers` are no growth: the measure only tells more about the noun behind it."""
    covered = {i for a in question.anchors if a.width for i in range(a.start, a.end)}
    noun = question.tokens[measure.end : measure.end + 1]
    plain = bool(noun) and noun[0].text.isalpha() and measure.end not in covered
    return not plain or noun[0].key in stop_keys() or noun[0].text.endswith(("ed", "ing"))


_COUNT = frozenset({"count"})


def numbers(
    question: Question,
    hits: Sequence[Hit],
    context: ClaimContext,
    *,
    counts: bool = False,
) -> Numbers | None:
    """The numbers of the asked dimension in the best claim that covers the question."""
    asked = _COUNT if counts else dimensions(question, context)
    words = content(question.text)
    besides = YEAR in asked and "wants.value" in question.operators  # "how much, and by when?"
    best: tuple[int, Numbers] | None = None
    for rank, hit in enumerate(hits):
        if hit.score < WINDOW * hits[0].score:
            break
        if best is not None and hit.score < hits[best[1].rank].score - NEAR:
            break
        if not _in_period(hit, context):
            continue
        values = tuple(_values(hit, asked, words, context, counts))[:MOST]
        if values and besides:
            values = (*_values(hit, asked - {YEAR}, words, context, counts), *values)[:MOST]
        named = max((len(content(_spaced(v.of)) & words) for v in values), default=0)
        if values and (best is None or named > best[0]):
            best = named, Numbers(values, (hit.claim,), hit.claim.observations, rank)
    return None if best is None else best[1]


def _in_period(hit: Hit, context: ClaimContext) -> bool:
    return not any(p in hit.missing for p in context.periods)


def _values(
    hit: Hit,
    asked: frozenset[str],
    words: frozenset[str],
    context: ClaimContext,
    counts: bool,
) -> Iterator[Value]:
    """The numbers of a claim that fit, those in a role that the question names first."""
    claim = hit.claim
    fitting = [a for a in claim.arguments if a.numbers and _fits(a, asked, words, context.schema)]
    if not fitting:
        if YEAR in asked:
            yield from _years(claim)
        return
    names = [_named(a, words) for a in fitting]
    best = max(names)
    if counts and not best and (hit.missing or len(fitting) > 1):
        return
    for argument, named in zip(fitting, names, strict=True):
        if named == best:
            for n in argument.numbers:
                qualifiers = {"qualifier": argument.qualifier} if argument.qualifier else {}
                yield Value(n, argument.unit, argument.role, qualifiers)


def _fits(argument: Argument, asked: frozenset[str], words: frozenset[str], schema: Schema) -> bool:
    if asked & _COUNT and content(argument.unit) and content(argument.unit) <= words:
        return True  # "how many nodes"
    unit = schema.units.get(argument.unit)
    if unit is None or is_ordinal(argument.role):
        return False
    return unit.dimension in asked if asked else unit.dimension != YEAR


def _named(argument: Argument, words: frozenset[str]) -> int:
    return len(content(f"{_spaced(argument.role)} {argument.qualifier}") & words)


def _spaced(role: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", role)


def _years(claim: Claim) -> Iterator[Value]:
    for year in re.findall(r"\b(?:19|20)\d\d\b", claim.when):
        yield Value(float(year), "year")
