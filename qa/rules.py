"""How two neighbouring pieces of a question make one: type rules, word order only as a cost."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION, Sense
from chipgraph.qa.item import Item
from chipgraph.qa.narrowing import EXPLICIT, IMPLICIT, Narrowing
from chipgraph.qa.paths import Path
from chipgraph.qa.quantity_rules import (
    EMPTY,
    UNMARKED_LIST,
    is_name,
    is_value,
    property_of,
)
from chipgraph.qa.seeds import common
from chipgraph.qa.senses import kin

if TYPE_CHECKING:
    from chipgraph.ontology.schema import RelationTerm

SECOND_STEP, SWAPPED = -1.5, -0.3
MOST_GAIN = 0.9  # no rule for two sets gives more
RARER = -0.1  # of the relations that may be left unsaid, one that is not the commonest
ASIDE = -0.4  # what is set aside ends with its name or its list of names
BEFORE = -0.1  # "besides A, which …": most say first what they take from
TWO_NAMES = -0.8  # "A in B" says whether, not which
OVER = -0.5  # what is left unsaid holds for the nearest noun that it can hold for
WITHOUT = 0.3  # a figure without another
VALUED, SHOWN = 0.6, 0.3  # a property beside a value of it, and beside things that have it


class Rules(Narrowing):
    """The type rules over one world."""

    def combine(self, left: Item, right: Item, least: float = -inf) -> Iterator[Item]:
        """Everything that two neighbouring items can mean together.

        Of two sets, what cannot score more than `least` may be left out.
        """
        match left.kind, right.kind:
            case "set", "set":
                yield from self._sets(left, right, least - left.score - right.score)
            case "relation", "set":
                yield from self._relation(left, right, before=True)
            case "set", "relation":
                yield from self._relation(right, left, before=False)
                yield from self._within(right, left)
            case "top", "set":
                yield from self._top(left, right, 0.0)
            case "set", "top":
                yield from self._top(right, left, SWAPPED)
            case "without", "set" if left.senses:
                yield from self._minus(right, left, BEFORE)
            case "without", "set":
                gain = ASIDE if any(_told_more(form) for form in right.forms) else 0.2
                yield self._merge(left, right, "without", right.senses, right.label, gain)
            case "without", "without" if left.senses and right.senses:  # `neither A nor B`
                if label := self._meet(left.label, right.label):
                    yield self._merge(
                        left, right, "without", left.senses + right.senses, label, 0.8
                    )
            case "set", "aside" if is_name(left):
                yield self._merge(left, right, "without", left.senses, left.label, 0.2)
            case "set", "without" if right.senses:
                yield from self._minus(left, right)
            case "conjunction", "set":
                yield self._merge(left, right, "listed", right.senses, right.label, 0.0)
            case "conjunction", "conjunction":
                yield self._merge(left, right, "conjunction", (), "", -0.1)
            case "comparison", "amount":
                yield self._limit(left, right, left.sign, right)
            case "amount", "comparison" if "=" in right.sign:  # "141 GB or more"
                yield self._limit(left, right, right.sign, left)
            case "set", "listed":
                aside = is_name(right) and any(isinstance(form, f.Minus) for form in left.forms)
                yield from self._list(left, right, ASIDE if aside else 0.3)
            case (("attribute" | "told"), "set"):
                yield from self._attribute(left, right, 0.0)
            case "set", "attribute":
                yield from self._attribute(right, left, SWAPPED)
            case "place", "set":
                yield from self._ranked(right, left)
            case "set", "place":
                yield from self._ranked(left, right)
            case "source", "set":
                yield from self._told(right, left)
            case "set", "source":
                yield from self._told(left, right)

    def _sets(self, left: Item, right: Item, least: float) -> Iterator[Item]:
        if OBSERVATION in (left.label, right.label):
            yield from self._observations(left, right, least)
            return
        if least < UNMARKED_LIST:
            yield from self._list(left, right, UNMARKED_LIST)
        yield from self._placed(left, right)
        yield from self._placed(right, left, swapped=True)
        label = self._meet(left.label, right.label)
        if label and not (is_name(left) and is_name(right)):
            far = left.inside and is_value(right) and self._meet(left.last, right.label)
            gain = 0.1 + (OVER if far else 0.0)
            yield from self._each(left, right, label, gain, self.narrowed, least)
        yield from self._qualified(left, right)
        yield from self._qualified(right, left, swapped=True)
        compound = left.end == right.start and not is_name(right)  # `chip firms`: the last word
        first, last = (SWAPPED, 0.0) if compound else (0.0, SWAPPED)
        for head, other, swap in ((left, right, first), (right, left, last)):
            if is_name(head) and is_name(other):
                swap += TWO_NAMES
            if other.shows:
                continue
            plain = is_name(other) or is_value(other)
            if head is left and head.last not in {"", head.label} and not plain:
                swap += OVER * bool(self.paths.between(head.last, other.label))
            paths = self.paths.between(head.label, other.label)
            most = max((self._edges(path) for path in paths), default=0)
            for path in paths:
                gain = swap + IMPLICIT + (SECOND_STEP if len(path) > 1 else 0.0)
                gain += RARER if self._edges(path) < most else 0.0
                if gain <= least:
                    continue
                make = self._linked(path, head.label, swapped=head is right)
                for item in self._each(left, right, head.label, gain, make, least):
                    item.far += len(path) > 1
                    yield item

    def _edges(self, path: Path) -> int:
        """How often the first relation of a path is recorded: what is left unsaid is common."""
        return len(self.world.snapshot.edges.get(path[0][0], ()))

    def _relation(self, relation: Item, item: Item, *, before: bool) -> Iterator[Item]:
        """`makes H` and `H maker`: the other end of a relation from a set."""
        term = self.world.schema.relations[relation.relation]
        left, right = (relation, item) if before else (item, relation)
        if item.shows:
            return  # nobody is related to a property
        if not before and all(a.entry.surface.endswith(" of") for a in relation.used):
            return  # `segments of` leads to what follows it
        within = relation.within
        # "makes X" asks for the subject of MAKES; "X makes" asks for its object.
        reads_forward = before != relation.inverse
        for forward in (True, False):
            inner, outer = (term.range, term.domain) if forward else (term.domain, term.range)
            natural = term.symmetric or forward == reads_forward
            if not any(self._meet(item.label, label) for label in inner):
                if natural and not term.symmetric and (is_name(item) or is_value(item)):
                    yield from self._reached(left, right, term, item, forward=forward)
                continue
            gain = EXPLICIT + (0.0 if natural else SWAPPED)
            senses = tuple(
                self.join(term.name, forward, s if term.symmetric else self.below(s), within)
                for s in item.senses
            )
            gain += EMPTY * sum(not s.bits for s in senses) / len(senses)
            found = self._merge(left, right, "set", senses, outer[0], gain)
            found.label = common(found.bits, self.world) or outer[0]
            found.inside = before
            yield found
            if term.symmetric:
                return

    def _reached(
        self, left: Item, right: Item, term: RelationTerm, item: Item, *, forward: bool
    ) -> Iterator[Item]:
        """`grown in the region`: grown in what lies in the region, the step between left unsaid."""
        inner, outer = (term.range, term.domain) if forward else (term.domain, term.range)
        for label in inner:
            for path in self.paths.between(label, item.label):
                if len(path) > 1 or path[0][0] == term.name:
                    continue
                senses = tuple(
                    self.join(term.name, forward, self.below(self.walk(path, s)))
                    for s in item.senses
                )
                if all(s.bits for s in senses):
                    gain = EXPLICIT + IMPLICIT
                    found = self._merge(left, right, "set", senses, outer[0], gain)
                    found.far += 1
                    yield found

    def _attribute(self, attribute: Item, item: Item, gain: float) -> Iterator[Item]:
        """`surname Gordon` says what the value is of; `surnames of officers` asks for values."""
        left, right = sorted((attribute, item), key=lambda i: i.start)
        for name in attribute.attributes:
            if all(property_of(form) == name for form in item.forms):
                yield self._merge(left, right, "set", item.senses, item.label, VALUED)
            elif attribute.kind == "told" or item.shows:
                continue
            elif self.world.schema.has(item.label, name):
                found = self._merge(left, right, "set", item.senses, item.label, gain + SHOWN)
                found.shows = name
                yield found

    def _minus(self, item: Item, without: Item, order: float = 0.0) -> Iterator[Item]:
        """What a set keeps when things, or what is linked to them, are taken away."""
        if any(isinstance(form, f.Ents) for form in item.forms):
            return  # nothing is taken from a name, alone or in a list
        if any(isinstance(form, f.All) for form in without.forms):
            return  # nor is a whole class taken away
        if OBSERVATION in (item.label, without.label) and self._unlike(item, without):
            first, second = sorted((item, without), key=lambda i: i.start)
            yield self._merge(first, second, "set", item.senses, item.label, WITHOUT + order)
            return
        taken = self._union(without.senses)
        options: list[tuple[Sense, float]] = []
        if self._meet(item.label, without.label):
            related = kin(taken.form, item.form, item.label, self.world)
            away = self.below(taken) if related == taken.form else self._sense(related)
            options.append((away, 0.6))
        for path in self.paths.between(item.label, without.label):
            cost = SECOND_STEP if len(path) > 1 else 0.0
            options.append((self.walk(path, taken), 0.3 + cost))
        first, second = sorted((item, without), key=lambda i: i.start)
        for away, gain in options:
            senses = tuple(
                Sense(f.Minus(s.form, away.form), s.bits & ~away.bits) for s in item.senses
            )
            yield self._merge(first, second, "set", senses, item.label, gain + order)

    @staticmethod
    def _unlike(item: Item, without: Item) -> bool:
        """`the price without any discount`: no figure is both, so that nothing is taken away."""
        both = item.label == without.label == OBSERVATION
        return both and bool(item.measures) and not set(item.measures) & set(without.measures)


def _told_more(form: f.Form) -> bool:
    """`A that makes B`: a name with more said of it."""
    return isinstance(form, f.And) and isinstance(form.left, f.Ents)
