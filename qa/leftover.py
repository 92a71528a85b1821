"""What a reading leaves out of its question: words, names, years, and what turns an answer."""

from __future__ import annotations

from collections.abc import Iterator

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION, SUBJECT
from chipgraph.qa.item import Item
from chipgraph.qa.listed import sourced
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.seeds import counted_in, of_amount, opener
from chipgraph.qa.wants import amounts, limited
from chipgraph.qa.world import World

# How much a word weighs by what it stands for; no other kind has to be explained.
CONTENT = {
    "entity": 1.5, "measure": 1.3, "class": 0.6, "relation": 0.5, "concept": 1.0,
    "value": 1.5, "attribute": 0.8, "extreme": 1.0,
}  # fmt: skip


def unsaid(item: Item, question: Question, world: World) -> int:
    """Negations, limits, superlatives that the reading leaves out: they turn an answer."""
    left = [
        a
        for a in question.operators.get("operators.not", ())
        if a not in item.used and question.tokens[a.start].text not in {"no", "beyond"}
    ]
    limits = any(isinstance(p, f.Where) for form in item.forms for p in f.parts(form))
    sets = question.wants in {Wants.THINGS, Wants.COUNT} and _measuring(question, world)
    said = limited(question) or (sets and bool(amounts(question)))
    covered = {i for a in item.used for i in range(a.start, a.end)}
    hidden = {
        i for a in question.anchors if a.entry.kind == "attribute" for i in range(a.start, a.end)
    }
    graded = {a.start for a in question.anchors if a.entry.kind == "extreme"} - covered - hidden
    source = item.label != OBSERVATION and _ignores_source(item, question)
    return len(left) + (1 if said and not limits else 0) + bool(graded) + source


def _ignores_source(item: Item, question: Question) -> bool:
    """`according to the report` about a relation that the report may not speak of."""
    starts = sourced(question)
    asked = {a for a in question.anchors if a.start in starts and a.entry.kind == "document"}
    related = any(isinstance(p, f.Join) for form in item.forms for p in f.parts(form))
    return bool(asked) and related and not asked & item.used


def _measuring(question: Question, world: World) -> bool:
    """Whether an amount is of something that is recorded: some figure has its dimension."""
    units = world.schema.units
    named = [a.entry.target for a in question.anchors if a.entry.kind == "unit"]
    dimensions = {units[u].dimension for u in named if u in units} - {"count", "duration"}
    return any(m.dimension in dimensions for m in world.schema.measures.values())


def years(question: Question) -> set[str]:
    return {str(int(n.value)) for n in question.literals if n.unit == "year"}


def years_of(form: f.Form) -> set[str]:
    """The years that a form speaks of: as periods, or as values."""
    parts = tuple(f.parts(form))
    periods = {p.year for p in parts if isinstance(p, f.When)}
    return periods | {v[:4] for p in parts if isinstance(p, f.Has) for v in p.values}


def skipped(item: Item, question: Question, world: World) -> Iterator[tuple[str, float]]:
    """Recognised words that the reading leaves out, each at the weight of its best meaning."""
    covered = {i for a in item.used for i in range(a.start, a.end)}
    covered |= attributed(question) | _owners(item, question, world) | _worked(item, question)
    covered |= set(range(opener(question)))  # what asks names nothing
    covered |= _held(item, question, world)
    best: dict[int, tuple[float, str]] = {}
    for a in question.anchors:
        if of_amount(a, question):
            continue
        if a.entry.kind not in CONTENT or any(i in covered for i in range(a.start, a.end)):
            continue
        size = CONTENT[a.entry.kind] * a.entry.weight
        for i in range(a.start, a.end):
            if i not in best or best[i][0] < size:
                best[i] = (size, question.words(a.start, a.end))
    for size, text in dict.fromkeys(best.values()):
        yield text, size


def _held(item: Item, question: Question, world: World) -> set[int]:
    """Names that are only counted in, where what they stand for is there."""
    found: set[int] = set()
    for start, end in counted_in(question):
        named = [a for a in question.anchors if a.entry.kind == "entity" and start <= a.start < end]
        whole = tuple(a.entry.target for a in named if a.entry.target in world.index)
        below: f.Form = f.Narrower(f.Ents(whole))
        below = f.Join(SUBJECT, True, below) if item.label == OBSERVATION else below
        if whole and item.bits & world.denote(below):
            found |= set(range(start, end))
    return found


def _worked(item: Item, question: Question) -> set[int]:
    """`growth` between two years is worked out, where the figures of both are there."""
    years = [{p.year for p in f.parts(form) if isinstance(p, f.When)} for form in item.forms]
    if item.label != OBSERVATION or len(years) < 2 or not all(years):
        return set()
    names = ("compare.percent", "compare.difference")
    marks = (a for name in names for a in question.operators.get(name, ()))
    return {i for a in marks for i in range(a.start, a.end)}


def _owners(item: Item, question: Question, world: World) -> set[int]:
    """The words of `A's` before the name of a thing that stands beside A in the graph."""
    used = {a.start: a for a in item.used if a.entry.kind == "entity"}
    return {
        i
        for a in question.anchors
        if a.entry.kind == "entity"
        for thing in [used.get(a.end + (question.words(a.end, a.end + 1) == "'s"))]
        if thing and thing.entry.target in world.snapshot.neighbours(a.entry.target)
        for i in range(a.start, a.end)
    }


def attributed(question: Question) -> set[int]:
    """The words of `according to X`: who says it narrows the sources, not the things."""
    starts = sourced(question)
    return {
        i
        for a in question.anchors
        if a.start in starts and a.entry.kind in {"entity", "document"}
        for i in range(a.start, a.end)
    }
