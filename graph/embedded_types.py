"""Which types the embedded engine needs so that each node has exactly its labels.

The engine keeps a node in one type, and a type can extend others; a label matches a type and all
that extend it. Where one label of a node implies all its others (every Vendor is an Organization
and an Entity), the type of that label extends theirs, and an index on the topmost serves all of
them. Any other set of labels gets a type of its own, named by all of them (`Chip~Model`), just as
the engine's own CREATE would make it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Labels = frozenset[str]


@dataclass(frozen=True, slots=True)
class VertexType:
    """One type, and the types that it extends directly."""

    name: str
    parents: tuple[str, ...]


def implications(label_sets: Iterable[Labels]) -> dict[str, Labels]:
    """Label to the labels (itself among them) that all nodes with it have."""
    implied: dict[str, Labels] = {}
    for labels in label_sets:
        for label in labels:
            implied[label] = implied.get(label, labels) & labels
    return implied


def type_name(labels: Iterable[str], implied: dict[str, Labels]) -> str:
    """The type that holds nodes with exactly these labels."""
    wanted = frozenset(labels)
    specific = [label for label in wanted if implied[label] == wanted]
    return max(specific, default="~".join(sorted(wanted)))


def vertex_types(label_sets: Iterable[Labels]) -> list[VertexType]:
    """All types, each after those that it extends."""
    sets = set(label_sets)
    implied = implications(sets)
    labels = sorted(implied, key=lambda label: (len(implied[label]), label))
    types = [VertexType(label, _parents(label, implied)) for label in labels]
    for members in sorted(sets, key=sorted):
        if (name := type_name(members, implied)) not in implied:
            types.append(VertexType(name, tuple(sorted(members))))
    return types


def _parents(label: str, implied: dict[str, Labels]) -> tuple[str, ...]:
    """The nearest of the labels above; of labels that imply each other, one is above the next."""

    def is_above(upper: str, lower: str) -> bool:
        mutual = lower in implied[upper]
        return upper in implied[lower] and (upper < lower if mutual else True) and upper != lower

    above = [other for other in implied[label] if is_above(other, label)]
    return tuple(sorted(one for one in above if not any(is_above(one, other) for other in above)))
