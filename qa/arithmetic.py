"""The arithmetic that a wording asks for, done on the quantities that were found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa import quantities as q
from chipgraph.qa.compile import compile_form
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.question import Question, Wants
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
    share: bool
    middle: bool
    units: tuple[str, ...]  # named in the question
    counts: tuple[tuple[float, str], ...]  # (24, "hour"), (256, "")

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


def asked_of(question: Question, world: World) -> Asked:
    """What is to be worked out, from the operators, units and amounts of the wording."""
    ops = question.operators
    units = [a.entry.target for a in question.anchors if a.entry.kind == "unit"]
    amounts = _amounts(question, world)
    counts = [
        (n.value, n.unit)
        for n in question.literals
        if n.unit in {"", "hour"} and not _part_of_name(n.start, n.end, question)
        if n.end not in amounts
    ]
    words = {t.key for t in question.tokens}
    hours = [
        (n if unit == "hour" else n * _hours(question, end), "hour")
        for (n, unit), end in zip(counts, (x.end for x in question.literals), strict=False)
        if unit == "hour" or _hours(question, end)
    ]
    if not counts and {"day", "24h"} & words:
        hours = [(24.0, "hour")]
    return Asked(
        difference="compare.difference" in ops,
        ratio="compare.ratio" in ops,
        percent="compare.percent" in ops,
        rest="compare.rest" in ops,
        total="compare.sum" in ops,
        share="compare.share" in ops,
        middle="compare.middle" in ops,
        units=tuple(dict.fromkeys(u for u in units if u not in {"%", "count"})),
        counts=tuple(hours or [(n, "") for n, unit in counts if not unit]),
    )


def _amounts(question: Question, world: World) -> set[int]:
    """Where numbers end that say which figure: their unit counts neither pieces nor time."""
    units = world.schema.units
    kinds: dict[int, set[str]] = defaultdict(set)
    for anchor in question.anchors:
        if anchor.entry.kind == "unit":
            kinds[anchor.start].add(units[anchor.entry.target].dimension)
    return {place for place, found in kinds.items() if not found & {"count", "duration"}}


def _hours(question: Question, end: int) -> float:
    after = question.tokens[end].key if end < len(question.tokens) else ""
    return {"hour": 1.0, "day": 24.0, "week": 168.0}.get(after, 0.0)


def _part_of_name(start: int, end: int, question: Question) -> bool:
    return any(
        a.start <= start and a.end >= end and a.entry.kind in {"entity", "measure"}
        for a in question.anchors
    )


def compute(
    items: Sequence[q.Quantity], asked: Asked, question: Question, world: World
) -> Iterator[q.Computed]:
    schema = world.schema
    for unit in asked.units if question.wants is not Wants.RANK else ():
        for item in items:
            changed = q.convert(item, unit, schema)
            if changed is not None:
                yield changed
    if asked.total:
        added = q.total(items)
        if added is not None:
            yield added
    if asked.rest and items and all(i.unit == "%" for i in items):
        rest = q.remainder(items)
        if rest is not None:
            yield rest
            return  # what is left is asked, not how far the shares are apart
    if len(items) == 2:
        yield from _pair(items[0], items[1], asked, question)
    if asked.middle and len(items) == 1 and items[0].low != items[0].high:
        yield q.middle(items[0])
    for item in items if len(items) == 1 else ():
        for count, of in asked.counts:
            if item.unit.startswith("USD") and (of == "hour" or item.denominator):
                yield q.times(item, count, of or f"{item.denominator}s")


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
