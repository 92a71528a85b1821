"""A name that stands for several things: readings that differ in nothing else are one answer.

Where two things share a name and the question fits both equally well, asking back would cost a turn
and picking one would hide the other: both are answered, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa.form import exchange
from chipgraph.qa.question import Anchor, Question
from chipgraph.qa.reading import Reading
from chipgraph.qa.world import World

_EQUAL = 1e-6  # of scores
_MOST = 4  # things of one name that are answered together


def together(readings: Sequence[Reading], question: Question) -> tuple[Reading, ...]:
    """The readings, the first one widened by those that differ in who bears one name only."""
    first = next(iter(readings), None)
    if first is None or first.parts or not first.denotation:
        return tuple(readings)
    named = {p.ids[0] for p in f.parts(first.form) if isinstance(p, f.Ents) and len(p.ids) == 1}
    for node in sorted(named):
        namesakes = _namesakes(node, question)
        same = [
            (other, reading)
            for other in namesakes
            for reading in readings[1:]
            if reading.form == exchange(first.form, f.Ents((node,)), f.Ents((other,)))
            and first.score - reading.score < _EQUAL
            and reading.denotation
        ]
        if same and len(same) < _MOST:
            return (_joined(first, node, same), *readings)
    return tuple(readings)


def vague(question: Question, readings: Sequence[Reading], world: World) -> tuple[Reading, ...]:
    """The readings, the first one widened where neither the figure nor the thing is quite named.

    `What percentage goes to X?` fits each figure of that kind of X and of any thing that is a
    kind of X by its name: the answer gives them all.
    """
    first = next(iter(readings), None)
    own = None if first is None or first.parts or first.skipped else _open(first.form)
    if first is None or own is None or not first.denotation or question.unknown:
        return tuple(readings)
    if any(a.entry.kind in {"measure", "class"} and _apart(a, own, question) for a in first.used):
        return tuple(readings)
    called = {
        question.words(a.start, a.end).casefold()
        for a in first.used
        if a.entry.kind == "entity" and a.entry.target == own
    }
    others = [node for node in _called(called, world) if node != own]
    forms = [exchange(first.form, f.Ents((own,)), f.Ents((node,))) for node in others]
    same = [
        (node, replace(first, form=form, denotation=bits))
        for node, form in zip(others, forms, strict=True)
        if (bits := world.denote(form)) and not bits & first.denotation
    ]
    return (_joined(first, own, same), *readings) if 0 < len(same) < _MOST else tuple(readings)


def _apart(anchor: Anchor, own: str, question: Question) -> bool:
    """Whether a word is no part of the name."""
    names = [a for a in question.anchors if a.entry.target == own]
    return not any(a.start <= anchor.start and anchor.end <= a.end for a in names)


def _open(form: f.Form) -> str | None:
    """The one thing of a figure of which only the kind is said: several measures may be meant."""
    match form:
        case f.And(f.Obs(measures), f.Join(f.SUBJECT, True, f.Ents((node,)))) if len(measures) > 1:
            return node
    return None


def _called(names: set[str], world: World) -> list[str]:
    """The things of figures whose names end with one of some names, as heads do in English."""
    nodes = world.snapshot.nodes
    subjects = {thing for _, thing, _ in world.snapshot.edges.get(f.SUBJECT, ())}
    found = []
    for node in sorted(subjects):
        given = [nodes[node].properties.get("name"), *(nodes[node].properties.get("aliases") or ())]
        if any(str(text).casefold().endswith(f" {name}") for text in given for name in names):
            found.append(node)
    return found


def _namesakes(node: str, question: Question) -> tuple[str, ...]:
    """What else the words may name that name a thing here."""
    anchors = [a for a in question.anchors if a.entry.kind == "entity"]
    spans = {(a.start, a.end) for a in anchors if a.entry.target == node}
    there = {a.entry.target for a in anchors if (a.start, a.end) in spans}
    return tuple(sorted(there - {node}))


def _joined(first: Reading, node: str, same: Sequence[tuple[str, Reading]]) -> Reading:
    bits = first.denotation
    for _, reading in same:
        bits |= reading.denotation
    parts = (first.form, *(reading.form for _, reading in same))
    namesakes = (node, *(other for other, _ in same))
    return replace(first, form=f.either(parts), denotation=bits, parts=parts, namesakes=namesakes)


def note_of(reading: Reading, world: World) -> tuple[str, ...]:
    """What is said beside an answer that is for several things of one name."""
    if not reading.namesakes:
        return ()
    *others, last = (world.name(node) for node in reading.namesakes)
    return (f"The name may mean {', '.join(others)} or {last}: this answers for each.",)


def said_for_each(reading: Reading, members: Sequence[tuple[str, str]], world: World) -> str:
    """Ids with names in a sentence, under the thing of that name that each belongs to."""
    said = []
    for node, part in zip(reading.namesakes, reading.parts, strict=True):
        ids = set(world.members(world.denote(part)))
        said.append(f"{world.name(node)}: {', '.join(name for key, name in members if key in ids)}")
    return f"{'; '.join(said)}."
