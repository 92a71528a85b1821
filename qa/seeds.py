"""Anchors to chart items: what each recognised word contributes to a reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import log

from chipgraph.qa import form as f
from chipgraph.qa.attributes import having, numbered
from chipgraph.qa.claims.english import behind_names
from chipgraph.qa.form import EVIDENCE_LAYER, OBSERVATION
from chipgraph.qa.item import Item
from chipgraph.qa.lexicon.build import PLAIN, VOICE, english
from chipgraph.qa.listed import places, sourced, told_by
from chipgraph.qa.question import Anchor, Literal, Question, Wants
from chipgraph.qa.wants import LIMITS
from chipgraph.qa.world import World

_KIND_WEIGHT = {
    "entity": 1.2,
    "class": 0.7,
    "relation": 0.8,
    "measure": 1.1,
    "concept": 0.9,
    "value": 1.2,
    "attribute": 0.8,
    "extreme": 0.6,
}


def seeds(question: Question, world: World) -> tuple[Item, ...]:
    """The items of every anchor and literal, longest first at each place."""
    first = opener(question)
    inside = set(aside(question))
    said = sourced(question)
    found = [
        item
        for a in question.anchors
        if not of_amount(a, question)
        and not overshadowed(a, question)
        and (a.start >= first or a.entry.kind in {"entity", "attribute"})
        if a.start not in said and a.start not in inside
        for item in _of_anchor(a, question, world)
    ]
    found += [
        item
        for a in question.anchors
        if not overshadowed(a, question)
        for item in told_by(a, question, world, weight(a))
    ]
    found += places(question)
    found += [item for n in question.literals for item in _of_literal(n, question, world)]
    return tuple(sorted(found, key=lambda i: (i.start, -(i.end - i.start), -i.score)))


def counted_in(question: Question) -> tuple[tuple[int, int], ...]:
    """Where `, A included` and `, including A` stand: what they name is one of what is asked."""
    words = [t.text for t in question.tokens]
    ends = [i for i, word in enumerate(words) if word in _PAUSES] + [len(words)]
    found = []
    for start, end in pairwise(ends):
        part = " ".join(words[start + 1 : end])
        behind = any(part.endswith(f" {word}") for word in english()["included"]["behind"])
        if behind or any(part.startswith(f"{word} ") for word in english()["included"]["before"]):
            found.append((start, min(end + 1, len(words))))
    return tuple(found)


def aside(question: Question) -> Iterator[int]:
    """Places that no reading has to explain: what orders a list, what is only counted in."""
    if any(a.start == 0 and a.entry.target in _ORDERS for a in question.anchors):
        yield from range(opener(question))
    for start, end in counted_in(question):
        yield from range(start, end)


_PAUSES = frozenset({",", ";", ":", "?", "(", ")", "-", "–", "—"})


def sense(form: f.Form, world: World) -> tuple[f.Sense, ...]:
    """A form with its denotation, as an item holds it."""
    return (f.Sense(form, world.denote(form)),)


def overshadowed(anchor: Anchor, question: Question) -> bool:
    """Words inside a longer name are that name: `cloud` in `cloud inference` is no tier.

    Unless another name shares words with the longer one: then how to divide them is open.
    """

    def name(a: Anchor) -> bool:
        return a.entry.weight >= 0.7 and _hides(a, anchor) and not of_amount(a, question)

    longer = [
        a
        for a in question.anchors
        if a.start <= anchor.start and a.end >= anchor.end and a.width > anchor.width and name(a)
    ]
    names = [a for a in question.anchors if name(a)] if longer else []
    return any(not any(_cross(other, third) for third in names) for other in longer)


def of_amount(anchor: Anchor, question: Question) -> bool:
    """`GB of memory` behind a number: the unit belongs to the number."""
    if not question.literals or anchor.width < 2:
        return False
    ends = {n.end for n in question.literals if n.unit != "year"}
    units = {a.start for a in question.anchors if a.entry.kind == "unit"}
    return anchor.start in ends & units


def _hides(longer: Anchor, anchor: Anchor) -> bool:
    """Whether what is inside such a name is no more than a part of it."""
    kind = longer.entry.kind
    if kind in {"class", "concept"}:  # `public order crimes` are no order of crimes
        return anchor.entry.kind in _LOOSE
    return kind in _NAMES or (kind == "relation" and longer.width >= PHRASE)


_NAMES = frozenset({"entity", "measure", "document", "attribute", "value"})
_LOOSE = frozenset({"attribute", "extreme", "operator", "value"})
PHRASE = 4  # words of a relation that hides what is named inside it: `knows the number of`


def _cross(one: Anchor, other: Anchor) -> bool:
    return one.start < other.start < one.end < other.end or (
        other.start < one.start < other.end < one.end
    )


_ORDERS = frozenset({"wants.rank", "wants.compare"})  # `line up`


def opener(question: Question) -> int:
    """Where the words that only ask (`list the`, `who`) end, when the question starts with them."""
    return max(
        (
            a.end
            for a in question.anchors
            if a.start == 0
            and a.entry.target.startswith("wants.")
            and (a.width == 1 or a.entry.target in _ORDERS)
        ),
        default=0,
    )


def weight(anchor: Anchor) -> float:
    """How much an anchor is worth: longer and surer names explain more."""
    base = _KIND_WEIGHT.get(anchor.entry.kind, 0.4)
    return base * anchor.entry.weight * (1 + log(anchor.width)) - (0.4 if anchor.repaired else 0.0)


def _of_anchor(anchor: Anchor, question: Question, world: World) -> Iterator[Item]:
    entry, score = anchor.entry, weight(anchor)
    place = Item("", anchor.start, anchor.end, score, used=frozenset({anchor}))
    match entry.kind:
        case "entity" if entry.target in world.index and entry.weight > VOICE:
            labels = world.labels_of(1 << world.index[entry.target])
            yield replace(
                place,
                kind="set",
                senses=sense(f.Ents((entry.target,)), world),
                label=lowest(labels, world),
            )
        case "class" if entry.target not in EVIDENCE_LAYER:
            every = sense(f.All(entry.target), world)
            yield replace(place, kind="set", senses=every, label=entry.target, first=entry.target)
        case "measure":
            yield replace(
                place,
                kind="set",
                senses=sense(f.Obs((entry.target,)), world),
                label=OBSERVATION,
                measures=(entry.target,),
            )
        case "concept":
            yield from _of_concept(anchor, question, world, place)
        case "relation":
            yield replace(place, kind="relation", relation=entry.target, inverse=entry.inverse)
        case "unit":
            yield from _of_unit(anchor, question, world, place)
        case "grade":
            yield from _of_grade(anchor, question, world, place)
        case "operator":
            yield from _of_operator(anchor, question, place)
        case "value":
            yield from having(place, entry.detail, entry.target, world)
        case "attribute":
            words = question.tokens[anchor.start : anchor.end]  # `named X` never asks
            kind = "told" if any(w.text.endswith("ed") for w in words) else "attribute"
            yield replace(place, kind=kind, attributes=(entry.target,))
        case "extreme":
            greatest = entry.detail == "max"
            yield replace(place, kind="top", greatest=greatest, attributes=(entry.target,))


def kind_of(node: str, world: World) -> str:
    """The most specific label of a thing; empty for what is none of this graph."""
    place = world.index.get(node)
    return "" if place is None else lowest(world.labels_of(1 << place), world)


def lowest(labels: frozenset[str], world: World) -> str:
    """The most specific of a node's labels."""
    return min(labels, key=lambda n: (len(world.schema.subclasses(n)), n)) if labels else ""


