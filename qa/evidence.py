"""The claims behind what a query finds, and what each of them cites.

Read from the snapshot, since it is no part of the rows. An answer also carries the query that gives
the same citations from the store (`CITED`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from chipgraph.qa import form as f
from chipgraph.qa.answer import Citation
from chipgraph.qa.form import SUBJECT

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot

ABOUT = "ABOUT"  # from a claim to what it is about
PROVEN = "EVIDENCED_BY"  # from a thing or a figure to a claim; names the property that is proven
STATED, PRINTED = "STATED_IN", "IN_DOCUMENT"  # from a claim to its passage, from there on
CITED = """\
UNWIND $claims AS id
MATCH (c:Claim {id: id})-[:STATED_IN]->(p:Passage)-[:IN_DOCUMENT]->(d:Document)
RETURN c.id AS claim, c.statement AS statement, d.id AS document, d.title AS title,
       p.section AS section, p.start AS start, p.end AS end
ORDER BY claim"""
# A claim, and that by which the claims of one thing are put in order.
Found = tuple[str, str]


class Evidence:
    """Claims by what they prove, over one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def behind(self, ids: Iterable[str], form: f.Form) -> dict[str, list[str]]:
        """The claims behind each of these things, nearest to what the form says about it.

        First those filed under a value or a relation of the form, then those that speak of the
        thing in a word of the form, at last those that name it together with what the form names.
        """
        steps = tuple(self._steps(form))
        found = {}
        for node in ids:
            for step in steps:
                if claims := [claim for _, claim in sorted(set(step(node)))]:
                    found[node] = claims
                    break
        return found

    def proving(self, node: str, name: str) -> list[str]:
        """The claims behind the value that a thing has of a property."""
        return sorted(claim for proven, _, claim in self._proofs.get(node, ()) if proven == name)

    def cite(self, claims: Iterable[str]) -> tuple[Citation, ...]:
        """The citations of claims, in the order given; a claim that no passage states has none."""
        return tuple(citation for claim in claims if (citation := self._citation(claim)))

    def about(self, node: str) -> frozenset[str]:
        """The claims that are about a thing."""
        return self._about.get(node, frozenset())

    def breadth(self, claim: str) -> int:
        """How many things a claim is about."""
        return len(self._snapshot.outgoing.get(ABOUT, {}).get(claim, ()))

    def _citation(self, claim: str) -> Citation | None:
        outgoing = self._snapshot.outgoing
        for passage in outgoing.get(STATED, {}).get(claim, ()):
            for document in outgoing.get(PRINTED, {}).get(passage, ()):
                nodes = self._snapshot.nodes
                place = nodes[passage].properties
                return Citation(
                    document=document,
                    section=str(place.get("section") or ""),
                    start=int(place["start"]),
                    end=int(place["end"]),
                    claim=claim,
                    statement=str(nodes[claim].properties["statement"]),
                    title=str(nodes[document].properties.get("title") or ""),
                )
        return None

    def _steps(self, form: f.Form) -> Iterator[Callable[[str], Iterator[Found]]]:
        parts = tuple(f.parts(form))
        relations = frozenset(part.relation for part in parts if isinstance(part, f.Join))
        valued = tuple(part for part in parts if isinstance(part, f.Has))
        values = frozenset(value for part in valued for value in part.values)
        if valued:
            properties = frozenset(part.property for part in valued)
            yield lambda node: self._valued(node, properties, values)
        if relations == {SUBJECT}:
            yield self._observed
        else:
            yield lambda node: self._related(node, relations)
        if valued:
            words = tuple(value.lower() for value in values)
            yield lambda node: self._mentioned(node, words)
        named = f.mentions(form)
        yield lambda node: self._together(node, named)

    def _valued(
        self, node: str, properties: frozenset[str], values: frozenset[str]
    ) -> Iterator[Found]:
        for name, value, claim in self._proofs.get(node, ()):
            if name in properties and value in values:
                yield value, claim

    def _related(self, node: str, relations: frozenset[str]) -> Iterator[Found]:
        for relation, other, claims in self._edges.get(node, ()):
            if relation in relations:
                yield from ((other, claim) for claim in claims)

    def _observed(self, node: str) -> Iterator[Found]:
        for observation in self._snapshot.incoming.get(SUBJECT, {}).get(node, ()):
            for _, _, claim in self._proofs.get(observation, ()):
                yield observation, claim

    def _mentioned(self, node: str, words: tuple[str, ...]) -> Iterator[Found]:
        for claim in self.about(node):
            said = self._snapshot.nodes[claim].properties
            if any(word in str(said.get("statement", "")).lower() for word in words):
                yield str(said.get("document", "")), claim

    def _together(self, node: str, named: frozenset[str]) -> Iterator[Found]:
        for other in named:
            both = self.about(node) & self.about(other)
            yield from ((other, claim) for claim in both)

    @cached_property
    def _about(self) -> dict[str, frozenset[str]]:
        found = self._snapshot.incoming.get(ABOUT, {})
        return {node: frozenset(claims) for node, claims in found.items()}

    @cached_property
    def _proofs(self) -> dict[str, list[tuple[str, str, str]]]:
        """By thing or figure: property, value and claim."""
        found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for source, target, said in self._snapshot.edges.get(PROVEN, ()):
            found[source].append(
                (str(said.get("property", "")), str(said.get("value", "")), target)
            )
        return dict(found)

    @cached_property
    def _edges(self) -> dict[str, list[tuple[str, str, tuple[str, ...]]]]:
        """By thing: relation, other end and claims of each relationship that names claims."""
        found: dict[str, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
        for relation, source, target, said in self._snapshot.relationships():
            if claims := tuple(said.get("claims") or ()):
                found[source].append((relation, target, claims))
                found[target].append((relation, source, claims))
        return dict(found)
