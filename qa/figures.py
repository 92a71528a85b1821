"""Route A, quantities: run the query, then whatever arithmetic the wording asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa import quantities as q
from chipgraph.qa.answer import Reason, Value
from chipgraph.qa.compile import compile_form
from chipgraph.qa.direction import descending
from chipgraph.qa.draft import Draft, Line, Memory
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.gloss import gloss
from chipgraph.qa.notes import left_out
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading
from chipgraph.qa.things import listing
from chipgraph.qa.world import World

if TYPE_CHECKING:
    from chipgraph.graph.store import Store


@dataclass(frozen=True, slots=True)
class _Asked:
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


def answer_figures(
    reading: Reading, question: Question, world: World, store: Store, quality: float
) -> Draft:
    """The quantities of a reading, compared, ranked or computed with as asked."""
    asked = _asked(question, world)
    reading = complete(reading, question, asked.growth, world)
    query = compile_form(reading.form, world, OBSERVATION)
    records = store.read(query).records()
    found = [x for x in (q.quantity(r, world.schema) for r in records) if x is not None]
    items = _fitting(_unique(found), question, world)
    ranked = question.wants is Wants.RANK
    if ranked:
        items.sort(key=lambda i: i.size, reverse=descending(question))
    elif reading.parts:
        items = _in_order(items, reading, world)
    computed = tuple(_compute(items, asked, question, world))
    draft = Draft(
        route="graph",
        text=_text(items, computed, question),
        quality=quality,
        query=query,
        entities=tuple(dict.fromkeys(i.subject for i in items)),
        names=tuple(dict.fromkeys(i.name for i in items)),
        values=_values(items, computed, question),
        columns=(("Of", "text", ""), ("What", "text", ""), ("Value", "text", ""),
                 ("Period", "text", ""), ("Status", "text", "")),
        lines=tuple(
            Line((i.name, i.measure, i.text(), i.period, i.status), i.claims) for i in items
        ),
        claims=tuple(dict.fromkeys(c for i in items for c in i.claims[:2])),
        interpretation=gloss(reading.form, world),
        notes=(*(c.how for c in computed), *left_out(reading.form, world, ranked=ranked)),
        memory=Memory(
            question.text, reading.form, OBSERVATION, question.wants,
            tuple(dict.fromkeys(i.subject for i in items)),
            tuple(sorted(f.mentions(reading.form))), reading.measures,
        ),
    )  # fmt: skip
    if not items and not records and _inapplicable(reading, world):
        return replace(draft, refusal=Reason.NOT_APPLICABLE)
    if not items and any(r.get("status") == "not disclosed" for r in records):
        return _undisclosed(draft, records)
    if question.wants is Wants.COUNT and items:
        count = len(draft.names)
        return replace(
            draft, values=(Value(float(count), "count"),),
            text=f"{count}: {listing(draft.names)}.",
        )  # fmt: skip
    if question.wants is Wants.BOOLEAN and items:
        return _verdict(draft, items, question)
    return draft


def complete(reading: Reading, question: Question, growth: bool, world: World) -> Reading:
    """Growth in one period is measured against the period before: both are needed."""
    years = [p for p in f.parts(reading.form) if isinstance(p, f.When)]
    if not growth or len(years) != 1 or reading.parts:
        return reading
    wider = without_year(reading.form)
    bits = world.denote(wider)
    return replace(reading, form=wider, denotation=bits) if bits.bit_count() == 2 else reading


def without_year(form: f.Form) -> f.Form:
    """A form with its period taken out."""
    match form:
        case f.And(f.When(), rest) | f.And(rest, f.When()):
            return without_year(rest)
        case f.And(left, right):
            return f.And(without_year(left), without_year(right))
        case f.Top(of, _):
            return without_year(of)
    return form


def _undisclosed(draft: Draft, records: Sequence[dict[str, object]]) -> Draft:
    claims = tuple(
        dict.fromkeys(str(c) for r in records for c in sorted(map(str, _list(r.get("claims")))))
    )
    return replace(draft, refusal=Reason.NOT_DISCLOSED, claims=claims)


def _inapplicable(reading: Reading, world: World) -> bool:
    """Whether none of the things named is of a class that the measure is for."""
    named = f.mentions(reading.form)
    for measure in reading.measures:
        labels = world.schema.measures[measure].applies_to
        fits = {n for label in labels for n in world.schema.subclasses(label)}
        if not fits or any(world.snapshot.nodes[i].labels & fits for i in named):
            return False
    return bool(named and reading.measures)


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _fitting(items: list[q.Quantity], question: Question, world: World) -> list[q.Quantity]:
    """Only what is of the asked kind: a year where a year is asked, money where dollars are."""
    if "wants.year" in question.operators:
        return [year for i in items if (year := q.as_year(i)) is not None]
    named = [a.entry.target for a in question.anchors if a.entry.kind == "unit"]
    asked = {world.schema.units[u].dimension for u in named if u in world.schema.units}
    asked -= {"count", "duration", "multiple"}
    computed = {"compare.ratio", "compare.percent", "compare.difference"} & set(question.operators)
    if not asked or computed or question.wants not in {Wants.VALUE, Wants.TEXT}:
        return items
    fitting = [i for i in items if i.dimension in asked]
    return fitting or [i for i in items if _related(i.dimension, asked)]


def _related(dimension: str, asked: set[str]) -> bool:
    """A price an hour is money, too; a share is no money."""
    return any(dimension.startswith(a) or a.startswith(dimension) for a in asked)


def _unique(items: Sequence[q.Quantity]) -> list[q.Quantity]:
    """One figure per value and proof: the same statement may quantify a thing and its class."""
    kept: dict[tuple[object, ...], q.Quantity] = {}
    for item in items:
        key = (item.numbers, item.unit, item.period, item.claims or item.id)
        kept.setdefault(key, item)
    return list(kept.values())


def _in_order(items: list[q.Quantity], reading: Reading, world: World) -> list[q.Quantity]:
    """In the order in which the question names them."""
    places = {
        node: n
        for n, part in enumerate(reading.parts)
        for node in world.members(world.denote(part))
    }
    return sorted(items, key=lambda i: places.get(i.id, len(places)))


def _asked(question: Question, world: World) -> _Asked:
    ops = question.operators
    units = [a.entry.target for a in question.anchors if a.entry.kind == "unit"]
    counts = [
        (n.value, n.unit)
        for n in question.literals
        if n.unit in {"", "hour"} and not _part_of_name(n.start, n.end, question)
    ]
    words = {t.key for t in question.tokens}
    hours = [
        (n if unit == "hour" else n * _hours(question, end), "hour")
        for (n, unit), end in zip(counts, (x.end for x in question.literals), strict=False)
        if unit == "hour" or _hours(question, end)
    ]
    if not counts and {"day", "24h"} & words:
        hours = [(24.0, "hour")]
    return _Asked(
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


def _hours(question: Question, end: int) -> float:
    after = question.tokens[end].key if end < len(question.tokens) else ""
    return {"hour": 1.0, "day": 24.0, "week": 168.0}.get(after, 0.0)


def _part_of_name(start: int, end: int, question: Question) -> bool:
    return any(
        a.start <= start and a.end >= end and a.entry.kind in {"entity", "measure"}
        for a in question.anchors
    )


def _compute(
    items: Sequence[q.Quantity], asked: _Asked, question: Question, world: World
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
    if len(items) == 2:
        yield from _pair(items[0], items[1], asked, question)
    if asked.middle and len(items) == 1 and items[0].low != items[0].high:
        yield q.middle(items[0])
    for item in items if len(items) == 1 else ():
        for count, of in asked.counts:
            if item.unit.startswith("USD") and (of == "hour" or item.denominator):
                yield q.times(item, count, of or f"{item.denominator}s")


def _pair(
    one: q.Quantity, other: q.Quantity, asked: _Asked, question: Question
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


def _values(
    items: Sequence[q.Quantity], computed: Sequence[q.Computed], question: Question
) -> tuple[Value, ...]:
    stated = [Value(n, i.unit, i.name, _qualifiers(i)) for i in items for n in i.numbers]
    worked = [Value(v, c.unit, "", {"computed": c.how}) for c in computed for v in c.values]
    return tuple(worked + stated) if worked else tuple(stated)


def _qualifiers(item: q.Quantity) -> dict[str, str]:
    named = {
        "measure": item.measure, "period": item.period, "status": item.status,
        "bound": item.bound, "denominator": item.denominator,
    }  # fmt: skip
    return {k: v for k, v in named.items() if v}


def _text(items: Sequence[q.Quantity], computed: Sequence[q.Computed], question: Question) -> str:
    if not items:
        return ""
    parts = [_sentence(i) for i in items]
    joined = ("; ".join(parts) if len(parts) > 1 else parts[0]) + "."
    greatest = max(items, key=lambda i: i.size)
    if len(items) > 1 and question.wants is Wants.COMPARE:
        joined = f"{greatest.name} has more: {joined}" if _comparable(items) else joined
    if computed:
        joined += " " + " ".join(f"{c.how}." for c in computed)
    return joined


def _comparable(items: Sequence[q.Quantity]) -> bool:
    return len({i.dimension for i in items}) == 1 and len({i.size for i in items}) > 1


def _sentence(item: q.Quantity) -> str:
    period = f" in {item.period}" if item.period and item.unit != "year" else ""
    status = f" ({item.status})" if item.status not in {"", "actual", "reported"} else ""
    per = f" per {item.denominator}" if item.denominator else ""
    return f"{item.name}: {item.measure} {item.text()}{per}{period}{status}"


def _verdict(draft: Draft, items: Sequence[q.Quantity], question: Question) -> Draft:
    """Whether the first quantity is the greater (or less, as the question asks) of two."""
    if len(items) != 2 or items[0].dimension != items[1].dimension:
        return replace(draft, boolean=None)
    more = descending(question)
    verdict = items[0].size > items[1].size if more else items[0].size < items[1].size
    return replace(draft, boolean=verdict, text=f"{'Yes' if verdict else 'No'}. {draft.text}")
