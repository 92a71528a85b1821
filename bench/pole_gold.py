"""Evaluates the gold queries of ZOGRASCOPE: chains of MATCH, one RETURN, an optional extreme.

As openCypher has it, a relationship is taken at most once within one MATCH; their patterns have no
direction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from pole_graph import stored_as, typed

from chipgraph.graph.snapshot import Snapshot
from chipgraph.ontology.schema import Schema

_NODE = re.compile(r'\((x\d+):(\w+)(?: WHERE x\d+\.(\w+) = "([^"]*)")?\)')
_STEP = re.compile(r"-\[:(\w+)\]-")
_RETURN = re.compile(r"RETURN (COUNT\(DISTINCT x0\)|x0(?:\.(\w+))?)")
_ORDER = re.compile(r"ORDER BY x0\.(\w+) (ASC|DESC)")
Link = tuple[int, str]  # a relationship, and the node at its other end


@dataclass
class Pattern:
    """What a query matches."""

    labels: dict[str, str] = field(default_factory=dict)
    tests: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    steps: list[tuple[int, str, str, str]] = field(default_factory=list)  # clause, type, both ends


class Gold:
    """The graph as the gold queries see it."""

    def __init__(self, snapshot: Snapshot, schema: Schema) -> None:
        self._nodes = snapshot.nodes
        self._schema = schema
        self._labels = snapshot.by_label
        self._links: dict[str, dict[str, list[Link]]] = {}
        for number, (kind, source, target, _) in enumerate(snapshot.relationships()):
            by_end = self._links.setdefault(kind, defaultdict(list))
            by_end[source].append((number, target))
            by_end[target].append((number, source))

    def answer(self, query: str) -> frozenset[Any]:
        """The ids, the values or the number that a query finds."""
        pattern = pattern_of(query)
        found = self._matched(pattern)
        label = pattern.labels["x0"]
        if order := _ORDER.search(query):
            found = self._extreme(found, stored_as(label, order[1]), order[2] == "DESC")
        returned = _RETURN.search(query)
        if returned is None:
            raise ValueError(query)
        if returned[1].startswith("COUNT"):
            return frozenset({len(found)})
        if returned[2]:
            name = stored_as(label, returned[2])
            held = (self._nodes[node].properties.get(name) for node in found)
            return frozenset(value for value in held if value is not None)
        return frozenset(found)

    def _extreme(self, found: set[str], name: str, greatest: bool) -> set[str]:
        held = {n: self._nodes[n].properties.get(name) for n in found}
        known = [value for value in held.values() if value is not None]
        if not known:
            return set()
        best = max(known) if greatest else min(known)
        return {node for node, value in held.items() if value == best}

    def _matched(self, pattern: Pattern) -> set[str]:
        """What x0 may be: candidates narrowed along the tree, then each proven by a match."""
        may = {variable: self._candidates(variable, pattern) for variable in pattern.labels}
        for _ in range(len(pattern.steps)):
            for _, kind, one, other in pattern.steps:
                for here, there in ((one, other), (other, one)):
                    links = self._links[kind]
                    may[here] = {
                        n for n in may[here] if any(o in may[there] for _, o in links.get(n, ()))
                    }
        return {n for n in may["x0"] if self._matches({"x0": n}, pattern.steps, may, frozenset())}

    def _candidates(self, variable: str, pattern: Pattern) -> set[str]:
        label = pattern.labels[variable]
        found = set(self._labels.get(label, ()))
        for column, text in pattern.tests[variable]:
            try:
                name, value = typed(label, column, text, self._schema)
            except ValueError:
                return set()
            found = {n for n in found if self._nodes[n].properties.get(name) == value}
        return found

    def _matches(
        self,
        bound: dict[str, str],
        steps: list[tuple[int, str, str, str]],
        may: dict[str, set[str]],
        taken: frozenset[tuple[int, int]],
    ) -> bool:
        if not steps:
            return True
        clause, kind, one, other = next(s for s in steps if s[2] in bound or s[3] in bound)
        rest = [s for s in steps if s != (clause, kind, one, other)]
        here, there = (one, other) if one in bound else (other, one)
        for number, node in self._links[kind].get(bound[here], ()):
            fits = node in may[there] if there not in bound else node == bound[there]
            if fits and (clause, number) not in taken:
                more = taken | {(clause, number)}
                if self._matches({**bound, there: node}, rest, may, more):
                    return True
        return False


def pattern_of(query: str) -> Pattern:
    """The variables, their conditions and the steps between them."""
    pattern = Pattern()
    clauses = [c for c in query.partition("RETURN")[0].split("MATCH") if c.strip()]
    for number, clause in enumerate(clauses):
        nodes = list(_NODE.finditer(clause))
        for match in nodes:
            pattern.labels[match[1]] = match[2]
            if match[3]:
                pattern.tests[match[1]].append((match[3], match[4]))
        plain = _NODE.sub("()", clause)
        for kind, one, other in zip(_STEP.findall(plain), nodes, nodes[1:], strict=False):
            pattern.steps.append((number, kind, one[1], other[1]))
    return pattern
