"""What a proposal may name: the terms of the ontology, and the things that are offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from chipgraph.qa.form import EVIDENCE_LAYER, SUBJECT
from chipgraph.qa.lexicon.build import UNASKED
from chipgraph.qa.world import World

COMPARISONS = (">", ">=", "<", "<=", "=")
_OF_EDGES = "standing"  # a property of relationships, not of things


@dataclass(frozen=True)
class Terms:
    """The names that stand for something in one graph; of its things only those in `things`."""

    world: World
    things: tuple[str, ...]

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Labels of things."""
        return tuple(n for n in self.world.schema.classes if n not in EVIDENCE_LAYER)

    @cached_property
    def relations(self) -> tuple[str, ...]:
        """Relationship types between things, and the one from a figure to what it is of."""
        return tuple(
            r.name
            for r in self.world.schema.relations.values()
            if r.name == SUBJECT or not EVIDENCE_LAYER & {*r.domain, *r.range}
        )

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """What is given as a figure."""
        return tuple(self.world.schema.measures)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Units of figures."""
        return tuple(self.world.schema.units)

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """By property of things: the values of its scheme; none where any value may stand."""
        found: dict[str, list[str]] = {name: [] for name in self.world.schema.attributes}
        for concept in self.world.schema.concepts.values():
            name = concept.property
            if name and name != _OF_EDGES and name not in UNASKED:
                found.setdefault(name, []).append(concept.label)
        return {name: tuple(listed) for name, listed in found.items()}

    @cached_property
    def standings(self) -> tuple[str, ...]:
        """What the standing of a relationship may be."""
        concepts = self.world.schema.concepts.values()
        return tuple(c.label for c in concepts if c.property == _OF_EDGES)

    def allowed(self) -> Mapping[str, tuple[str, ...]]:
        """By operator and field: what may stand there."""
        return {
            "ents.ids": self.things,
            "all.label": self.classes,
            "has.property": tuple(self.values),
            "obs.measures": self.measures,
            "when.statuses": self.values.get("status", ()),
            "where.comparison": COMPARISONS,
            "where.unit": self.units,
            "join.relation": self.relations,
            "join.standing": self.standings,
            "extreme.property": tuple(self.world.schema.attributes),
        }

    def card(self) -> str:
        """The terms as lines to read: no fact, no figure, no sentence of a source."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        schema = self.world.schema
        yield "Classes: " + _listed((n, schema.classes[n].label) for n in self.classes)
        yield "Relations, subject to object:"
        for name in self.relations:
            term = schema.relations[name]
            ends = f"{'|'.join(term.domain)} → {'|'.join(term.range)}"
            inverse = "both ways" if term.symmetric else f"inverse: {term.inverse_label}"
            yield f"  {name}: {ends} ({term.label}; {inverse})"
        yield "Measures: " + _listed(
            (m.id, f"{m.label}, {m.unit}") for m in schema.measures.values()
        )
        for name, listed in self.values.items():
            yield f"Property {name}: {', '.join(listed) or 'any value that is quoted'}"
        if self.standings:
            yield f"Standings of relations: {', '.join(self.standings)}"
        yield "Things: " + _listed((node, self._described(node)) for node in self.things)

    def _described(self, node: str) -> str:
        labels = sorted(self.world.snapshot.nodes[node].labels & set(self.classes))
        return f"{self.world.name(node)}, {'/'.join(labels)}"


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name} ({called})" for name, called in pairs) or "none"
