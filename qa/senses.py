"""The algebra of readings: each operation makes a form and what it denotes at the same time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from chipgraph.qa import form as f
from chipgraph.qa.form import SUBJECT, Sense
from chipgraph.qa.paths import Path, Paths
from chipgraph.qa.world import World

Make = Callable[[Sense, Sense], Sense]


class Senses:
    """Operations on senses over one world."""

    def __init__(self, world: World, paths: Paths) -> None:
        self.world = world
        self.paths = paths
        self._meet = cache(self._lower)

    def _linked(self, path: Path, label: str, *, swapped: bool) -> Make:
        def make(a: Sense, b: Sense) -> Sense:
            head, other = (b, a) if swapped else (a, b)
            return self.narrowed(head, self._around(path, self.walk(path, other), label))

        return make

    def _around(self, path: Path, found: Sense, label: str) -> Sense:
        """What a relation leads to, and that in which it lies: who is in a part is in the whole."""
        relation, forward = path[0]
        reached = self.world.schema.relations[relation].range
        wholes = [
            self.join(r.name, False, found)
            for r in self.world.schema.relations.values()
            if r.inside and not forward and self.world.has_end(r.range, label)
            if any(self._meet(one, other) for one in r.domain for other in reached)
        ]
        return self._union((found, *wholes))

    def walk(self, path: Path, target: Sense) -> Sense:
        """The nodes from which a path leads into a set or what stands below it."""
        for relation, forward in reversed(path):
            target = self.join(relation, forward, self.below(target))
        return target

    def narrowed(self, a: Sense, b: Sense) -> Sense:
        """Both; a condition goes inside a superlative: the oldest of those, not of all."""
        if isinstance(b.form, f.Extreme):
            a, b = b, a
        if isinstance(a.form, f.Extreme):
            inner = self.narrowed(self._sense(a.form.of), b)
            return self.extreme(inner, a.form.property, a.form.greatest)
        return both(a, b)

    def extreme(self, of: Sense, name: str, greatest: bool) -> Sense:
        """The members of a set with the greatest, or least, value of a property."""
        return Sense(
            f.Extreme(of.form, name, greatest), self.world.extreme(of.bits, name, greatest)
        )

    def below(self, sense: Sense) -> Sense:
        """A set with all that stands below it; a whole class already holds that."""
        if isinstance(sense.form, f.All) or not self.world.closures:
            return sense
        return self._sense(f.Narrower(sense.form))

    def join(self, relation: str, forward: bool, of: Sense, within: f.Form | None = None) -> Sense:
        """The other end of a relation from a set."""
        form = f.Join(relation, forward, of.form, within)
        place = None if within is None else self.world.denote(within)
        return Sense(form, self.world.join(relation, forward, of.bits, place, ()))

    def _lower(self, one: str, other: str) -> str:
        """The more specific of two classes, where one holds the other."""
        subclasses = self.world.schema.subclasses
        if other in subclasses(one):
            return other
        return one if one in subclasses(other) else ""

    def _sense(self, form: f.Form) -> Sense:
        return Sense(form, self.world.denote(form))

    def _of(self, thing: Sense) -> Sense:
        return self.join(SUBJECT, True, thing)

    def _of_below(self, thing: Sense) -> Sense:
        return self.join(SUBJECT, True, self.below(thing))

    def _framed(self, thing: Sense) -> Sense:
        return Sense(f.Within(thing.form), self.world.framed(thing.bits))

    def _top_of(self, sense: Sense, greatest: bool) -> Sense:
        return Sense(f.Top(sense.form, greatest), self.world.top(sense.bits, greatest))

    def _union(self, senses: tuple[Sense, ...]) -> Sense:
        whole = senses[0]
        for other in senses[1:]:
            whole = Sense(f.Or(whole.form, other.form), whole.bits | other.bits)
        return whole


def both(a: Sense, b: Sense) -> Sense:
    return Sense(f.And(a.form, b.form), a.bits & b.bits)


def kin(form: f.Form, other: f.Form, label: str, world: World) -> f.Form:
    """A set to cross with one that another source gives: who is on it, and its parts and wholes.

    One source lists a house, the other a part of it.
    """
    told = {p.told for whole in (form, other) for p in f.parts(whole) if isinstance(p, f.Join)}
    along = tuple(
        r.name
        for r in world.schema.relations.values()
        if r.transitive and all(world.has_end(end, label) for end in (r.domain, r.range))
    )
    return f.Kin(form, along) if along and len(told) > 1 else form


def subject_of(form: f.Form) -> f.Form | None:
    """The named thing that a quantity is of."""
    for part in f.parts(form):
        if isinstance(part, f.Join) and part.relation == SUBJECT and isinstance(part.of, f.Ents):
            return part.of
    return None
