"""Route C: a follow-up edits the last logical form, or points at the last answer.

Edits are typed: a new name takes the place of the name of its kind ("and on the edge?"), a pronoun
stands for the last answer ("which of those are X's?"), new words add to the old question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa.answer import Value
from chipgraph.qa.draft import Draft, Memory
from chipgraph.qa.form import OBSERVATION, exchange
from chipgraph.qa.item import Item
from chipgraph.qa.lexicon.build import english
from chipgraph.qa.question import Anchor, Question
from chipgraph.qa.reading import Reading
from chipgraph.qa.seeds import common, lowest
from chipgraph.qa.world import World

SET_AGAINST = frozenset({"compare.difference", "compare.ratio", "compare.percent"})
FEW = 4  # names that a pronoun may stand for
EDIT = 3.0  # what taking over the last form is worth beside a reading of the new words alone


def refers_back(question: Question) -> bool:
    """Whether words of the question point at the last answer."""
    ops = question.operators
    return "operators.they" in ops or "operators.it" in ops


def pronouns(question: Question, memory: Memory, world: World) -> Iterator[Item]:
    """The last answer in place of `they`; what was named before, or a lone answer, of `it`."""
    ops = question.operators
    answer = tuple(i for i in memory.entities if i in world.index)
    named = tuple(i for i in memory.named if i in world.index)
    alone = answer if len(answer) == 1 else named
    for name, ids in (("operators.they", answer or named), ("operators.it", alone or answer)):
        for group in _kinds(ids, world):
            form = f.Ents(group)
            bits = world.denote(form)
            for anchor in ops.get(name, ()):
                yield Item(
                    "set", anchor.start, anchor.end, 1.2, (f.Sense(form, bits),),
                    common(bits, world), used=frozenset({anchor}),
                )  # fmt: skip


def rewritten(question: Question, before: Question, world: World) -> str | None:
    """The question before, with a new name in the place of one of its kind: `and for X?`."""
    said = {"relation", "measure", "class"}
    if not question.tokens or any(a.entry.kind in said for a in question.anchors):
        return None
    if question.unknown or question.tokens[0].text not in english()["follow"]["openers"]:
        return None
    text, changed = before.text, False
    for anchor in _names(question, world):
        label = _label(anchor, world)
        old = [
            a
            for a in before.anchors
            if a.entry.kind == "entity" and _label(a, world) == label and a.entry.weight >= 0.8
        ]
        if old and not changed:
            place = max(old, key=lambda a: a.width)
            first, last = before.tokens[place.start], before.tokens[place.end - 1]
            text = (
                f"{text[: first.start]}{question.words(anchor.start, anchor.end)}{text[last.end :]}"
            )
            changed = True
    years = [n for n in question.literals if n.unit == "year"]
    then = [n for n in before.literals if n.unit == "year"]
    if len(years) == len(then) == 1 and not changed:
        first, last = before.tokens[then[0].start], before.tokens[then[0].end - 1]
        year = question.words(years[0].start, years[0].end)
        return f"{text[: first.start]}{year}{text[last.end :]}"
    return text if changed else None


def meant(question: Question, memory: Memory, world: World) -> str:
    """The names that `it` or `they` stand for, where the question names nothing itself."""
    if not refers_back(question) or any(a.entry.kind == "entity" for a in question.anchors):
        return ""
    they = "operators.they" in question.operators
    ids = (memory.entities or memory.named) if they else memory.named
    return ", ".join(world.name(i) for i in ids[:FEW] if i in world.snapshot.nodes)


def _label(anchor: Anchor, world: World) -> str:
    place = world.index.get(anchor.entry.target)
    return "" if place is None else lowest(world.labels_of(1 << place), world)


def counted(question: Question, memory: Memory) -> Draft | None:
    """`how many are those?`: the number of what the last answer named, proved as it was."""
    content = {"entity", "measure", "relation", "concept"}
    last = memory.answered
    if last is None or not last.names or not refers_back(question):
        return None
    if "wants.count" not in question.operators:
        return None
    if any(a.entry.kind in content for a in question.anchors):
        return None
    count = len(last.names)
    return replace(
        last,
        text=f"{count}: {', '.join(last.names)}.",
        quality=1.0,
        values=(Value(float(count), "count"),),
        boolean=None,
        interpretation=f"the number of: {last.interpretation}",
        memory=replace(memory, answered=None),
    )


def superlatives(question: Question, memory: Memory) -> Iterator[Item]:
    """`and the cheapest?`, `whose is lowest?`: graded by what was measured before."""
    if not memory.measures or any(a.entry.kind == "measure" for a in question.anchors):
        return
    for name in ("superlatives.max", "superlatives.min"):
        for anchor in question.operators.get(name, ()):
            yield Item(
                "top", anchor.start, anchor.end, 0.9, greatest=name.endswith("max"),
                measures=memory.measures, used=frozenset({anchor}),
            )  # fmt: skip


def _kinds(ids: tuple[str, ...], world: World) -> list[tuple[str, ...]]:
    """The ids by their most specific class: a pronoun stands for things of one kind."""
    kinds: dict[str, list[str]] = {}
    for i in ids:
        kinds.setdefault(lowest(world.labels_of(1 << world.index[i]), world), []).append(i)
    return [tuple(group) for group in kinds.values()]


def edits(question: Question, memory: Memory, world: World) -> Iterator[Reading]:
    """The last form with each new name in the place of the old name of its kind."""
    if memory.form is None:
        return
    form: f.Form = memory.form
    used: set[Anchor] = set()
    for anchor in _names(question, world):
        changed = _replace_name(form, anchor.entry.target, world)
        if changed is not None and changed != form:
            form = changed
            used.add(anchor)
    for literal in question.literals:
        if literal.unit == "year":
            changed = _replace_year(form, str(int(literal.value)))
            form = changed if changed is not None else f.And(form, f.When(str(int(literal.value))))
            used = used or {a for a in question.anchors if a.start == literal.start}
    if form == memory.form:
        yield from _again(question, memory, world)
        return
    years = any(n.unit == "year" for n in question.literals)
    if years and not used - _at_years(question) and SET_AGAINST & question.operators.keys():
        whole = f.Or(memory.form, form)
        yield Reading(
            whole, memory.label, EDIT, world.denote(whole), (memory.form, form), edited=True
        )
        return
    bits = world.denote(form)
    if not bits:
        form = _without_status(form)
        bits = world.denote(form)
    score = EDIT + 0.8 * len(used) - (0.0 if bits else 2.0) - 0.8 * len(question.unknown)
    yield Reading(
        form, memory.label, score, bits, (), frozenset(used), memory.measures, edited=True
    )


def _at_years(question: Question) -> set[Anchor]:
    starts = {n.start for n in question.literals if n.unit == "year"}
    return {a for a in question.anchors if a.start in starts}


def _again(question: Question, memory: Memory, world: World) -> Iterator[Reading]:
    """`what is left?`, `in dollars?`: the last figure once more, for the arithmetic that is new."""
    both = tuple(_both(question, memory, world))
    yield from both
    if both or memory.form is None or memory.label != OBSERVATION:
        return
    if any(a.entry.kind in {"entity", "measure", "class", "relation"} for a in question.anchors):
        return
    units = any(a.entry.kind == "unit" for a in question.anchors)
    if units or any(n.startswith("compare.") for n in question.operators):
        bits = world.denote(memory.form)
        yield Reading(
            memory.form, memory.label, EDIT, bits, (), measures=memory.measures, edited=True
        )


def _both(question: Question, memory: Memory, world: World) -> Iterator[Reading]:
    """`how many times the earlier figure?`: the last two figures, set against each other."""
    earlier = memory.before.form if memory.before is not None else None
    asked = {n for n in question.operators if n.startswith("compare.")}
    if earlier is None or memory.form is None or memory.label != OBSERVATION or not asked:
        return
    if any(a.entry.kind in {"entity", "measure"} for a in question.anchors):
        return
    form = f.Or(earlier, memory.form)
    yield Reading(form, OBSERVATION, EDIT, world.denote(form), (earlier, memory.form), edited=True)


def _without_status(form: f.Form) -> f.Form:
    """A plan of one may be a forecast of another: the status is not taken over."""
    match form:
        case f.And(f.Has("status"), rest) | f.And(rest, f.Has("status")):
            return _without_status(rest)
        case f.And(left, right):
            return f.And(_without_status(left), _without_status(right))
    return form


def _names(question: Question, world: World) -> list[Anchor]:
    entities = [
        a for a in question.anchors if a.entry.kind == "entity" and a.entry.target in world.index
    ]
    widest = sorted(entities, key=lambda a: (-a.width, -a.entry.weight, a.start))
    kept: list[Anchor] = []
    for a in widest:
        if all(a.end <= b.start or a.start >= b.end for b in kept):
            kept.append(a)
    return kept


def _replace_name(form: f.Form, node: str, world: World) -> f.Form | None:
    """The form with the old name of the new one's kind exchanged; None where there is none."""
    label = lowest(world.labels_of(1 << world.index[node]), world)
    if not _holds(form, label, world):
        label = ""
    for part in f.parts(form):
        if not isinstance(part, f.Ents):
            continue
        old = common(world.denote(part), world)
        if old == label or (not label and _related(part, node, world)):
            return exchange(form, part, f.Ents((node,)))
    qualifier = next((p for p in f.parts(form) if isinstance(p, f.Join) and p.within), None)
    if qualifier is not None:
        return exchange(form, qualifier, replace(qualifier, within=f.Narrower(f.Ents((node,)))))
    return None


def _holds(form: f.Form, label: str, world: World) -> bool:
    return any(
        isinstance(p, f.Ents) and common(world.denote(p), world) == label for p in f.parts(form)
    )


def _related(old: f.Ents, node: str, world: World) -> bool:
    """Whether the old name stands directly beside the new one in the graph."""
    return any(node in world.snapshot.neighbours(i) for i in old.ids)


def _replace_year(form: f.Form, year: str) -> f.Form | None:
    for part in f.parts(form):
        if isinstance(part, f.When):
            return exchange(form, part, replace(part, year=year))
    return None
