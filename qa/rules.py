"""How two neighbouring pieces of a question make one: type rules, word order only as a cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from math import inf
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION, SUBJECT, Sense
from chipgraph.qa.item import Item
from chipgraph.qa.paths import Path, Paths
from chipgraph.qa.seeds import common
from chipgraph.qa.world import World

if TYPE_CHECKING:
    from chipgraph.ontology.schema import RelationTerm

EXPLICIT, IMPLICIT, SECOND_STEP, SWAPPED, EMPTY = 0.5, -0.5, -1.5, -0.3, -2.0
MOST_GAIN = 0.9  # no rule for two sets gives more
TWO_NAMES = -0.8  # "A in B" says whether, not which
TWO_YEARS = 0.1  # "from 2024 to 2025": no figure is for both
UNMARKED_LIST = -1.8  # "A B" for "A and B"
MAX_LIST = 12
Make = Callable[[Sense, Sense], Sense]


class Rules:
    """The type rules over one world."""

    def __init__(self, world: World, paths: Paths) -> None:
        self.world = world
        self.paths = paths

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
            case "top", "set":
                yield from self._top(left, right, 0.0)
            case "set", "top":
                yield from self._top(right, left, SWAPPED)
            case "without", "set" if left.senses:
                yield from self._minus(right, left)
            case "without", "set":
                yield self._merge(left, right, "without", right.senses, right.label, 0.2)
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
                yield from self._list(left, right, 0.3)

    def _merge(
        self, left: Item, right: Item, kind: str, senses: tuple[Sense, ...], label: str, gain: float
    ) -> Item:
        return Item(
            kind, left.start, right.end, left.score + right.score + gain, senses, label,
            measures=left.measures or right.measures, used=left.used | right.used,
            far=left.far + right.far,
        )  # fmt: skip

    def _limit(self, left: Item, right: Item, sign: str, amount: Item) -> Item:
        sense = self._sense(f.Where(sign, amount.value, amount.unit))
        return self._merge(left, right, "set", (sense,), OBSERVATION, 0.6)

    def _each(
        self, left: Item, right: Item, label: str, gain: float, make: Make, least: float = -inf
    ) -> Iterator[Item]:
        """Combine every member of one side with every member of the other; one may be a list."""
        if gain <= least or (len(left.senses) > 1 and len(right.senses) > 1):
            return
        senses = tuple(make(a, b) for a, b in product(left.senses, right.senses))
        gain += EMPTY * sum(not s.bits for s in senses) / len(senses)
        yield self._merge(left, right, "set", senses, label, gain)

    def _sets(self, left: Item, right: Item, least: float) -> Iterator[Item]:
        if OBSERVATION in (left.label, right.label):
            yield from self._observations(left, right, least)
            return
        if least < UNMARKED_LIST:
            yield from self._list(left, right, UNMARKED_LIST)
        yield from self._placed(left, right)
        yield from self._placed(right, left, swapped=True)
        label = self._meet(left.label, right.label)
        if label and not (_is_name(left) and _is_name(right)):
            yield from self._each(left, right, label, 0.1, _and, least)
        yield from self._qualified(left, right)
        yield from self._qualified(right, left, swapped=True)
        for head, other, swap in ((left, right, 0.0), (right, left, SWAPPED)):
            if _is_name(head) and _is_name(other):
                swap += TWO_NAMES
            for path in self.paths.between(head.label, other.label):
                gain = swap + IMPLICIT + (SECOND_STEP if len(path) > 1 else 0.0)
                make = self._linked(path, swapped=head is right)
                for item in self._each(left, right, head.label, gain, make, least):
                    yield replace(item, far=item.far + 1) if len(path) > 1 else item

    def _linked(self, path: Path, *, swapped: bool) -> Make:
        def make(a: Sense, b: Sense) -> Sense:
            head, other = (b, a) if swapped else (a, b)
            return _and(head, self.walk(path, other))

        return make

    def walk(self, path: Path, target: Sense) -> Sense:
        """The nodes from which a path leads into a set or what stands below it."""
        for relation, forward in reversed(path):
            target = self.join(relation, forward, self.below(target))
        return target

    def below(self, sense: Sense) -> Sense:
        """A set with all that stands below it; a whole class already holds that."""
        if isinstance(sense.form, f.All):
            return sense
        return Sense(f.Narrower(sense.form), self.world.below(sense.bits))

    def join(self, relation: str, forward: bool, of: Sense) -> Sense:
        """The other end of a relation from a set."""
        form = f.Join(relation, forward, of.form)
        return Sense(form, self.world.join(relation, forward, of.bits, None, ()))

    def _meet(self, one: str, other: str) -> str:
        subclasses = self.world.schema.subclasses
        if other in subclasses(one):
            return other
        return one if one in subclasses(other) else ""

    def _observations(self, left: Item, right: Item, least: float) -> Iterator[Item]:
        if left.label == right.label and _is_year(left) and _is_year(right):
            yield from self._list(left, right, TWO_YEARS)
        elif left.label == right.label:
            both = tuple(m for m in left.measures if m in right.measures)
            if both and both != left.measures != right.measures:
                sense = self._sense(f.Obs(both))
                item = self._merge(left, right, "set", (sense,), OBSERVATION, 0.2)
                yield replace(item, measures=both)
            yield from self._each(left, right, OBSERVATION, 0.3, self._with_status, least)
            if _measured(left) == _measured(right):
                yield from self._list(left, right, UNMARKED_LIST)
        if left.label == right.label:
            return
        swapped = right.label == OBSERVATION
        quantities, things = (right, left) if swapped else (left, right)
        yield from self._ellipsis(quantities, things, left, right)
        ways = [(0.5, self._of), (0.2, self._of_below)]
        if _is_name(things):
            ways.append((0.3, self._framed))
        for gain, condition in ways:

            def make(a: Sense, b: Sense, by: Callable[[Sense], Sense] = condition) -> Sense:
                quantity, thing = (b, a) if swapped else (a, b)
                return self._narrow(quantity, by(thing))

            yield from self._each(left, right, OBSERVATION, gain, make, least)

    def _ellipsis(self, quantities: Item, things: Item, left: Item, right: Item) -> Iterator[Item]:
        """`the price of A … B`: the same quantity of a second thing of the same kind."""
        if not (_is_name(things) and len(things.senses) == len(quantities.senses) == 1):
            return
        own = _subject(quantities.form)
        if own is None or own == things.form:
            return
        label = common(self.world.denote(own), self.world)
        if not self._meet(label, things.label):
            return
        same = self._sense(_swap(quantities.form, own, things.form))
        gain = -0.5 + (0.0 if same.bits else EMPTY)
        pair = (quantities.senses[0], same)
        yield self._merge(left, right, "set", pair, OBSERVATION, gain)

    def _with_status(self, a: Sense, b: Sense) -> Sense:
        """`planned` keeps the planned figures, but never loses a thing that has only others."""
        for status, quantity in ((a, b), (b, a)):
            if isinstance(status.form, f.Has) and not isinstance(quantity.form, f.When):
                subjects = self.world.join(SUBJECT, False, quantity.bits, None, ())
                kept = quantity.bits & status.bits
                if self.world.join(SUBJECT, False, kept, None, ()) != subjects:
                    return quantity
        return self._narrow(a, b)

    def _sense(self, form: f.Form) -> Sense:
        return Sense(form, self.world.denote(form))

    def _of(self, thing: Sense) -> Sense:
        return self.join(SUBJECT, True, thing)

    def _of_below(self, thing: Sense) -> Sense:
        return self.join(SUBJECT, True, self.below(thing))

    def _framed(self, thing: Sense) -> Sense:
        return Sense(f.Within(thing.form), self.world.framed(thing.bits))

    def _narrow(self, quantity: Sense, condition: Sense) -> Sense:
        """A condition goes inside a superlative: the largest of those, not of all."""
        if isinstance(condition.form, f.Top) and not isinstance(quantity.form, f.Top):
            quantity, condition = condition, quantity
        if isinstance(quantity.form, f.Top):
            inner = self._narrow(self._sense(quantity.form.of), condition)
            return self._top_of(inner, quantity.form.greatest)
        return _and(quantity, condition)

    def _top_of(self, sense: Sense, greatest: bool) -> Sense:
        return Sense(f.Top(sense.form, greatest), self.world.top(sense.bits, greatest))

    def _list(self, left: Item, right: Item, gain: float) -> Iterator[Item]:
        """`A, B and C`: things of one class, kept apart until the reading is complete."""
        label = self._meet(left.label, right.label)
        senses = left.senses + right.senses
        if label and len(senses) <= MAX_LIST and len({s.bits for s in senses}) == len(senses):
            yield self._merge(left, right, "set", senses, label, gain)

    def _relation(self, relation: Item, item: Item, *, before: bool) -> Iterator[Item]:
        """`makes H` and `H maker`: the other end of a relation from a set."""
        term = self.world.schema.relations[relation.relation]
        left, right = (relation, item) if before else (item, relation)
        # "makes X" asks for the subject of MAKES; "X makes" asks for its object.
        reads_forward = before != relation.inverse
        for forward in (True, False):
            inner, outer = (term.range, term.domain) if forward else (term.domain, term.range)
            natural = term.symmetric or forward == reads_forward
            if not any(self._meet(item.label, label) for label in inner):
                if natural and not term.symmetric and _is_name(item):
                    yield from self._reached(left, right, term, item, forward=forward)
                continue
            gain = EXPLICIT + (0.0 if natural else SWAPPED)
            senses = tuple(
                self.join(term.name, forward, s if term.symmetric else self.below(s))
                for s in item.senses
            )
            gain += EMPTY * sum(not s.bits for s in senses) / len(senses)
            found = self._merge(left, right, "set", senses, outer[0], gain)
            yield replace(found, label=common(found.bits, self.world) or outer[0])
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
                    yield replace(found, far=found.far + 1)

    def _qualified(self, item: Item, place: Item, *, swapped: bool = False) -> Iterator[Item]:
        """`rivals of A` + `in segment S`: the relation itself is qualified by S."""
        if len(place.senses) > 1:
            return
        joins = [_open_join(form) for form in item.forms]
        senses = []
        for form, join in zip(item.forms, joins, strict=True):
            if join is None or not self._may_qualify(join, place.label):
                return
            within = f.Narrower(place.form)
            senses.append(self._sense(_swap(form, join, replace(join, within=within))))
        gain = 0.9 + EMPTY * sum(not s.bits for s in senses) / len(senses)
        left, right = (place, item) if swapped else (item, place)
        yield self._merge(left, right, "set", tuple(senses), item.label, gain)

    def _placed(self, item: Item, place: Item, *, swapped: bool = False) -> Iterator[Item]:
        """`challengers` + `in segment S`: a standing anywhere becomes a standing there."""
        form = item.senses[0].form
        if len(item.senses) > 1 or not isinstance(form, f.Join) or not form.standing:
            return
        term = self.world.schema.relations[form.relation]
        if not _anywhere(form.of) or not any(self._meet(place.label, n) for n in term.range):
            return
        senses = tuple(self._sense(replace(form, of=self.below(s).form)) for s in place.senses)
        gain = 0.9 + EMPTY * sum(not s.bits for s in senses) / len(senses)
        left, right = (place, item) if swapped else (item, place)
        yield self._merge(left, right, "set", senses, item.label, gain)

    def _may_qualify(self, join: f.Join, label: str) -> bool:
        term = self.world.schema.relations[join.relation]
        ends = {n for end in (*term.domain, *term.range) for n in self.world.schema.subclasses(end)}
        return "segment" in term.qualifiers and label not in ends

    def _top(self, top: Item, item: Item, gain: float) -> Iterator[Item]:
        if item.label == OBSERVATION:
            if top.measures and item.measures and not set(top.measures) & set(item.measures):
                return
            if len(item.senses) == 1 and not isinstance(item.form, f.Top):
                sense = self._top_of(item.senses[0], top.greatest)
                yield self._merge(top, item, "set", (sense,), OBSERVATION, gain + 0.4)
        elif top.measures:
            whole = self._union(item.senses)
            quantity = _and(self._sense(f.Obs(top.measures)), self._of_below(whole))
            sense = self._top_of(quantity, top.greatest)
            first, second = sorted((top, item), key=lambda i: i.start)
            yield self._merge(first, second, "set", (sense,), OBSERVATION, gain + 0.3)

    def _union(self, senses: tuple[Sense, ...]) -> Sense:
        whole = senses[0]
        for other in senses[1:]:
            whole = Sense(f.Or(whole.form, other.form), whole.bits | other.bits)
        return whole

    def _minus(self, item: Item, without: Item) -> Iterator[Item]:
        """What a set keeps when things, or what is linked to them, are taken away."""
        if _is_name(item):
            return
        taken = self._union(without.senses)
        options: list[tuple[Sense, float]] = []
        if self._meet(item.label, without.label):
            options.append((self.below(taken), 0.6))
        for path in self.paths.between(item.label, without.label):
            cost = SECOND_STEP if len(path) > 1 else 0.0
            options.append((self.walk(path, taken), 0.3 + cost))
        first, second = sorted((item, without), key=lambda i: i.start)
        for away, gain in options:
            senses = tuple(
                Sense(f.Minus(s.form, away.form), s.bits & ~away.bits) for s in item.senses
            )
            yield self._merge(first, second, "set", senses, item.label, gain)


def _and(a: Sense, b: Sense) -> Sense:
    return Sense(f.And(a.form, b.form), a.bits & b.bits)


def _is_name(item: Item) -> bool:
    return all(isinstance(form, f.Ents) for form in item.forms)


def _is_year(item: Item) -> bool:
    return all(isinstance(form, f.When) for form in item.forms)


def _anywhere(form: f.Form) -> bool:
    return isinstance(form, f.All) or (isinstance(form, f.Or) and _anywhere(form.left))


def _measured(item: Item) -> bool:
    """Whether it says which quantity, not only of what or when."""
    return all(any(isinstance(part, f.Obs) for part in f.parts(form)) for form in item.forms)


def _subject(form: f.Form) -> f.Form | None:
    """The named thing that a quantity is of."""
    for part in f.parts(form):
        if isinstance(part, f.Join) and part.relation == SUBJECT and isinstance(part.of, f.Ents):
            return part.of
    return None


def _open_join(form: f.Form) -> f.Join | None:
    """The relation in a form that could still be qualified."""
    match form:
        case f.Join(within=None):
            return form
        case f.And(left, right):
            return _open_join(right) or _open_join(left)
        case f.Minus(left, _):
            return _open_join(left)
    return None


def _swap(form: f.Form, old: f.Form, new: f.Form) -> f.Form:
    if form == old:
        return new
    match form:
        case f.And(left, right):
            return f.And(_swap(left, old, new), _swap(right, old, new))
        case f.Minus(left, right):
            return f.Minus(_swap(left, old, new), right)
        case f.Join():
            return replace(form, of=_swap(form.of, old, new))
        case f.Top(of, greatest):
            return f.Top(_swap(of, old, new), greatest)
    return form
