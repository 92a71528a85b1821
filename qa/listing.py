"""Several things side by side: a list behind a colon, and `compare A and B` without a measure.

Each member of a list is read as a question of its own, which a long list leaves no room for when
it is read at once; what the words before the colon say of all holds for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION, SUBJECT
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading, side_by_side
from chipgraph.qa.world import World

LISTED = frozenset({Wants.RANK, Wants.COMPARE})
_MOST = 8  # members
_FAULTS = ("name", "year", "unsaid", "hole")
_END = " .?!\n"

Read = Callable[[str], tuple[Question, tuple[Reading, ...]]]


def members(question: Question) -> tuple[str, ...]:
    """The texts of a list behind a colon, split at commas and words such as `and`."""
    colon = _colon(question) if question.wants in LISTED else None
    if colon is None:
        return ()
    ops = question.operators
    marks = (a for name in ("and", "or") for a in ops.get(f"operators.{name}", ()))
    between = sorted((a.start, a.end) for a in marks if a.start > colon)
    tokens, found, start = question.tokens, [], colon + 1
    for first, after in (*between, (len(tokens), len(tokens))):
        if start < first:
            found.append(question.text[tokens[start].start : tokens[first - 1].end].strip(_END))
        start = max(start, after)
    return tuple(found) if 2 <= len(found) <= _MOST else ()


def _colon(question: Question) -> int | None:
    return next((i for i, t in enumerate(question.tokens) if t.text == ":"), None)


def listed(question: Question, read: Read, world: World) -> Reading | None:
    """One reading for all members of a list, where each is understood as a figure."""
    shared = _measures(question)
    forms: list[f.Form] = []
    for text in members(question):
        asked, readings = read(text)
        form = _figure(asked, readings, shared, world)
        if form is None:
            return None
        forms.append(form)
    return side_by_side(forms, question, world) if forms else None


def _measures(question: Question) -> tuple[str, ...]:
    """What the words before the colon measure: `rank by memory: …`."""
    colon = _colon(question) or 0
    return tuple(
        dict.fromkeys(
            a.entry.target
            for a in question.anchors
            if a.entry.kind in {"measure", "grade"} and a.end <= colon
        )
    )


def _figure(
    asked: Question, readings: Sequence[Reading], shared: tuple[str, ...], world: World
) -> f.Form | None:
    """The figures that a member names, or those of what the list measures, of the thing named."""
    first = readings[0] if readings else None
    if first is None or not first.denotation or len(asked.unknown) > 1:
        return None
    if first.label == OBSERVATION:
        return None if first.loses(*_FAULTS) else first.form
    if not isinstance(first.form, f.Ents):
        return None
    known = shared or tuple(sorted(_measured(first.form, world)))
    own = f.And(f.Obs(known), f.Join(SUBJECT, True, first.form))
    return own if known and world.denote(own) else None


def _measured(thing: f.Form, world: World) -> set[str]:
    """The measures of which a thing has a figure."""
    own = f.And(f.Obs(()), f.Join(SUBJECT, True, thing))
    nodes = world.snapshot.nodes
    return {str(nodes[i].properties.get("measure")) for i in world.members(world.denote(own))}


def beside(question: Question, readings: Sequence[Reading], world: World) -> Reading | None:
    """`compare A and B`: every figure that all of them have, where no measure is named."""
    first = readings[0] if readings else None
    names = first.parts if first is not None else ()
    if question.wants is not Wants.COMPARE or len(names) < 2:
        return None
    if not all(isinstance(p, f.Ents) for p in names):
        return None
    shared = tuple(sorted(set.intersection(*(_measured(name, world) for name in names))))
    if first is None or not shared:
        return None
    parts = [f.And(f.Obs(shared), f.Join(SUBJECT, True, name)) for name in names]
    return replace(side_by_side(parts, question, world, shared), used=first.used)
