"""The type check of a proposal: which classes each step may denote, or why it is none."""

from __future__ import annotations

from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION, SUBJECT
from chipgraph.qa.proposals.decode import Misfit, Program
from chipgraph.qa.seeds import with_narrower
from chipgraph.qa.world import World

Labels = frozenset[str]
ORDERED = frozenset({"integer", "float", "date", "year", "time"})


def typed(program: Program, world: World) -> dict[f.Form, Labels]:
    """The labels that members of each step may have; `Misfit` where a step has none."""
    found: dict[f.Form, Labels] = {}
    for step in program.steps:
        try:
            found[step.form] = _present(_Types(world, found).of(step.form), step.form, world)
        except Misfit as misfit:
            raise Misfit(f"step {step.number}: {misfit}") from None
    if program.shows and not _has(found[program.form], program.shows, world):
        raise Misfit("what is asked for does not have the property that it shows")
    return found


def _present(labels: Labels, form: f.Form, world: World) -> Labels:
    """Of the labels that members may have, those that some member has, where there are members."""
    bits = world.denote(form)
    return frozenset(n for n in labels if bits & world.labelled(n)) or labels


class _Types:
    def __init__(self, world: World, known: dict[f.Form, Labels]) -> None:
        self.world = world
        self.schema = world.schema
        self.known = known

    def of(self, form: f.Form) -> Labels:
        figures = frozenset({OBSERVATION})
        match form:
            case f.Ents(ids):
                return _some(frozenset().union(*map(self._labels, ids)), "no such thing")
            case f.All(label):
                return self.schema.subclasses(label)
            case f.Has(name, values):
                return self._having(name, values)
            case f.Obs(measures):
                self._one_dimension(measures)
                return figures
            case f.When() | f.Where():
                return figures
            case f.Within(of):
                self._things(of)
                return figures
            case f.Narrower(of):
                self._things(of)
                return self.known[of]
            case f.Join():
                return self._join(form)
            case f.And(left, right):
                self._fitting_unit(form)
                return _some(self.known[left] & self.known[right], "no thing is both")
            case f.Minus(left, right):
                _some(self.known[left] & self.known[right], "these have nothing in common")
                return self.known[left]
            case f.Or(left, right):
                if (OBSERVATION in self.known[left]) != (OBSERVATION in self.known[right]):
                    raise Misfit("figures and things are no one set")
                return self.known[left] | self.known[right]
            case f.Top(of, _):
                if self.known[of] != figures or not any(isinstance(p, f.Obs) for p in f.parts(of)):
                    raise Misfit("only figures of a measure have a greatest")
                return figures
            case f.Extreme(of, name, _):
                return self._extreme(of, name)
        raise TypeError(form)

    def _labels(self, node: str) -> Labels:
        return self.world.snapshot.nodes[node].labels & self.schema.classes.keys()

    def _having(self, name: str, values: tuple[str, ...]) -> Labels:
        labels: Labels = frozenset()
        for value in values:
            bits = self.world.valued(name, value)
            members = [self._labels(node) for node in self.world.members(bits)]
            labels |= frozenset().union(*members)
        return _some(labels, "nothing has that value")

    def _join(self, form: f.Join) -> Labels:
        term = self.schema.relations[form.relation]
        inner, outer = (term.range, term.domain) if form.forward else (term.domain, term.range)
        if term.symmetric:
            inner = outer = tuple({*term.domain, *term.range})
        _some(self._below(inner) & self.known[form.of], "that relation does not end there")
        if form.within is not None and "segment" not in term.qualifiers:
            raise Misfit("that relation is not said within something")
        if form.within is not None:
            self._things(form.within)
        if form.standing and ("standing" not in term.qualifiers or term.derived):
            raise Misfit("that relation has no standing")
        return self._below(outer)

    def _below(self, labels: tuple[str, ...]) -> Labels:
        return frozenset(n for label in labels for n in self.schema.subclasses(label))

    def _things(self, form: f.Form) -> None:
        if OBSERVATION in self.known[form]:
            raise Misfit("figures stand where things belong")

    def _one_dimension(self, measures: tuple[str, ...]) -> None:
        if len({self.schema.measures[m].dimension for m in measures}) > 1:
            raise Misfit("the measures have different dimensions")

    def _fitting_unit(self, form: f.And) -> None:
        """A limit is in a unit of what it limits."""
        own = tuple(_own(form))
        measured = {m for p in own if isinstance(p, f.Obs) for m in p.measures}
        dimensions = {self.schema.measures[m].dimension for m in measured}
        limits = {self.schema.units[p.unit].dimension for p in own if isinstance(p, f.Where)}
        if dimensions and limits and not limits <= dimensions:
            raise Misfit("the unit does not fit the measure")

    def _extreme(self, of: f.Form, name: str) -> Labels:
        kinds = {t.datatype for t in self.schema.attributes[name]}
        if not _has(self.known[of], name, self.world) or not kinds & ORDERED:
            raise Misfit("that property does not order these things")
        return self.known[of]


def _own(form: f.Form) -> list[f.Form]:
    """What is said of a set itself, not of what its relations lead to."""
    if isinstance(form, f.And):
        return [*_own(form.left), *_own(form.right)]
    return [form]


def _has(labels: Labels, name: str, world: World) -> bool:
    return any(world.schema.has(label, name) for label in labels)


def _some(labels: Labels, otherwise: str) -> Labels:
    if not labels:
        raise Misfit(otherwise)
    return labels


def completed(form: f.Form, world: World) -> f.Form:
    """A form with what goes without saying: values and things stand for what is below them."""
    match form:
        case f.Has(name, values) if name not in world.schema.attributes:
            wider = (wide for value in values for wide in with_narrower(value, world))
            return replace(form, values=tuple(sorted(set(wider))))
        case f.Join(relation, _, of, within, _):
            symmetric = world.schema.relations[relation].symmetric
            inner = completed(of, world)
            if not symmetric and relation != SUBJECT:
                inner = _below(inner, world)
            place = None if within is None else _below(completed(within, world), world)
            return replace(form, of=inner, within=place)
        case f.Minus(left, right):
            taken = completed(right, world)
            named = isinstance(taken, f.Ents)
            return f.Minus(completed(left, world), _below(taken, world) if named else taken)
        case f.And(left, right) | f.Or(left, right):
            return type(form)(completed(left, world), completed(right, world))
        case f.Narrower(of) | f.Within(of) | f.Top(of, _) | f.Extreme(of, _, _):
            return replace(form, of=completed(of, world))
    return form


def _below(form: f.Form, world: World) -> f.Form:
    if isinstance(form, f.All | f.Narrower) or not world.closures:
        return form
    return f.Narrower(form)
