"""Denotations: what a form means on the snapshot, as integers used as bit sets.

Only for parsing and ranking; the rows of an answer come from the store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import nan
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from chipgraph.qa import form as f
from chipgraph.qa.bits import of_places, places, union
from chipgraph.qa.evidence import Evidence
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.sources import Sources

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.ontology.schema import Schema


# By one end of an edge: the other end and what the edge says, ends as places in `World.ids`.
_Edges = dict[int, list[tuple[int, Mapping[str, Any]]]]


class World:
    """The snapshot and the schema, indexed for set algebra."""

    def __init__(self, snapshot: Snapshot, schema: Schema) -> None:
        self.snapshot = snapshot
        self.schema = schema
        self.ids = tuple(i for i, n in snapshot.nodes.items() if not n.labels & _UNASKED)
        self.index = {node: i for i, node in enumerate(self.ids)}
        self._values: dict[tuple[str, str], list[int]] = defaultdict(list)
        named = {"measure", *(c.property for c in schema.concepts.values() if c.property)}
        named |= schema.attributes.keys()
        labelled: dict[str, list[int]] = defaultdict(list)
        for node, i in self.index.items():
            record = snapshot.nodes[node]
            for label in record.labels:
                labelled[label].append(i)
            for name in named & record.properties.keys():
                for value in _listed(record.properties[name]):
                    self._values[name, value].append(i)
        self._labels = {label: of_places(found, len(self.ids)) for label, found in labelled.items()}
        # Structural relations without a place in questions have no edges here.
        adjacent = {name: self._adjacency(name) for name in schema.relations}
        self._into = {name: into for name, (into, _) in adjacent.items()}
        self._from = {name: out for name, (_, out) in adjacent.items()}
        self.apart = frozenset(c.label for c in schema.concepts.values() if c.apart)
        self._general = union(
            self.valued(name, value)
            for name, value in self._values
            if name in {"level", "kind"} and value in self.apart
        )
        self.closures = tuple(r.name for r in schema.relations.values() if r.transitive or r.inside)
        self.evidence = Evidence(snapshot)
        self.sources = Sources(snapshot)
        self.denote = lru_cache(maxsize=20_000)(self._denote)
        self.join = lru_cache(maxsize=20_000)(self._join)
        self.below = lru_cache(maxsize=20_000)(self._below)
        self.top = lru_cache(maxsize=2_000)(self._top)
        self._frames = self._frames_of()
        self.framed = lru_cache(maxsize=20_000)(self._framed)
        self.labels_of = lru_cache(maxsize=20_000)(self._labels_of)

    def _adjacency(self, name: str) -> tuple[_Edges, _Edges]:
        """The edges of a relation: by target with their sources, by source with their targets."""
        into: _Edges = defaultdict(list)
        out: _Edges = defaultdict(list)
        for start, end, said in self.snapshot.edges.get(name, ()):
            source, target = self.index.get(start), self.index.get(end)
            if source is not None and target is not None:
                into[target].append((source, said))
                out[source].append((target, said))
        return dict(into), dict(out)

    def members(self, bits: int) -> Iterator[str]:
        """The ids in a bit set, in snapshot order."""
        return (self.ids[place] for place in places(bits))

    def name(self, node: str) -> str:
        """What a thing is called."""
        properties = self.snapshot.nodes[node].properties
        return str(properties.get("name") or properties.get("title") or node)

    def valued(self, name: str, value: str) -> int:
        """Every node whose property holds a value."""
        return of_places(self._values.get((name, value), ()), len(self.ids))

    def labelled(self, label: str) -> int:
        """Every node with a label."""
        return self._labels.get(label, 0)

    def has_end(self, end: tuple[str, ...], label: str) -> bool:
        """Whether things with a label may stand at an end of a relation."""
        return any(label in self.schema.subclasses(name) for name in end)

    def general(self) -> int:
        """Nodes that a list of their class leaves out: categories beside products."""
        return self._general

    def _labels_of(self, bits: int) -> frozenset[str]:
        """The labels that every member carries."""
        if not bits:
            return frozenset()
        return frozenset(k for k, having in self._labels.items() if bits & having == bits)

    def _denote(self, form: f.Form) -> int:
        match form:
            case f.Ents(ids):
                return sum(1 << self.index[i] for i in set(ids) if i in self.index)
            case f.All(label):
                return self.labelled(label) & ~self._general
            case f.Has(name, values):
                return union(self.valued(name, v) for v in values)
            case f.Obs(measures):
                every = self.labelled(OBSERVATION)
                chosen = union(self.valued("measure", m) for m in measures)
                return every & chosen if measures else every
            case f.When() | f.Where():
                return self._filter(form)
            case f.Within(of):
                return self.framed(self.denote(of))
            case f.Narrower(of):
                own = self.denote(of)
                return own | self.below(own & ~self._general if related(of) else own)
            case f.Kin(of, along):
                own = self.denote(of)
                ways = ((name, forward) for name in along for forward in (True, False))
                return own | union(self.join(name, way, own, None, ()) for name, way in ways)
            case f.Join(relation, forward, of, within, standing, told, ranks):
                place = None if within is None else self.denote(within)
                return self.join(relation, forward, self.denote(of), place, standing, told, ranks)
            case f.And(left, right):
                return self.denote(left) & self.denote(right)
            case f.Or(left, right):
                return self.denote(left) | self.denote(right)
            case f.Minus(left, right):
                return self.denote(left) & ~self.denote(right)
            case f.Top(of, greatest):
                return self.top(self.denote(of), greatest)
            case f.Extreme(of, name, greatest):
                return self.extreme(self.denote(of), name, greatest)
        raise TypeError(form)

    def extreme(self, bits: int, name: str, greatest: bool) -> int:
        """Those with the greatest, or least, value of a property; none where none has a value."""
        found = [
            (self.snapshot.nodes[node].properties[name], self.index[node])
            for node in self.members(bits)
            if name in self.snapshot.nodes[node].properties
        ]
        if not found:
            return 0
        best = max(found)[0] if greatest else min(found)[0]
        return of_places([place for value, place in found if value == best], len(self.ids))

    def _below(self, bits: int) -> int:
        """A set and all that stands below it, or lies inside it."""
        frontier = bits
        while frontier:
            grown = bits
            for name in self.closures:
                for node in places(frontier):
                    for source, _ in self._into[name].get(node, ()):
                        grown |= 1 << source
            frontier, bits = grown & ~bits, grown
        return bits

    def _join(
        self, relation: str, forward: bool, inside: int, within: int | None,
        standing: tuple[str, ...], told: tuple[str, ...] = (), ranks: tuple[int, ...] = (),
    ) -> int:  # fmt: skip
        ways = [self._into[relation] if forward else self._from[relation]]
        if self.schema.relations[relation].symmetric:
            ways = [self._into[relation], self._from[relation]]
        own = self.sources.claims(told) if told else None
        found = {
            other
            for node in places(inside)
            for way in ways
            for other, said in way.get(node, ())
            if self._qualifies(said, within, standing)
            if own is None or not own.isdisjoint(said.get("claims") or ())
            if not ranks or said.get(RANK) in ranks
        }
        return of_places(found, len(self.ids))

    def _qualifies(
        self, properties: Mapping[str, Any], within: int | None, standing: tuple[str, ...]
    ) -> bool:
        value = properties.get("standing")
        if standing:
            if value not in standing:
                return False
        elif value in self.apart:
            return False
        if within is None:
            return True
        place = self.index.get(properties.get("segment", ""))
        return place is not None and bool(within >> place & 1)

    def _filter(self, form: f.When | f.Where) -> int:
        found = 0
        for node in self.members(self.labelled(OBSERVATION)):
            properties = self.snapshot.nodes[node].properties
            fits = (
                _in_period(properties, form)
                if isinstance(form, f.When)
                else self._in_range(properties, form)
            )
            if fits:
                found |= 1 << self.index[node]
        return found

    def _framed(self, bits: int) -> int:
        found = 0
        for observation, frames in self._frames:
            if frames & bits:
                found |= observation
        return found

    def _frames_of(self) -> list[tuple[int, int]]:
        """Each observation with the things that frame it: scope, region, publisher."""
        found = []
        for node in self.members(self.labelled(OBSERVATION)):
            properties = self.snapshot.nodes[node].properties
            framing = (self.index.get(str(properties.get(name))) for name in _FRAMES)
            frames = union(1 << place for place in framing if place is not None)
            found.append((1 << self.index[node], frames))
        return found

    def _in_range(self, properties: Mapping[str, Any], form: f.Where) -> bool:
        unit = self.schema.units.get(form.unit)
        own = self.schema.units.get(str(properties.get("unit")))
        if unit is None or own is None or unit.dimension != own.dimension:
            return False
        low, high = bounds(properties)
        limit = form.value * unit.factor / own.factor
        if form.comparison == "=":
            return any(abs(end - limit) <= f.ROUNDING * abs(limit) for end in (low, high))
        return bool(_COMPARED[form.comparison](low if ">" in form.comparison else high, limit))

    def _top(self, bits: int, greatest: bool) -> int:
        by_value: dict[float, int] = defaultdict(int)
        for node in self.members(bits):
            size = magnitude(self.snapshot.nodes[node].properties)
            if size is not None:
                by_value[size] |= 1 << self.index[node]
        if not by_value:
            return 0
        return by_value[max(by_value) if greatest else min(by_value)]


RANK = "listRank"  # of an edge: the place at which a source lists it
_COMPARED = {">": gt, ">=": ge, "<": lt, "<=": le}
_UNASKED = frozenset({"Claim", "Phrasing", "Passage"})
_FRAMES = ("scope", "region", "statedBy")


def related(form: f.Form) -> bool:
    """Whether a relation leads to it: what holds of a category need not hold of all below it."""
    return any(isinstance(part, f.Join) for part in f.parts(form))


def bounds(properties: Mapping[str, Any]) -> tuple[float, float]:
    """The lowest and highest value of an observation, in its own unit."""
    value = properties.get("value")
    low = properties.get("low", value)
    high = properties.get("high", value)
    first = high if low is None else low
    last = low if high is None else high
    if first is None or last is None:
        return (nan, nan)
    return (float(first), float(last))


def magnitude(properties: Mapping[str, Any]) -> float | None:
    """One number to order an observation by: its normalised value, or the top of its range."""
    for name in ("normalisedValue", "normalisedHigh", "normalisedLow", "value", "high", "low"):
        if properties.get(name) is not None:
            return float(properties[name])
    return None


def _in_period(properties: Mapping[str, Any], form: f.When) -> bool:
    if form.statuses and properties.get("status") not in form.statuses:
        return False
    text = str(properties.get("period") or "")
    return form.year in text


def _listed(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, (list, tuple)) else (str(value),)
