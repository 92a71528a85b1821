"""Finds words of an ontology that could mislead a reader: one phrase for two relations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from chipgraph.ontology.schema import RelationTerm, Schema

Ends = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """A phrase that two relations use between the same classes."""

    phrase: str
    one: str
    other: str


def clashes(schema: Schema) -> tuple[Clash, ...]:
    """Phrases that stand on two relations where the classes at the ends do not tell which."""
    uses: dict[str, list[tuple[RelationTerm, Ends]]] = defaultdict(list)
    for relation in schema.relations.values():
        ends = _ends(schema, relation)
        for phrase in {relation.label, *relation.alt}:
            uses[phrase.lower()].append((relation, ends))
        if relation.symmetric:
            continue
        inverse = frozenset((end, start) for start, end in ends)
        for phrase in {relation.inverse_label, *relation.inverse_alt}:
            uses[phrase.lower()].append((relation, inverse))
    found = {
        Clash(phrase, *sorted((one.name, other.name)))
        for phrase, readings in uses.items()
        for (one, here), (other, there) in combinations(readings, 2)
        if here & there
    }
    return tuple(sorted(found))


def _ends(schema: Schema, relation: RelationTerm) -> Ends:
    """Pairs of classes that the relation may join, subclasses included."""
    starts = {c for name in relation.domain for c in schema.subclasses(name)}
    targets = {c for name in relation.range for c in schema.subclasses(name)}
    pairs = {(start, target) for start in starts for target in targets}
    if relation.same_class:
        pairs = {(a, b) for a, b in pairs if schema.subclasses(a) & schema.subclasses(b)}
    return frozenset(pairs)
