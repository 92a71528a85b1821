"""What stands beside a relation and narrows it: a segment, a source, a place in a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa.form import OBSERVATION, exchange
from chipgraph.qa.item import Item
from chipgraph.qa.quantity_rules import EMPTY, QuantityRules, is_name
from chipgraph.qa.world import RANK

EXPLICIT, IMPLICIT = 0.5, -0.5


class Narrowing(QuantityRules):
    """The rules that narrow relations."""

    def _qualified(self, item: Item, place: Item, *, swapped: bool = False) -> Iterator[Item]:
        """`rivals of A` + `in segment S`: the relation itself is qualified by S."""
        if len(place.senses) > 1:
            return
        joins = [_open_join(form) for form in item.forms]
        senses = []
        for form, join in zip(item.forms, joins, strict=True):
            if join is None or not self._may_qualify(join.relation, place.label):
                return
            within = f.Narrower(place.form)
            senses.append(self._sense(exchange(form, join, replace(join, within=within))))
        gain = 0.9 + EMPTY * sum(not s.bits for s in senses) / len(senses)
        left, right = (place, item) if swapped else (item, place)
        yield self._merge(left, right, "set", tuple(senses), item.label, gain)

    def _placed(self, item: Item, place: Item, *, swapped: bool = False) -> Iterator[Item]:
        """`challengers` + `in segment S`: a standing anywhere becomes a standing there."""
        form = item.senses[0].form
        if len(item.senses) > 1 or not isinstance(form, f.Join) or not form.standing:
            return
        term = self.world.schema.relations[form.relation]
        if not _anywhere(form.of):
            return
        places, gain = place.senses, 0.9
        if not any(self._meet(place.label, n) for n in term.range):  # `training leaders`
            ways = (p for n in term.range for p in self.paths.between(n, place.label))
            path = next((p for p in ways if len(p) == 1), ())
            if not path or not is_name(place):
                return
            places, gain = tuple(self.walk(path, s) for s in places), gain + IMPLICIT
        senses = tuple(self._sense(replace(form, of=self.below(s).form)) for s in places)
        gain += EMPTY * sum(not s.bits for s in senses) / len(senses)
        left, right = (place, item) if swapped else (item, place)
        yield self._merge(left, right, "set", senses, item.label, gain)

    def _told(self, item: Item, source: Item) -> Iterator[Item]:
        """`A's list of leaders`, `leaders according to A`: only what that source says counts."""
        if item.label == OBSERVATION or item.told:
            return
        relations = self.world.schema.relations.values()
        own = frozenset(r.name for r in relations if not r.transitive)
        senses = tuple(self._sense(_said_by(s.form, source.told, own)) for s in item.senses)
        if all(s.form == o.form for s, o in zip(senses, item.senses, strict=True)):
            return
        gain = EXPLICIT + EMPTY * sum(not s.bits for s in senses) / len(senses)
        left, right = sorted((item, source), key=lambda i: i.start)
        yield self._merge(left, right, "set", senses, item.label, gain)

    def _within(self, relation: Item, place: Item) -> Iterator[Item]:
        """`A's S rivals`: the segment stands before the relation that it qualifies."""
        open_ = relation.within is None and len(place.senses) == 1 and is_name(place)
        if open_ and self._may_qualify(relation.relation, place.label):
            found = self._merge(place, relation, "relation", (), "", 0.9)
            found.relation, found.inverse = relation.relation, relation.inverse
            found.within = f.Narrower(place.form)
            yield found

    def _ranked(self, item: Item, place: Item) -> Iterator[Item]:
        """`third among the leaders`: who stands there where a source lists them."""
        if item.label == OBSERVATION or len(item.senses) > 1:
            return
        relations = self.world.schema.relations.values()
        listing = frozenset(r.name for r in relations if RANK in r.qualifiers)
        sense = self._sense(_at(item.form, place.ranks, listing))
        if sense.form != item.form and sense.bits:
            left, right = sorted((item, place), key=lambda i: i.start)
            yield self._merge(left, right, "set", (sense,), item.label, EXPLICIT)

    def _may_qualify(self, relation: str, label: str) -> bool:
        term = self.world.schema.relations[relation]
        ends = {n for end in (*term.domain, *term.range) for n in self.world.schema.subclasses(end)}
        return "segment" in term.qualifiers and label not in ends


def _at(form: f.Form, ranks: tuple[int, ...], listing: frozenset[str]) -> f.Form:
    """A form with the first relation that a source gives in order narrowed to places in it."""
    match form:
        case f.Join(standing=standing, ranks=()) if standing and form.relation in listing:
            return replace(form, ranks=ranks)
        case f.And(left, right):
            changed = _at(left, ranks, listing)
            if changed is not left:
                return f.And(changed, right)
            return f.And(left, _at(right, ranks, listing))
    return form


def _said_by(form: f.Form, told: tuple[str, ...], relations: frozenset[str]) -> f.Form:
    """A form with each relation of what is asked for narrowed to what a source says."""
    match form:
        case f.Join(relation, told=()) if relation in relations:
            return replace(form, told=told)
        case f.And(left, right):
            return f.And(_said_by(left, told, relations), _said_by(right, told, relations))
        case f.Minus(left, right):
            return f.Minus(_said_by(left, told, relations), right)
    return form


def _anywhere(form: f.Form) -> bool:
    return isinstance(form, f.All) or (isinstance(form, f.Or) and _anywhere(form.left))


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