def _of_concept(anchor: Anchor, question: Question, world: World, place: Item) -> Iterator[Item]:
    entry = anchor.entry
    if entry.detail == "standing" and any(a.entry.kind == "measure" for a in question.anchors):
        return  # a planned figure is a status of the figure, not the standing of a rival
    if entry.detail == "standing":
        for r in world.schema.relations.values():
            if "standing" in r.qualifiers and not r.derived:
                anywhere: f.Form = f.All(r.range[0])
                for label in r.range[1:]:
                    anywhere = f.Or(anywhere, f.All(label))
                join = f.Join(r.name, True, anywhere, standing=with_narrower(entry.target, world))
                yield replace(place, kind="set", senses=sense(join, world), label=r.domain[0])
        return
    form = f.Has(entry.detail, with_narrower(entry.target, world))
    bits = world.denote(form)
    if bits:
        label = OBSERVATION if entry.detail == "status" else common(bits, world)
        yield replace(place, kind="set", senses=sense(form, world), label=label)


def with_narrower(label: str, world: World) -> tuple[str, ...]:
    """A value of a scheme and the values below it."""
    concepts = world.schema.concepts
    found = {label}
    ids = {k for k, c in concepts.items() if c.label == label}
    while True:
        more = {k for k, c in concepts.items() if ids & set(c.broader)} - ids
        if not more:
            return tuple(sorted(found))
        ids |= more
        found |= {concepts[k].label for k in more}


def common(bits: int, world: World) -> str:
    """The most specific label that a whole set shares."""
    return lowest(world.labels_of(bits), world)


