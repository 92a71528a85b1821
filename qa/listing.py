"""Several things side by side: a list behind a colon, and `compare A and B` without a measure.

Each member of a list is read as a question of its own, which a long list leaves no room for when
it is read at once; what the words before the colon say of all holds for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from chipgraph.qa import form as f
from chipgraph.qa.form import SUBJECT
from chipgraph.qa.parts import Read, figured, measured
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading, side_by_side
from chipgraph.qa.sides import colon, members, ways
from chipgraph.qa.world import World


def listed(question: Question, read: Read, world: World) -> Reading | None:
    """One reading for all members of a list, where each is understood as a figure."""
    texts = members(question)
    return figured(texts, question, read, world, _measures(question)) if texts else None


def set_apart(question: Question, read: Read, world: World) -> Reading | None:
    """One reading for the sides of a comparison, or a list without a colon, part by part."""
    once = cache(read)
    ways_found = (figured(texts, question, once, world) for texts in ways(question))
    return next((found for found in ways_found if found is not None), None)


def _measures(question: Question) -> tuple[str, ...]:
    """What the words before the colon measure: `rank by memory: …`."""
    place = colon(question) or 0
    named: dict[str, list[str]] = {"measure": [], "grade": []}
    for anchor in question.anchors:
        if anchor.entry.kind in named and anchor.end <= place:
            named[anchor.entry.kind].append(anchor.entry.target)
    return tuple(dict.fromkeys(named["measure"] or named["grade"]))


def beside(question: Question, readings: Sequence[Reading], world: World) -> Reading | None:
    """`compare A and B`: every figure that all of them have, where no measure is named."""
    first = readings[0] if readings else None
    names = first.parts if first is not None else ()
    if question.wants is not Wants.COMPARE or len(names) < 2:
        return None
    if not all(isinstance(p, f.Ents) for p in names):
        return None
    shared = tuple(sorted(set.intersection(*(measured(name, world) for name in names))))
    if first is None or not shared:
        return None
    parts = [f.And(f.Obs(shared), f.Join(SUBJECT, True, name)) for name in names]
    return replace(side_by_side(parts, question, world, shared), used=first.used)
