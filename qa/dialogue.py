"""Route C: a follow-up edits the last question, or the logical form that it was read as.

Edits are typed: a new name takes the place of the name of its kind ("and on the edge?"), what sets
figures against each other takes the last two ("by how much?"), new words add to the old question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa.draft import Memory
from chipgraph.qa.form import OBSERVATION, exchange
from chipgraph.qa.item import Item
from chipgraph.qa.pointing import FEW, meant, refers_back
from chipgraph.qa.question import Anchor, Question
from chipgraph.qa.reading import Reading
from chipgraph.qa.recall import other
from chipgraph.qa.seeds import common, kind_of
from chipgraph.qa.turns import (
    added,
    content,
    is_doubtful,
    is_fragment,
    is_whole,
    of_class,
    outer,
    pieces,
    rewritten,
    taken_over,
)
from chipgraph.qa.world import World

SET_AGAINST = frozenset({"compare.difference", "compare.ratio", "compare.percent"})
EDIT = 3.0  # what taking over the last form is worth beside a reading of the new words alone


def resumed(question: Question, memory: Memory, world: World) -> tuple[str, Memory] | None:
    """The whole question that a fragment stands for, and the turn that it changes: `and for X?`.

    The last turn that has something of its kind; else it narrows, or asks of, the last one that
    stood by itself. None where the question stands by itself.
    """
    turns = [(turn, turn.asked) for turn in memory.turns() if turn.asked is not None]
    for turn, asked in turns:
        text = rewritten(question, asked, world) or _exchanged(question, turn, memory, world)
        if text is not None:
            return text, turn
    for turn, asked in turns:
        if not refers_back(asked, world):
            text = added(question, asked, world) or of_class(question, asked, world)
            return None if text is None else (text, turn)
    return None


def _exchanged(question: Question, turn: Memory, last: Memory, world: World) -> str | None:
    """`and the other one?`: the question with the other of the two in the place of the one."""
    rest = other(last, world) if "pick.other" in question.operators else ()
    if turn.asked is None or not rest or not is_fragment(question) or any(content(question)):
        return None
    if any(a.entry.target in rest for a in turn.asked.anchors):  # it is about both
        return None
    kind = kind_of(rest[0], world)
    spoken = {*last.entities, *last.named} - {*rest}
    for anchor in turn.asked.anchors:
        if anchor.entry.target in spoken and kind_of(anchor.entry.target, world) == kind:
            first = turn.asked.tokens[anchor.start].start
            end = turn.asked.tokens[anchor.end - 1].end
            return f"{turn.asked.text[:first]}{world.name(rest[0])}{turn.asked.text[end:]}"
    return None


def renames(question: Question, turn: Memory, world: World) -> bool:
    """Whether it says nothing new but names and years, so that the last form can be edited."""
    new = outer(pieces(question, world))
    doubt = turn.asked is not None and is_doubtful(question, turn.asked, world)
    if "operators.not" in question.operators:
        doubt = False
    return not doubt and all(p.is_a("entity", "year") for p in new)


def new_names(question: Question, world: World) -> tuple[str, ...]:
    """The names and years that a fragment brings, as written."""
    new = outer(pieces(question, world))
    return tuple(question.words(p.start, p.end) for p in new if p.is_a("entity", "year"))


def with_new(
    readings: tuple[Reading, ...], names: tuple[str, ...], whole: Question
) -> tuple[Reading, ...]:
    """The readings that hold each name which the fragment brings: the others answer the old one."""
    new = [
        {
            a.entry.target
            for a in whole.anchors
            if a.entry.kind == "entity"
            and name.casefold() in whole.words(a.start, a.end).casefold()
        }
        for name in names
    ]
    return tuple(r for r in readings if all(f.mentions(r.form) & ids for ids in new if ids))


def taken(
    question: Question,
    changed: tuple[Question, Question | None] | None,
    edited: f.Form | None,
    memory: Memory,
    world: World,
) -> tuple[str, ...]:
    """What a follow-up took over from before, for the reader.

    `changed` is the whole question that it stands for, and the one which that was made of.
    """
    if changed is not None:
        whole, before = changed
        old = "" if before is None else before.text.casefold()
        return tuple(t for t in taken_over(question, whole, world) if t.casefold() in old)
    if edited is not None:
        said = {a.entry.target for a in question.anchors}
        names = [i for i in sorted(f.mentions(edited) - said) if i in world.index]
        figures = world.labelled(OBSERVATION)
        return tuple(world.name(i) for i in names if not figures >> world.index[i] & 1)[:FEW]
    if refers_back(question, world):
        return tuple(filter(None, meant(question, memory, world).split(", ")))
    return ()


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


def edits(question: Question, memory: Memory, world: World) -> Iterator[Reading]:
    """The last form with each new name in the place of the old name of its kind."""
    if is_whole(question, memory.measures):
        return
    if memory.form is None:
        yield from _again(question, memory, world)
        return
    form: f.Form = memory.form
    used: set[Anchor] = set()
    names = _names(question, world)
    if "operators.not" in question.operators and names:
        yield from _without(names, memory, world)
        return
    for anchor in names:
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


def _without(names: Sequence[Anchor], memory: Memory, world: World) -> Iterator[Reading]:
    """`and without X?`: the last set with less in it."""
    ids = tuple(dict.fromkeys(a.entry.target for a in names))
    if memory.form is None or memory.label == OBSERVATION or not set(ids) <= set(memory.entities):
        return
    form = f.Minus(memory.form, f.Ents(ids))
    yield Reading(form, memory.label, EDIT, world.denote(form), (), frozenset(names), edited=True)


def _at_years(question: Question) -> set[Anchor]:
    starts = {n.start for n in question.literals if n.unit == "year"}
    return {a for a in question.anchors if a.start in starts}


def _again(question: Question, memory: Memory, world: World) -> Iterator[Reading]:
    """`what is left?`, `in dollars?`: the last figure once more, for the arithmetic that is new."""
    both = tuple(_both(question, memory, world))
    yield from both
    form = _figures(memory)
    if both or form is None or _speaks_of_others(question, world):
        return
    units = any(a.entry.kind == "unit" for a in question.anchors)
    asked = {n for n in question.operators if n.startswith("compare.")}
    bits = world.denote(form)
    alone = bits.bit_count() < 2 and not question.literals  # nothing to set it against
    if (units or asked) and not (alone and asked and asked <= SET_AGAINST):
        yield Reading(
            form, OBSERVATION, EDIT, bits, memory.parts, measures=memory.measures, edited=True
        )


def _speaks_of_others(question: Question, world: World) -> bool:
    kinds = {k[0] for p in pieces(question, world) for k in p.kinds}
    return not kinds.isdisjoint({"entity", "measure", "class", "relation"})


def _figures(turn: Memory) -> f.Form | None:
    """The figures that a turn was answered with."""
    if turn.form is not None and turn.label == OBSERVATION:
        return turn.form
    return f.Ents(turn.figures) if turn.figures else None


def _both(question: Question, memory: Memory, world: World) -> Iterator[Reading]:
    """`how many times the earlier figure?`: the last two figures, set against each other."""
    asked = {n for n in question.operators if n.startswith("compare.")}
    if not asked or memory.parts or _speaks_of_others(question, world):
        return
    told = [(turn, form) for turn in memory.turns() if (form := _figures(turn)) is not None]
    if not told:
        return
    last, of = told[0][1], set(told[0][0].entities)
    for turn, earlier in told[1:]:
        if world.denote(earlier) & world.denote(last):
            continue
        about = memory.form is None or memory.label == OBSERVATION
        if about or set(memory.entities) <= of | set(turn.entities):  # `which is cheaper?`
            whole = f.Or(earlier, last)
            bits = world.denote(whole)
            yield Reading(whole, OBSERVATION, EDIT, bits, (earlier, last), edited=True)
        return


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
    label = kind_of(node, world)
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
