"""Chart items of the properties that questions speak of: by a value, by a number, by a date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa.item import Item
from chipgraph.qa.question import Literal, Question
from chipgraph.qa.world import World

NUMBERS = frozenset({"integer"})
ALONE, WITH_UNIT = 0.4, 0.9  # what a number is worth as the value of some property


def having(place: Item, name: str, value: str, world: World) -> Iterator[Item]:
    """The things with a value of a property, those of each class apart."""
    form = f.Has(name, (value,))
    bits = world.denote(form)
    for term in world.schema.attributes.get(name, ()):
        own = bits & world.labelled(term.owner)
        if own == bits and bits:
            yield replace(place, kind="set", senses=(f.Sense(form, own),), label=term.owner)
        elif own:
            both = f.And(form, f.All(term.owner))
            yield replace(place, kind="set", senses=(f.Sense(both, own),), label=term.owner)


def numbered(literal: Literal, question: Question, world: World) -> Iterator[Item]:
    """Things for which a property is this number, in its unit where one is said."""
    units = {a.entry.target: a.end for a in question.anchors if a.start == literal.end}
    for name, terms in world.schema.attributes.items():
        for term in terms:
            if term.datatype in NUMBERS and literal.value == int(literal.value):
                end = units.get(term.unit, literal.end)
                score = WITH_UNIT if term.unit in units else ALONE
                place = Item("", literal.start, end, score)
                yield from having(place, name, str(int(literal.value)), world)
