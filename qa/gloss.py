"""A form in plain words: the question as it was understood."""

from __future__ import annotations

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION, SUBJECT
from chipgraph.qa.world import World


def gloss(form: f.Form, world: World) -> str:
    """What a form asks for, in words that the ontology gives."""
    return _Gloss(world).of(form)


def statement(form: f.Form, world: World) -> str:
    """`A competes with B`, where a form names one thing and what is asked of it; else nothing."""
    match form:
        case f.And(f.Ents((_,)) as thing, f.Join() as join) if join.relation != SUBJECT:
            return _Gloss(world).said(thing, join)
        case f.And(f.Join() as join, f.Ents((_,)) as thing) if join.relation != SUBJECT:
            return _Gloss(world).said(thing, join)
    return ""


class _Gloss:
    def __init__(self, world: World) -> None:
        self.world = world
        self.schema = world.schema

    def of(self, form: f.Form) -> str:
        match form:
            case f.Ents(ids) if all(self.is_figure(i) for i in ids):
                return _join([self.figure(i) for i in ids], "or")
            case f.Ents(ids):
                return _join([self.name(i) for i in ids], "or")
            case f.All(label):
                return self.plural(label)
            case f.Has(name, values):
                return f"those {self.having(name, values)}"
            case f.Obs(measures):
                return _join([self.measure(m) for m in measures[:4]], "or") or "figures"
            case f.When(year):
                return f"figures for {year}"
            case f.Where(comparison, value, unit):
                return f"figures {comparison} {value:g} {unit}"
            case f.Within(of):
                return f"figures within {self.of(of)}"
            case f.Narrower(of):
                return self.of(of)
            case f.Kin(of, _):
                return f"{self.of(of)} (or parts of them)"
            case f.Join():
                return self._join(form)
            case f.And(left, right):
                return self._and(left, right)
            case f.Or(left, right):
                return f"{self.of(left)}; {self.of(right)}"
            case f.Minus(left, right):
                return f"{self.of(left)}, except {self.of(right)}"
            case f.Extreme(of, name, greatest):
                degree = "greatest" if greatest else "least"
                return f"{self.of(of)} with the {degree} {self.attribute(name)}"
            case f.Top(of, greatest):
                return f"the {'greatest' if greatest else 'least'} of {self.of(of)}"
        raise TypeError(form)

    def _and(self, left: f.Form, right: f.Form) -> str:
        if isinstance(left, f.Join) and not isinstance(right, f.Join):
            left, right = right, left
        if isinstance(left, f.Where | f.When | f.Has) and not isinstance(right, f.Where | f.When):
            left, right = right, left
        match right:
            case f.Join():
                return f"{self.of(left)} {self._clause(right)}"
            case f.When(year):
                return f"{self.of(left)} in {year}"
            case f.Within(of):
                return f"{self.of(left)} within {self.of(of)}"
            case f.Where(comparison, value, unit):
                return f"{self.of(left)} {comparison} {value:g} {unit}"
            case f.Has(name, values):
                return f"{self.of(left)} {self.having(name, values)}"
        return f"{self.of(left)} that are also {self.of(right)}"

    def _join(self, form: f.Join) -> str:
        term = self.schema.relations[form.relation]
        if form.relation == SUBJECT and not form.forward:
            return self._measured(form.of)
        ends = term.domain if form.forward else term.range
        head = self.plural(ends[0]) if len(ends) == 1 else "things"
        return f"{head} {self._clause(form)}"

    def _measured(self, of: f.Form) -> str:
        """`chips with memory capacity > 100 GB`, out of figures and what they are of."""
        if isinstance(of, f.Top):
            degree = "greatest" if of.greatest else "least"
            return self._measured(of.of).replace(" with ", f" with the {degree} ", 1)
        pieces = list(f.conjuncts(of))
        things = [p.of for p in pieces if isinstance(p, f.Join) and p.relation == SUBJECT]
        rest = [p for p in pieces if not (isinstance(p, f.Join) and p.relation == SUBJECT)]
        head = " that are also ".join(map(self.of, things)) if things else "things"
        if not rest:
            return f"{head} with figures"
        rest.sort(key=lambda p: not isinstance(p, f.Obs))
        whole = rest[0]
        for piece in rest[1:]:
            whole = f.And(whole, piece)
        return f"{head} with {self.of(whole)}"

    def said(self, thing: f.Ents, form: f.Join) -> str:
        """One thing and its relation as a sentence."""
        verb = self._verb(form)
        verb = verb if verb.split()[0].endswith("s") else f"is {verb}"
        return f"{self.of(thing)} {verb} {self._object(form)}"

    def _verb(self, form: f.Join) -> str:
        term = self.schema.relations[form.relation]
        return term.label if form.forward or term.symmetric else term.inverse_label

    def _object(self, form: f.Join) -> str:
        where = "" if form.within is None else f" in {self.of(form.within)}"
        standing = f" as {_join(list(form.standing), 'or')}" if form.standing else ""
        ranks = f" in place {_join([str(r) for r in form.ranks], 'or')}" if form.ranks else ""
        told = (
            f"{ranks} according to {_join([self.name(s) for s in form.told], 'or')}"
            if form.told
            else ranks
        )
        return f"{self.of(form.of)}{where}{standing}{told}"

    def _clause(self, form: f.Join) -> str:
        if form.relation == SUBJECT:
            return f"of {self.of(form.of)}" if form.forward else f"with {self.of(form.of)}"
        verb = self._verb(form)
        if verb.split()[0].endswith("s"):  # a verb; "made by" and "active in" follow the noun
            verb = f"that {plural_verb(verb)}"
        return f"{verb} {self._object(form)}"

    def name(self, node: str) -> str:
        return self.world.name(node)

    def is_figure(self, node: str) -> bool:
        return OBSERVATION in self.world.snapshot.nodes[node].labels

    def figure(self, node: str) -> str:
        """`revenue of A in 2025`, for one figure."""
        told = self.world.snapshot.nodes[node].properties
        of = " and ".join(map(self.name, self.world.snapshot.outgoing[SUBJECT].get(node, ())))
        period = f" in {told['period']}" if told.get("period") else ""
        return f"{told.get('measureLabel') or 'a figure'} of {of}{period}"

    def having(self, name: str, values: tuple[str, ...]) -> str:
        """`that are planned`, or `with the rank Sergeant` for a property that is spoken of."""
        if name in self.schema.attributes:
            return f"with the {self.attribute(name)} {_join(list(values), 'or')}"
        return f"that are {self.kinds(values)}"

    def attribute(self, name: str) -> str:
        """What a property is called."""
        return self.schema.attributes[name][0].label

    def kinds(self, values: tuple[str, ...]) -> str:
        """Values of a scheme, in the plural."""
        plurals = {c.label: c.plural for c in self.schema.concepts.values() if c.plural}
        return _join([plurals.get(v, v) for v in values], "or")

    def plural(self, label: str) -> str:
        if label == OBSERVATION:
            return "figures"
        term = self.schema.classes.get(label)
        return term.plural if term else label

    def measure(self, name: str) -> str:
        term = self.schema.measures.get(name)
        return term.label if term else name


def plural_verb(phrase: str) -> str:
    """`competes with` as said of several: compete with."""
    first, _, rest = phrase.partition(" ")
    irregular = {"has": "have", "is": "are", "was": "were", "does": "do"}
    plain = first[:-1] if first.endswith("s") and not first.endswith("ss") else first
    return f"{irregular.get(first, plain)} {rest}".strip()


def _join(words: list[str], last: str) -> str:
    if not words:
        return ""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
