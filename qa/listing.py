"""Several things side by side: a list behind a colon, and `compare A and B` without a measure.

Each member of a list is read as a question of its own, which a long list leaves no room for when
it is read at once; what the words before the colon say of all holds for each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION, SUBJECT
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading
from chipgraph.qa.world import World

LISTED = frozenset({Wants.RANK, Wants.COMPARE})
_MOST = 8  # members
_COLON = re.compile(r"(?<=[^\W\d]):\s+")
_BETWEEN = re.compile(r"\s*[,;]\s*(?:and\s+|or\s+)?|\s+and\s+|\s+/\s+")
_END = " .?!\n"

Read = Callable[[str], tuple[Question, tuple[Reading, ...]]]


def members(question: Question) -> tuple[str, ...]:
    """The texts of a list behind a colon, or behind one that comes before it."""
    if question.wants not in LISTED:
        return ()
    parts = _COLON.split(question.text, maxsplit=1)
    if len(parts) < 2:
        return ()
    found = tuple(text for part in _BETWEEN.split(parts[1].strip(_END)) if (text := part.strip()))
    return found if 2 <= len(found) <= _MOST else ()


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
    return _joined(question, forms, world) if len(forms) > 1 else None


def _measures(question: Question) -> tuple[str, ...]:
    """What the words before the colon measure: `rank by memory: …`."""
    colon = next((t.start for t in question.tokens if t.text == ":"), 0)
    return tuple(
        dict.fromkeys(
            a.entry.target
            for a in question.anchors
            if a.entry.kind in {"measure", "grade"} and question.tokens[a.end - 1].end <= colon
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
        return None if _loses(first) else first.form
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


def _loses(reading: Reading) -> bool:
    return any(reading.features.get(n) for n in ("name", "year", "unsaid", "hole"))


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
    return replace(_joined(question, parts, world), measures=shared, used=first.used)


def _joined(question: Question, parts: Sequence[f.Form], world: World) -> Reading:
    whole = parts[0]
    for part in parts[1:]:
        whole = f.Or(whole, part)
    used = frozenset(a for a in question.anchors if a.entry.kind != "operator")
    return Reading(
        form=whole, label=OBSERVATION, score=0.0, denotation=world.denote(whole),
        parts=tuple(parts), used=used,
    )  # fmt: skip
