"""Route A, quantities: run the query, then whatever arithmetic the wording asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa import quantities as q
from chipgraph.qa.ambiguity import note_of
from chipgraph.qa.answer import Reason, Value
from chipgraph.qa.arithmetic import Asked, asked_of, compute, in_units, unique, whole_of
from chipgraph.qa.compile import compile_form
from chipgraph.qa.derived import projections
from chipgraph.qa.direction import descending
from chipgraph.qa.draft import Draft, Line, Memory
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.gloss import gloss
from chipgraph.qa.notes import left_out
from chipgraph.qa.parts import of_parts
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading
from chipgraph.qa.supposed import portions
from chipgraph.qa.things import listing
from chipgraph.qa.wants import compares
from chipgraph.qa.world import World

if TYPE_CHECKING:
    from chipgraph.graph.store import Store


def answer_figures(
    reading: Reading, question: Question, world: World, store: Store, quality: float
) -> Draft:
    """The quantities of a reading, compared, ranked or computed with as asked."""
    asked = asked_of(question, world)
    if reading.told:
        asked = replace(asked, total=False)  # `the sums committed` are no sum of the parts
    reading = complete(reading, question, asked.growth and not reading.supposed, world)
    query = compile_form(reading.form, world, OBSERVATION)
    records = store.read(query).records()
    found = [x for x in (q.quantity(r, world.schema) for r in records) if x is not None]
    ranked = question.wants is Wants.RANK
    items = _asked_for(found, reading, asked, question, world, store)
    unheld = _unheld(items, reading, world)
    if unheld and (len(reading.parts) == 2 or not items) and compares(question):
        items = []  # one of two is no comparison
    whole = None if reading.supposed else whole_of(items, asked, world, store)
    worked = compute(items, asked, question, world)
    computed = tuple(worked if whole is None else in_units(items[0], whole, asked))
    computed = tuple(projections(items, question, world)) or computed
    computed = tuple(portions(items, question)) if reading.supposed else computed
    computed = () if reading.namesakes else computed  # one or the other is meant
    items = items if whole is None else [*items, whole]
    draft = Draft(
        route="graph",
        text=_text(items, computed, question, reading),
        quality=quality,
        query=query,
        entities=tuple(dict.fromkeys(i.subject for i in items)),
        names=tuple(dict.fromkeys(_names(items, ranked=ranked))),
        values=_values(items, computed, question),
        columns=(("Of", "text", ""), ("What", "text", ""), ("Value", "text", ""),
                 ("Period", "text", ""), ("Status", "text", "")),
        lines=tuple(
            Line((i.name, i.measure, i.text(), i.period, i.status), i.claims) for i in items
        ),
        claims=tuple(dict.fromkeys(c for i in items for c in i.claims[:2])),
        interpretation=gloss(reading.form, world),
        notes=(
            *note_of(reading, world),
            *(c.how for c in computed),
            *left_out(reading.form, world, ranked=ranked),
            *(f"No figure is recorded for {name}." for name in unheld if items),
        ),
        memory=Memory(
            question.text, reading.form, OBSERVATION, question.wants,
            tuple(dict.fromkeys(i.subject for i in items)),
            tuple(sorted(f.mentions(reading.form))), reading.measures, parts=reading.parts,
        ),
    )  # fmt: skip
    if not items and not records and _inapplicable(reading, world):
        return replace(draft, refusal=Reason.NOT_APPLICABLE)
    if not items and any(r.get("status") == "not disclosed" for r in records):
        return _undisclosed(draft, records)
    if question.wants is Wants.COUNT and items and not _is_number(items, question, world):
        count = len(draft.names)
        return replace(
            draft, values=(Value(float(count), "count"),),
            text=f"{count}: {listing(draft.names)}.",
        )  # fmt: skip
    if question.wants is Wants.BOOLEAN and items:
        return _verdict(draft, items, question)
    return draft


def _is_number(items: Sequence[q.Quantity], question: Question, world: World) -> bool:
    """`how many nodes`: the figure is the number that is asked for."""
    counts = {m.id for m in world.schema.measures.values() if m.dimension == "count"}
    named = any(a.entry.kind == "measure" and a.entry.target in counts for a in question.anchors)
    return named and all(item.dimension == "count" for item in items)


def _asked_for(
    found: Sequence[q.Quantity],
    reading: Reading,
    asked: Asked,
    question: Question,
    world: World,
    store: Store,
) -> list[q.Quantity]:
    """Of the quantities found those that answer, in the order in which they are to be given."""
    if reading.told:
        items = of_parts(found, reading, world)
        if "scope.year" in question.operators:
            items += [year for item in items if (year := q.as_year(item)) is not None]
    else:
        items = unique(found)
        part = whole_of(items, asked, world, store) is not None
        items = items if reading.worked or part else _fitting(items, question, world)
        items = _ends(items, reading, question)
    if question.wants is Wants.RANK:
        items = _one_kind(items, question)
        items.sort(key=lambda i: i.size, reverse=descending(question))
    elif reading.parts and not reading.told:
        items = _in_order(items, reading, world)
    return items


def _unheld(items: Sequence[q.Quantity], reading: Reading, world: World) -> list[str]:
    """The names of the parts of which there is no quantity."""
    held = {item.id for item in items}
    missing = [p for p in reading.parts if held.isdisjoint(world.members(world.denote(p)))]
    return [world.name(node) for part in missing for node in sorted(f.mentions(part))[:1]]


def _ends(items: list[q.Quantity], reading: Reading, question: Question) -> list[q.Quantity]:
    """Of ranges the end that is asked for; a limit to compare with is none."""
    asked = {name.endswith("high") for name in question.operators if name.startswith("ends.")}
    limits = any(isinstance(p, f.Where) for p in f.parts(reading.form))
    if len(asked) != 1 or limits or question.wants not in {Wants.VALUE, Wants.TEXT}:
        return items
    return [q.end(item, greatest=next(iter(asked))) for item in items]


def _one_kind(items: list[q.Quantity], question: Question) -> list[q.Quantity]:
    """Quantities that can be ranked: years where an order of time is asked."""
    if "order.time" in question.operators:
        years = [q.as_year(i) for i in items]
        return [year for year in years if year is not None] if all(years) else []
    return items


def _names(items: Sequence[q.Quantity], *, ranked: bool) -> list[str]:
    """What the figures are of; with their periods where one thing is ranked against itself."""
    again = ranked and len({i.subject for i in items}) < len(items)
    return [f"{i.name} ({i.period})" if again and i.period else i.name for i in items]


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
        fits = world.schema.owners((measure,))
        if not fits or any(world.snapshot.nodes[i].labels & fits for i in named):
            return False
    return bool(named and reading.measures)


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _fitting(items: list[q.Quantity], question: Question, world: World) -> list[q.Quantity]:
    """Only what is of the asked kind: a year where a year is asked, money where dollars are."""
    if "wants.year" in question.operators:
        years = [year for i in items if (year := q.as_year(i)) is not None]
        return [*items, *years] if "wants.value" in question.operators else years
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


def _in_order(items: list[q.Quantity], reading: Reading, world: World) -> list[q.Quantity]:
    """In the order in which the question names them."""
    places = {
        node: n
        for n, part in enumerate(reading.parts)
        for node in world.members(world.denote(part))
    }
    return sorted(items, key=lambda i: places.get(i.id, len(places)))


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


def _text(
    items: Sequence[q.Quantity],
    computed: Sequence[q.Computed],
    question: Question,
    reading: Reading,
) -> str:
    if not items:
        return ""
    parts = [_sentence(i) for i in items]
    joined = ("; ".join(parts) if len(parts) > 1 else parts[0]) + "."
    greatest = max(items, key=lambda i: i.size)
    if len(items) > 1 and question.wants is Wants.COMPARE:
        named = {p.name for p in reading.told} - {""}
        more = f"The greater is {greatest.name}" if named else f"{greatest.name} has more"
        joined = f"{more}: {joined}" if _comparable(items) else joined
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
    if items[0].size == items[1].size and items[0].bound != items[1].bound:
        return replace(draft, boolean=None)  # more than 200, and about 200
    more = descending(question)
    verdict = items[0].size > items[1].size if more else items[0].size < items[1].size
    return replace(draft, boolean=verdict, text=f"{'Yes' if verdict else 'No'}. {draft.text}")
