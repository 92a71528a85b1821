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

    def _linked(self, path: Path, *, swapped: bool) -> Make:
        def make(a: Sense, b: Sense) -> Sense:
            head, other = (b, a) if swapped else (a, b)
            return self.narrowed(head, self.walk(path, other))

        return make

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
        return Sense(f.Narrower(sense.form), self.world.below(sense.bits))

    def join(self, relation: str, forward: bool, of: Sense) -> Sense:
        """The other end of a relation from a set."""
        form = f.Join(relation, forward, of.form)
        return Sense(form, self.world.join(relation, forward, of.bits, None, ()))

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


def subject_of(form: f.Form) -> f.Form | None:
    """The named thing that a quantity is of."""
    for part in f.parts(form):
        if isinstance(part, f.Join) and part.relation == SUBJECT and isinstance(part.of, f.Ents):
            return part.of
    return None
