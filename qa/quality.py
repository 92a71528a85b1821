"""How much of a question a reading explains: what the gate weighs, and which reading goes first."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from chipgraph.qa.form import OBSERVATION, SUBJECT, Ents, Join, parts, says_more, steps
from chipgraph.qa.gate import FIGURES, SURE
from chipgraph.qa.leftover import CONTENT
from chipgraph.qa.quantity_rules import EMPTY
from chipgraph.qa.question import Anchor, Question, Wants
from chipgraph.qa.reading import Reading, measured
from chipgraph.qa.seeds import aside, of_amount, weight
from chipgraph.qa.wants import asked_nouns

NEARLY = 1.2  # how much an empty reading may lead before a full one
OFF = 0.6  # the most that a reading explains which finds what was not asked for
WHOLE = frozenset({Wants.VALUE, Wants.BOOLEAN, Wants.COMPARE})  # a missing figure spoils all


def quality_of(reading: Reading, question: Question) -> float:
    """How much of the question a reading explains, 0 to 1: what is skipped or unknown costs."""
    if reading.edited:
        return round(1.0 - 0.15 * len(question.unknown), 4)
    most = max(potential(question), 0.5)
    covered = fsum(weight(a) for a in reading.used) / most
    understood = reading.score - (0.0 if reading.denotation else EMPTY)  # empty is no doubt
    reached = 0.5 * understood / most + 0.5 * min(covered, 1.0)
    reached -= 0.28 * reading.features.get("far", 0.0)  # a path that nobody named
    if reading.features.get("off_focus"):
        reached = min(reached, OFF)  # of another class than the one asked for
    if question.wants in FIGURES - {Wants.COUNT} and not told_as_figure(reading):
        reached *= 0.5
    if any(reading.features.get(name) for name in ("name", "year", "unsaid", "self")):
        reached = min(reached, 0.5)  # what leaves that out answers another question
    if question.wants is Wants.VALUE and steps(reading.form) > 1:
        reached = min(reached, 0.6)  # of things two relations away from what is named
    if reading.features.get("hole") and question.wants in WHOLE:
        reached = min(reached, 0.6)  # one figure is asked for, and it is the one that is missing
    if question.wants is Wants.COUNT and isinstance(reading.form, Ents):
        reached = min(reached, 0.5)  # what is called by its name is not counted
    if question.wants is Wants.BOOLEAN and roundabout(reading):
        reached = min(reached, OFF)  # by so many links everything hangs together
    if question.wants is Wants.BOOLEAN and not names_all(reading, question):
        reached = min(reached, OFF)  # however weak the name, it is what is asked about
    if question.wants is Wants.BOOLEAN and not says_more(reading.form):
        reached = min(reached, 0.5)  # it gives back the names: that proves nothing of them
    if question.wants is Wants.THINGS and asked_nouns(question):
        reached = min(reached, 0.6)  # the noun behind `which` is none that the graph knows
    if reading.label == OBSERVATION and not measured(reading.form):
        reached = min(reached, 0.5)  # some figure for a year is not the figure asked for
    return round(max(0.0, min(1.0, reached)), 4)


def roundabout(reading: Reading) -> bool:
    """Whether it finds something by way of other things and a relation that no word names."""
    joins = [p for p in parts(reading.form) if isinstance(p, Join) and p.relation != SUBJECT]
    named = {
        (a.start, a.end)
        for a in reading.used
        if a.entry.kind == "relation" or a.entry.detail == "standing"
    }
    return bool(reading.denotation) and steps(reading.form) > 1 and len(joins) > len(named)


def names_all(reading: Reading, question: Question) -> bool:
    """Whether no name is left out, not even one that only says things elsewhere."""
    names = {question.words(a.start, a.end) for a in question.anchors if a.entry.kind == "entity"}
    return names.isdisjoint(reading.skipped)


def told_as_figure(reading: Reading) -> bool:
    """Whether it answers with values, not with things."""
    return reading.label == OBSERVATION or bool(reading.shows)


def fuller(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Of nearly equal readings, one that finds something and leaves out no name comes first."""
    if not readings or readings[0].denotation:
        return readings
    for reading in readings[1:6]:
        lost = sum(reading.features.get(n, 0.0) for n in ("name", "year", "hole", "unsaid"))
        if reading.denotation and not lost and reading.score >= readings[0].score - NEARLY:
            return (reading, *(r for r in readings if r is not reading))
    return readings


def potential(question: Question) -> float:
    """What a reading would score that used every recognised phrase and left no word over."""
    kept: list[Anchor] = []
    idle = set(aside(question))
    for anchor in sorted(question.anchors, key=lambda a: -weight(a)):
        if (
            anchor.entry.kind in CONTENT
            and anchor.start not in idle
            and not of_amount(anchor, question)
            and all(anchor.end <= k.start or anchor.start >= k.end for k in kept)
        ):
            kept.append(anchor)
    return sum(weight(a) for a in kept) + 0.8 * len(question.unknown)


def compared(readings: Sequence[Reading], question: Question) -> bool:
    """Whether the first reading holds several figures, and leaves nothing out."""
    first = readings[0] if readings else None
    if first is None or first.label != OBSERVATION or first.loses("name", "year", "hole"):
        return False
    if {"ends.high", "ends.low"} & question.operators.keys():
        return False  # of one side perhaps, and not of the other
    several = len(first.parts) > 1 or first.denotation.bit_count() > 1
    return several and bool(first.denotation) and quality_of(first, question) >= SURE
