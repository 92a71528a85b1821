"""Quantities in the chart: which figures, of what, in which period, which extreme or limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from math import inf

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION, SUBJECT, Sense, exchange
from chipgraph.qa.item import Item
from chipgraph.qa.paths import Path
from chipgraph.qa.seeds import common
from chipgraph.qa.senses import Make, Senses, both, subject_of

EMPTY = -2.0  # a combination that denotes nothing
OWNED = 0.4  # "A's B": who is known to make, sell or run it
TWO_YEARS = 0.1  # "from 2024 to 2025": no figure is for both
TWO_FIGURES = -0.6  # "A's revenue … B's spending"
UNMARKED_LIST = -1.8  # "A B" for "A and B"
MAX_LIST = 12


class Combining(Senses):
    """How two items become one, whatever they are."""

    def _merge(
        self, left: Item, right: Item, kind: str, senses: tuple[Sense, ...], label: str, gain: float
    ) -> Item:
        return Item(
            kind, left.start, right.end, left.score + right.score + gain, senses, label,
            measures=left.measures or right.measures,
            first=left.first,
            inside=right.inside if right.kind == "set" else left.inside,
            last=(right.last or right.label) if right.kind == "set" else left.last or left.label,
            shows=left.shows or right.shows,
            used=left.used | right.used,
            far=left.far + right.far,
        )  # fmt: skip

    def _each(
        self, left: Item, right: Item, label: str, gain: float, make: Make, least: float = -inf
    ) -> Iterator[Item]:
        """Combine every member of one side with every member of the other; one may be a list."""
        if gain <= least or (len(left.senses) > 1 and len(right.senses) > 1):
            return
        senses = tuple(make(a, b) for a, b in product(left.senses, right.senses))
        gain += EMPTY * sum(not s.bits for s in senses) / len(senses)
        yield self._merge(left, right, "set", senses, label, gain)

    def _list(self, left: Item, right: Item, gain: float) -> Iterator[Item]:
        """`A, B and C`: things of one class, kept apart until the reading is complete."""
        label = self._meet(left.label, right.label)
        senses = left.senses + right.senses
        if is_value(left) != is_value(right):
            return  # a value narrows what stands beside it
        if label and len(senses) <= MAX_LIST and len({s.bits for s in senses}) == len(senses):
            yield self._merge(left, right, "set", senses, label, gain)


class QuantityRules(Combining):
    """The rules that speak of observations."""

    def _observations(self, left: Item, right: Item, least: float) -> Iterator[Item]:
        if left.label == right.label and is_year(left) and is_year(right):
            yield from self._list(left, right, TWO_YEARS)
        elif left.label == right.label:
            shared = tuple(m for m in left.measures if m in right.measures)
            if shared and shared != left.measures != right.measures and _bare(left, right):
                sense = self._sense(f.Obs(shared))
                item = self._merge(left, right, "set", (sense,), OBSERVATION, 0.2)
                item.measures = shared
                yield item
            if self._apart(left, right):
                yield from self._list(left, right, TWO_FIGURES)
                return
            yield from self._each(left, right, OBSERVATION, 0.3, self._with_status, least)
            if all_measured(left) == all_measured(right):
                yield from self._list(left, right, UNMARKED_LIST)
        if left.label == right.label:
            return
        swapped = right.label == OBSERVATION
        quantities, things = (right, left) if swapped else (left, right)
        yield from self._ellipsis(quantities, things, left, right)
        ways: list[tuple[float, Callable[[Sense], Sense]]]
        ways = [(0.5, self._of), (0.2, self._of_below)]
        if is_name(things):
            ways.append((0.3, self._framed))
            ways += [(OWNED, self._of_linked(path)) for path in self._owning(quantities, things)]
        for gain, condition in ways:
            if gain <= least:
                continue

            def make(a: Sense, b: Sense, by: Callable[[Sense], Sense] = condition) -> Sense:
                quantity, thing = (b, a) if swapped else (a, b)
                return self._narrow(quantity, by(thing))

            yield from self._each(left, right, OBSERVATION, gain, make, least)

    def _owning(self, quantities: Item, things: Item) -> tuple[Path, ...]:
        """`what does A charge for its B`: how A, and nobody else, stands to the B it is about."""
        own = subject_of(quantities.form) if len(quantities.senses) == 1 else None
        if own is None:
            return ()
        sense = self._sense(own)
        label = common(sense.bits, self.world)
        return tuple(
            path
            for path in self.paths.between(label, things.label)
            if len(path) == 1
            if self.join(path[0][0], not path[0][1], sense).bits == things.bits
        )

    def _of_linked(self, path: Path) -> Callable[[Sense], Sense]:
        return lambda thing: self._of(self.walk(path, thing))

    @staticmethod
    def _apart(left: Item, right: Item) -> bool:
        """No figure is of two measures: who names two speaks of two figures."""
        forms = (*left.forms, *right.forms)
        whole = all_measured(left) and all_measured(right) and all(map(subject_of, forms))
        return whole and not set(left.measures) & set(right.measures)

    def _ellipsis(self, quantities: Item, things: Item, left: Item, right: Item) -> Iterator[Item]:
        """`the price of A … B`: the same quantity of a second thing of the same kind."""
        if not (is_name(things) and len(things.senses) == len(quantities.senses) == 1):
            return
        own = subject_of(quantities.form)
        if own is None or own == things.form:
            return
        label = common(self.world.denote(own), self.world)
        if not self._meet(label, things.label):
            return
        same = self._sense(exchange(quantities.form, own, things.form))
        gain = -0.5 + (0.0 if same.bits else EMPTY)
        pair = (quantities.senses[0], same)
        yield self._merge(left, right, "set", pair, OBSERVATION, gain)

    def _with_status(self, a: Sense, b: Sense) -> Sense:
        """`planned` keeps the planned figures, but never loses a thing that has only others."""
        for status, quantity in ((a, b), (b, a)):
            if is_status(status.form) and not isinstance(quantity.form, f.When):
                rest = beside_status(status.form)
                whole = quantity if rest is None else both(quantity, self._sense(rest))
                subjects = self.world.join(SUBJECT, False, whole.bits, None, ())
                kept = quantity.bits & status.bits
                if self.world.join(SUBJECT, False, kept, None, ()) != subjects:
                    return whole
        return self._narrow(a, b)

    def _narrow(self, quantity: Sense, condition: Sense) -> Sense:
        """A condition goes inside a superlative: the largest of those, not of all."""
        if isinstance(condition.form, f.Top) and not isinstance(quantity.form, f.Top):
            quantity, condition = condition, quantity
        if isinstance(quantity.form, f.Top):
            inner = self._narrow(self._sense(quantity.form.of), condition)
            return self._top_of(inner, quantity.form.greatest)
        return both(quantity, condition)

    def _top(self, top: Item, item: Item, gain: float) -> Iterator[Item]:
        if item.label == OBSERVATION:
            if top.measures and item.measures and not set(top.measures) & set(item.measures):
                return
            if len(item.senses) == 1 and not isinstance(item.form, f.Top):
                sense = self._top_of(item.senses[0], top.greatest)
                yield self._merge(top, item, "set", (sense,), OBSERVATION, gain + 0.4)
        elif top.attributes:
            yield from self._extreme(top, item, gain)
        elif top.measures:
            whole = self._union(item.senses)
            quantity = both(self._sense(f.Obs(top.measures)), self._of(whole))
            if len(getattr(whole.form, "ids", ())) < 2 or not quantity.bits:
                quantity = both(self._sense(f.Obs(top.measures)), self._of_below(whole))
            sense = self._top_of(quantity, top.greatest)
            first, second = sorted((top, item), key=lambda i: i.start)
            yield self._merge(first, second, "set", (sense,), OBSERVATION, gain + 0.3)

    def _extreme(self, top: Item, item: Item, gain: float) -> Iterator[Item]:
        """The oldest, the latest: by whatever property of such things the word may grade."""
        if top.start < item.start and item.first and not self._meet(item.first, item.label):
            return  # `the oldest reader of a book` is no oldest book
        for name in top.attributes:
            if self.world.schema.has(item.label, name) and len(item.senses) == 1:
                sense = self.extreme(item.senses[0], name, top.greatest)
                worth = gain + 0.4 + (0.0 if sense.bits else EMPTY)
                first, second = sorted((top, item), key=lambda i: i.start)
                yield self._merge(first, second, "set", (sense,), item.label, worth)

    def _limit(self, left: Item, right: Item, sign: str, amount: Item) -> Item:
        sense = self._sense(f.Where(sign, amount.value, amount.unit))
        return self._merge(left, right, "set", (sense,), OBSERVATION, 0.6)


def is_status(form: f.Form) -> bool:
    """Whether figures of one status are meant, and not yet which."""
    measured = any(isinstance(part, f.Obs) for part in f.parts(form))
    return not measured and any(isinstance(part, f.Has) for part in f.conjuncts(form))


def beside_status(form: f.Form) -> f.Form | None:
    """What else is said of them; None for nothing."""
    rest: f.Form | None = None
    for part in f.conjuncts(form):
        if not isinstance(part, f.Has):
            rest = part if rest is None else f.And(rest, part)
    return rest


def is_name(item: Item) -> bool:
    """Whether it is nothing but things called by name."""
    return all([type(sense.form) is f.Ents for sense in item.senses])


def is_value(item: Item) -> bool:
    """Whether it is nothing but things with a value that the question quotes."""
    return all([bool(property_of(sense.form)) for sense in item.senses])


def property_of(form: f.Form) -> str:
    """The property of which things, or those of one class, have a value; empty for other sets."""
    match form:
        case f.Has(name, _) | f.And(f.Has(name, _), f.All()):
            return name
    return ""


def is_year(item: Item) -> bool:
    return all(isinstance(form, f.When) for form in item.forms)


def all_measured(item: Item) -> bool:
    """Whether it says which quantity, not only of what or when."""
    return all(any(isinstance(part, f.Obs) for part in f.parts(form)) for form in item.forms)


def _bare(*items: Item) -> bool:
    """Whether nothing is said but the quantity."""
    return all(len(item.senses) == 1 and isinstance(item.form, f.Obs) for item in items)
