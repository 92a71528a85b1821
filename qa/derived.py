"""Figures that no source states, worked out from two that sources state.

A value in a later year from a value and its rate of growth; a part in money from a share and the
whole that it is a share of; what several shares of one whole leave over. The ontology says which
measure is the rate of which (`cg:rateOf`), the figure what it is a share of (its scope). Only where
nothing is recorded that answers, and where the question itself speaks of the rate, of the whole, or
of what is left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from chipgraph.qa import form as f
from chipgraph.qa import quantities as q
from chipgraph.qa.form import SUBJECT
from chipgraph.qa.names import SURE, held
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading, measured, side_by_side
from chipgraph.qa.world import World

ASKED = frozenset({Wants.VALUE, Wants.TEXT, Wants.COMPARE})
_SHARE = "fraction"
_MONEY = "money"
_FAULTS = ("name", "year", "unsaid", "self", "hole", "off_focus")
_YEAR = re.compile(r"\d{4}")


def derived(question: Question, world: World) -> Reading | None:
    """The reading that fetches both figures, where the question asks for what follows from them."""
    if question.wants not in ASKED:
        return None
    ways = (
        _grown(question, world), _parts(question, world),
        _over_rest(question, world), _left(question, world),
    )  # fmt: skip
    return next((r for r in chain(*ways) if held(r, question, world)), None)


def projections(
    items: Sequence[q.Quantity], question: Question, world: World
) -> Iterator[q.Computed]:
    """Each value grown by its rate to the last year that the question names."""
    year = max(_years(question), default=0)
    labels = {term.label: term for term in world.schema.measures.values()}
    for rate in items:
        term = labels.get(rate.measure)
        bases = [
            item
            for item in items
            if term is not None
            and item.subject == rate.subject
            and (known := labels.get(item.measure)) is not None
            and known.id in term.rate_of
            and (when := q.as_year(item)) is not None
            and when.low < year
        ]
        if bases and not any(str(year) in item.period for item in items if item is not rate):
            found = q.projected(max(bases, key=lambda item: item.period), rate, year)
            if found is not None:
                yield found


def _grown(question: Question, world: World) -> Iterator[Reading]:
    years = _years(question)
    for rate in (world.schema.measures[i] for i in _anchored(question, "measure")):
        for base in rate.rate_of if years else ():
            for thing in _anchored(question, "entity"):
                forms = (_figure(base, thing), _figure(rate.id, thing))
                stated = f.And(forms[0], f.When(str(max(years))))
                reaches = _reaches(forms[1], max(years), world)
                if reaches and world.denote(forms[0]) and not world.denote(stated):
                    yield _reading(forms, (base, rate.id), question, world)


def _reaches(rate: f.Form, year: int, world: World) -> bool:
    """Whether a rate is recorded for that year: beyond its period it says nothing."""
    nodes = world.snapshot.nodes
    periods = [nodes[i].properties.get("period") for i in world.members(world.denote(rate))]
    spans = [[int(found) for found in _YEAR.findall(str(period))] for period in periods]
    return any(span and min(span) - 1 <= year <= max(span) for span in spans)


def _parts(question: Question, world: World) -> Iterator[Reading]:
    """The share of a thing named, where money is asked and none is recorded for the thing.

    What the others have is asked of the one thing whose share is recorded.
    """
    if not _speaks_of_money(question, world):
        return
    things, nodes = _anchored(question, "entity"), world.snapshot.nodes
    shares = tuple(m.id for m in world.schema.measures.values() if m.dimension == _SHARE)
    years = {str(year) for year in _years(question)}
    found: dict[bool, dict[str, str]] = {True: {}, False: {}}  # by whether the whole is named
    for node in world.members(world.denote(f.Obs(shares))):
        figure = nodes[node].properties
        whole, period = str(figure.get("scope", "")), str(figure.get("period", ""))
        if period and years <= set(_YEAR.findall(period)) and _about(whole, things, world):
            of = world.snapshot.outgoing[SUBJECT][node]
            found[whole in things] |= dict.fromkeys(of, str(figure["measure"]))
    near = found[True] or found[False]
    named = {thing: measure for thing, measure in near.items() if thing in things}
    if not named and len(near) == 1 and "compare.rest" in question.operators:
        named = near
    for thing, measure in named.items():
        yield _reading((_figure(measure, thing),), (measure,), question, world)


def _left(question: Question, world: World) -> Iterator[Reading]:
    """The shares of one whole that the things named have, where what they leave is asked."""
    if "compare.rest" not in question.operators:
        return
    named = f.Narrower(f.Ents(_anchored(question, "entity")))
    for measure in world.schema.measures.values():
        if measure.dimension != _SHARE:
            continue
        shares = f.And(f.Obs((measure.id,)), f.Join(SUBJECT, True, named))
        wholes: dict[str, list[str]] = defaultdict(list)
        for node in world.members(world.denote(shares)):
            whole = str(world.snapshot.nodes[node].properties.get("scope", ""))
            wholes[whole] += world.snapshot.outgoing[SUBJECT][node]
        for whole, of in sorted(wholes.items()):
            if whole and len(of) > 1 and whole not in of:
                forms = tuple(_figure(measure.id, thing) for thing in sorted(set(of)))
                yield _reading(forms, (measure.id,), question, world)


def _over_rest(question: Question, world: World) -> Iterator[Reading]:
    """The one share that is named, where it is set against what it leaves."""
    if not {"compare.rest", "compare.ratio"} <= question.operators.keys():
        return
    for measure in _anchored(question, "measure"):
        for thing in _anchored(question, "entity"):
            form = _figure(measure, thing)
            share = world.schema.measures[measure].dimension == _SHARE
            if share and world.denote(form).bit_count() == 1:
                yield _reading((form,), (measure,), question, world)


def _about(whole: str, things: Sequence[str], world: World) -> bool:
    """Whether the question names a whole, or what it is the whole of."""
    near = {whole, *world.snapshot.neighbours(whole)}
    return bool(whole) and not near.isdisjoint(things)


def _speaks_of_money(question: Question, world: World) -> bool:
    units = (world.schema.units[u].dimension for u in _anchored(question, "unit"))
    measures = (world.schema.measures[m].dimension for m in _anchored(question, "measure"))
    return _MONEY in {*units, *measures}


def _figure(measure: str, thing: str) -> f.Form:
    return f.And(f.Obs((measure,)), f.Join(SUBJECT, True, f.Ents((thing,))))


def _reading(
    forms: tuple[f.Form, ...], measures: tuple[str, ...], question: Question, world: World
) -> Reading:
    return replace(side_by_side(forms, question, world, measures), worked=True)


def _anchored(question: Question, kind: str) -> tuple[str, ...]:
    found = (a for a in question.anchors if a.entry.kind == kind and a.entry.weight >= SURE)
    return tuple(dict.fromkeys(a.entry.target for a in found))


def _years(question: Question) -> list[int]:
    return [int(n.value) for n in question.literals if n.unit == "year"]


def first(
    question: Question, readings: tuple[Reading, ...], score: float, world: World
) -> tuple[Reading, ...]:
    """The readings, behind the one that is worked out where none of them finds what it says."""
    best = readings[0] if readings else None
    if best and best.denotation and not best.loses(*_FAULTS) and measured(best.form):
        return readings
    found = derived(question, world)
    return readings if found is None else (replace(found, score=score), *readings)
