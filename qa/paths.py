"""Shortest typed paths between classes: the relations that a question leaves unsaid."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from chipgraph.qa.form import EVIDENCE_LAYER

if TYPE_CHECKING:
    from chipgraph.ontology.schema import Schema

# A path is one or two steps; a step is a relation and whether it is walked forward.
Step = tuple[str, bool]
Path = tuple[Step, ...]


class Paths:
    """Which relations lead from one label to another, nearest first."""

    def __init__(self, schema: Schema) -> None:
        self._steps: dict[str, list[tuple[Step, str]]] = defaultdict(list)
        for relation in schema.relations.values():
            if relation.symmetric or relation.derived or relation.transitive:
                continue
            if EVIDENCE_LAYER & {*relation.domain, *relation.range}:
                continue
            for source in _down(schema, relation.domain):
                for target in _down(schema, relation.range):
                    self._steps[source].append(((relation.name, True), target))
                    self._steps[target].append(((relation.name, False), source))
        self._schema = schema
        self.between = cache(self._between)

    def _between(self, source: str, target: str) -> tuple[Path, ...]:
        one = {(step,) for step, end in self._steps[source] if end == target}
        if one:
            return tuple(sorted(one))
        two = {
            (first, second)
            for first, middle in self._steps[source]
            for second, end in self._steps[middle]
            if end == target and first[0] != second[0]
        }
        return tuple(sorted(two))


def _down(schema: Schema, labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for label in labels for name in schema.subclasses(label))