def _of_unit(anchor: Anchor, question: Question, world: World, place: Item) -> Iterator[Item]:
    """`per hour` and `in percent` name what is measured where no measure is named."""
    unit = world.schema.units.get(anchor.entry.target)
    if unit is None or not ("/" in unit.symbol or unit.symbol == "%"):
        return
    if any(a.entry.kind == "measure" for a in question.anchors):
        return
    same = tuple(m.id for m in world.schema.measures.values() if m.dimension == unit.dimension)
    if same:
        form = f.Obs(same)
        yield replace(
            place, kind="set", senses=sense(form, world), label=OBSERVATION, measures=same
        )


def _of_grade(anchor: Anchor, question: Question, world: World, place: Item) -> Iterator[Item]:
    """Cheapest: the least of whatever measures of the ontology it grades; once per place."""
    entry = anchor.entry
    same = tuple(
        dict.fromkeys(
            a.entry.target
            for a in question.anchors
            if a.entry.kind == "grade"
            and (a.start, a.end, a.entry.detail) == (anchor.start, anchor.end, entry.detail)
        )
    )
    if entry.target != same[0] or within_comparison(anchor, question):
        return
    if (
        question.wants is Wants.RANK or entry.detail == PLAIN
    ):  # it says how to sort, and by what if nothing else does
        if any(a.entry.kind == "measure" for a in question.anchors):
            return
        form = f.Obs(same)
        yield replace(
            place, kind="set", senses=sense(form, world), label=OBSERVATION, measures=same
        )
    else:
        yield replace(place, kind="top", greatest=entry.detail == "max", measures=same)


def _of_operator(anchor: Anchor, question: Question, place: Item) -> Iterator[Item]:
    section, _, name = anchor.entry.target.partition(".")
    span = (anchor.start, anchor.end)
    if section == "superlatives" and not within_comparison(anchor, question):
        graded = any(a.entry.kind == "grade" and (a.start, a.end) == span for a in question.anchors)
        if not graded and question.wants is not Wants.RANK:
            yield replace(place, kind="top", greatest=name == "max")
    elif anchor.entry.target == "operators.not":
        behind = question.words(*span).casefold() in behind_names()
        yield replace(place, kind="aside" if behind else "without")
    elif anchor.entry.target in {"operators.and", "operators.or"}:
        yield replace(place, kind="conjunction")
    elif anchor.entry.target in LIMITS:
        yield replace(place, kind="comparison", sign=LIMITS[anchor.entry.target])


def _of_literal(literal: Literal, question: Question, world: World) -> Iterator[Item]:
    """A year narrows figures to a period; a number with its unit is a limit to compare with."""
    place = Item("", literal.start, literal.end, 0.8)
    yield from numbered(literal, question, world)
    if literal.unit == "year":
        form = f.When(str(int(literal.value)))
        yield replace(place, kind="set", senses=sense(form, world), label=OBSERVATION)
        return
    units = [a for a in question.anchors if a.entry.kind == "unit" and a.start == literal.end]
    for end, symbol in [(a.end, a.entry.target) for a in units] or [(literal.end, literal.unit)]:
        if symbol in world.schema.units and not _lasting(literal, symbol, question, world):
            yield replace(place, kind="amount", end=end, value=literal.value, unit=symbol)
            equal = sense(f.Where("=", literal.value, symbol), world)
            yield replace(place, kind="set", end=end, senses=equal, label=OBSERVATION)


def _lasting(literal: Literal, symbol: str, question: Question, world: World) -> bool:
    """`for 30 days` says how long, it is no figure to look for."""
    before = question.tokens[literal.start - 1].text if literal.start else ""
    timed = any(
        a.start == literal.end and world.schema.units[a.entry.target].dimension == "duration"
        for a in question.anchors
        if a.entry.kind == "unit" and a.entry.target in world.schema.units
    )
    return before == "for" and (timed or world.schema.units[symbol].dimension == "duration")


def _comparative(anchor: Anchor, question: Question) -> bool:
    """`dearer` where a `than` follows that is not the one of `other than`."""
    marks = english()["comparative"]
    words = [t.text for t in question.tokens]
    first = words[anchor.start]
    graded = first in marks["words"] or first.endswith(tuple(marks["endings"]))
    aside = {a.end - 1 for a in question.anchors if a.entry.target == "operators.not"}
    return graded and any(
        words[i] in marks["than"] and i not in aside for i in range(anchor.end, len(words))
    )


def within_comparison(anchor: Anchor, question: Question) -> bool:
    """`more` in `more than` and `larger … than` compare, they pick no extreme."""
    return _comparative(anchor, question) or (
        any(
            other.entry.target in LIMITS
            and other.start <= anchor.start
            and other.end >= anchor.end
            and other.width > anchor.width
            for other in question.anchors
        )
        and any(n.unit != "year" for n in question.literals)
    )
