"""Readings made of several, where a question speaks of several things."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from chipgraph.qa import derived, listing
from chipgraph.qa.ambiguity import together, vague
from chipgraph.qa.claims.types import Hit
from chipgraph.qa.names import held
from chipgraph.qa.parts import Read, claimed_row
from chipgraph.qa.quality import compared, potential
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import Reading
from chipgraph.qa.supposed import supposed
from chipgraph.qa.wants import compares
from chipgraph.qa.world import World

Search = Callable[[Question], Sequence[Hit]]


def widened(
    question: Question, readings: tuple[Reading, ...], read: Read, search: Search, world: World
) -> tuple[Reading, ...]:
    """The readings, behind one made of several where the question speaks of several things."""
    whole = potential(question)
    for found in (listing.listed(question, read, world), listing.beside(question, readings, world)):
        if found is not None and held(found, question, world, all_kinds=False):
            return (replace(found, score=whole), *readings)
    found = supposed(question, read, world)
    if found is None and compares(question) and not compared(readings, question):
        found = listing.set_apart(question, read, world)
        if found is None and question.wants is Wants.RANK:
            found = claimed_row(question, search(question), world)
    if found is not None and held(found, question, world, all_kinds=False):
        return (replace(found, score=whole), *readings)
    readings = vague(question, together(readings, question), world)
    return derived.first(question, readings, whole, world)
