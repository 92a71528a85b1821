"""The arithmetic that a wording asks for, done on the quantities that were found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa import quantities as q
from chipgraph.qa.claims.english import number
from chipgraph.qa.compile import compile_form
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.question import Literal, Question, Wants
from chipgraph.qa.world import World

if TYPE_CHECKING:
    from chipgraph.graph.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """The arithmetic that the wording asks for."""

    difference: bool
    ratio: bool
    percent: bool
    rest: bool
    total: bool
    mean: bool
    share: bool
    middle: bool
    units: tuple[str, ...]  # named in the question
    hours: float  # 24 for a day; 0 where no time is said
    pieces: tuple[float, ...]  # 256 chips

    @property
    def growth(self) -> bool:
        """Whether it takes two periods to answer."""
        return self.percent or self.difference


def unique(items: Sequence[q.Quantity]) -> list[q.Quantity]:
    """One figure per value and proof: the same statement may quantify a thing and its class."""
    kept: dict[tuple[object, ...], q.Quantity] = {}
    for item in items:
        key = (item.numbers, item.unit, item.period, item.claims or item.id)
        kept.setdefault(key, item)
    return list(kept.values())


def alike(items: Sequence[q.Quantity]) -> Sequence[q.Quantity]:
    """One of several figures that say the same of different things; else all."""
    same = {(i.low, i.high, i.unit, i.period, i.measure) for i in items}
    return items[:1] if len(same) == 1 else items


def asked_of(question: Question, world: World) -> Asked:
    """What is to be worked out, from the operators, units and amounts of the wording."""
    ops = question.operators
    units = [a.entry.target for a in question.anchors if a.entry.kind == "unit"]
    amounts = _amounts(question, world)
    counted = [
        n
        for n in question.literals
        if n.unit in {"", "hour"} and not _part_of_name(n.start, n.end, question)
        if n.end not in amounts
    ]
    lasting = [n.value * _hours(n, question) for n in counted if _hours(n, question)]
    pieces = tuple(n.value for n in counted if not _hours(n, question))
    said = [_HOURS[t.key] for t in question.tokens if t.key in _HOURS and t.key != "hour"]
    return Asked(
        difference="compare.difference" in ops,
        ratio="compare.ratio" in ops,
        percent="compare.percent" in ops,
        rest="compare.rest" in ops,
        total="compare.sum" in ops,
        mean="compare.mean" in ops,
        share="compare.share" in ops,
        middle="compare.middle" in ops,
        units=tuple(dict.fromkeys(u for u in units if u not in {"%", "count"})),
        hours=(lasting or said or [0.0])[0],
        pieces=pieces,
    )


def _amounts(question: Question, world: World) -> set[int]:
    """Where numbers end that say which figure: their unit counts neither pieces nor time."""
    units = world.schema.units
    kinds: dict[int, set[str]] = defaultdict(set)
    for anchor in question.anchors:
        if anchor.entry.kind == "unit":
            kinds[anchor.start].add(units[anchor.entry.target].dimension)
    return {place for place, found in kinds.items() if not found & {"count", "duration"}}


_HOURS = {"hour": 1.0, "24h": 24.0, "day": 24.0, "week": 168.0}


def _hours(literal: Literal, question: Question) -> float:
    """How many hours the time is that a number counts; 0 where it counts none."""
    after = question.tokens[literal.end].key if literal.end < len(question.tokens) else ""
    return 1.0 if literal.unit == "hour" else _HOURS.get(after, 0.0)


def _part_of_name(start: int, end: int, question: Question) -> bool:
    return any(
        a.start <= start and a.end >= end and a.entry.kind in {"entity", "measure"}
        for a in question.anchors
    )


def compute(
    items: Sequence[q.Quantity], asked: Asked, question: Question, world: World
) -> Iterator[q.Computed]:
    items = alike(items)
    worked = tuple(_worked(items, asked, question))
    yield from worked
    if not worked and question.wants is not Wants.RANK:
        yield from _converted(items, asked, world)


def _converted(items: Sequence[q.Quantity], asked: Asked, world: World) -> Iterator[q.Computed]:
    """Each quantity in each unit that is named, where it can be had in it."""
    for unit in asked.units:
        for item in items:
            changed = q.convert(item, unit, world.schema) or q.spread(item, unit, world.schema)
            if changed is not None:
                yield changed


def _worked(items: Sequence[q.Quantity], asked: Asked, question: Question) -> Iterator[q.Computed]:
    for asks, make in ((asked.total, q.total), (asked.mean, q.mean)):
        whole = make(_of_year(items, question)) if asks else None
        if whole is not None:
            yield whole
    if asked.rest and asked.ratio and len(items) == 1 and items[0].unit == "%":
        yield from _to_the_rest(items[0])
        return
    if asked.rest and items and all(i.unit == "%" for i in items):
        rest = q.remainder(items)
        if rest is not None:
            yield rest
            return  # what is left is asked, not how far the shares are apart
    if len(items) == 2:
        yield from _pair(items[0], items[1], asked, question)
    if asked.middle and len(items) == 1 and items[0].low != items[0].high:
        yield q.middle(items[0])
    if len(items) == 1 and items[0].unit.startswith(q.CURRENCY):
        yield from _bill(items[0], asked, question)


def _of_year(items: Sequence[q.Quantity], question: Question) -> Sequence[q.Quantity]:
    """What is added up is of the one year that is named, where each thing has a figure for it."""
    years = {str(int(n.value)) for n in question.literals if n.unit == "year"}
    own = [i for i in items if any(year in i.period for year in years)]
    each = {i.subject for i in own} == {i.subject for i in items}
    return own if len(years) == 1 and each else items


def _bill(price: q.Quantity, asked: Asked, question: Question) -> Iterator[q.Computed]:
    """A price for a time, for several pieces, or for both."""
    pieces = (*asked.pieces, *_spelt(price, question)) if price.denominator else ()
    lasting = asked.hours if price.unit.endswith("/hour") else 0.0
    if lasting or pieces:
        for count in pieces or (0.0,):
            yield q.bill(price, lasting, count)


def _spelt(price: q.Quantity, question: Question) -> Iterator[float]:
    """A number in words right before what the price is of."""
    starts = {a.start for a in question.anchors if a.entry.target == price.subject}
    counts = number()["counts"]
    for place, token in enumerate(question.tokens):
        if token.text in counts[1:] and place + 1 in starts:
            yield float(counts.index(token.text) + 1)


def _to_the_rest(share: q.Quantity) -> Iterator[q.Computed]:
    """How many times what it leaves a share is."""
    left = replace(share, low=100 - share.high, high=100 - share.low)
    if share.low == share.high and left.low > 0:
        value = share.low / left.low
        how = f"{share.text()} ÷ ({q.number(100)}% − {share.text()}) = {q.number(value)}"
        yield q.Computed((value,), "x", how)


def whole_of(
    items: Sequence[q.Quantity], asked: Asked, world: World, store: Store
) -> q.Quantity | None:
    """What a share is a share of, in the same period, where it is asked for in another unit."""
    share = items[0] if len(items) == 1 and items[0].unit == "%" else None
    year = re.search(r"\d{4}", share.period) if share is not None else None
    if share is None or year is None or share.scope not in world.index:
        return None
    units = world.schema.units
    wanted = {units[u].dimension for u in asked.units if u in units} - {share.dimension}
    form = f.And(f.When(year.group()), f.Join(f.SUBJECT, True, f.Ents((share.scope,))))
    rows = store.read(compile_form(form, world, OBSERVATION)).records() if wanted else ()
    found = [x for x in (q.quantity(row, world.schema) for row in rows) if x is not None]
    fitting = unique([x for x in found if x.dimension in wanted])
    return fitting[0] if len(fitting) == 1 else None


def in_units(share: q.Quantity, whole: q.Quantity, asked: Asked) -> Iterator[q.Computed]:
    """The share of the whole, or with `rest` what it leaves, in the unit of the whole."""
    part = share if not asked.rest else replace(share, low=100 - share.high, high=100 - share.low)
    yield q.share_of(part, whole)


def _pair(
    one: q.Quantity, other: q.Quantity, asked: Asked, question: Question
) -> Iterator[q.Computed]:
    if asked.share:
        part = q.percent_of(one, other)
        if part is not None:
            yield part
        return
    makers = []
    every = question.wants is Wants.COMPARE and one.measure == other.measure
    if asked.ratio or every:
        makers.append(q.ratio)
    if (asked.percent or every) and one.unit != "%":
        makers.append(q.percent_more)
    if asked.difference or asked.percent or every:
        makers.append(q.difference)
    for make in makers:
        result = make(one, other)
        if result is not None:
            yield result
