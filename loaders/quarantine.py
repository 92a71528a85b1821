"""Facts that may not enter: which, why, where they are written, and what falls with them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from chipgraph.errors import FactsError
from chipgraph.loaders.namespaces import PREFIXES, expand, shorten
from chipgraph.loaders.refusal import FACTS_FILE, LIST_FILE, Refusal
from chipgraph.loaders.sources import Source, owners, union
from chipgraph.ontology.turtle import block
from chipgraph.ontology.vocabulary import CG

if TYPE_CHECKING:
    from chipgraph.ontology.gate import Violation

# A fact may lose one of several proofs and stand; it falls with the last.
_PROOFS = frozenset({CG.evidence, CG.evidencedBy})
_NO_CLAIM = "It has cg:asks, but there is no such claim: describe it, or correct its name."
_NO_TEXT = 'cg:asks takes a question as text: "…"@en.'
_NAME = re.compile(r"(?<![\w/:])[a-z]+:[\w.-]+")
Triple = tuple[Node, Node, Node]
_DEPENDS = "It builds on {fact}, which was refused."


class Quarantine:
    """Takes refused facts out of their sources, with all that builds on them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)
        self.refusals: list[Refusal] = []
        self.facts = Graph(bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            self.facts.bind(prefix, namespace)

    def screen(self, check: Callable[[Graph], tuple[Violation, ...]]) -> Graph:
        """Refuse until the gate has nothing left to say; the facts that may enter."""
        data = union(self.sources)
        while violations := check(data):
            if not self._refuse(data, violations):
                raise FactsError(
                    f"The gate refuses what no fact says: {violations[0].message}",
                    "The ontology itself needs mending: run its tests.",
                )
            data = union(self.sources)
        self._drop_phrasings(data)
        return data

    def phrasings(self) -> Graph:
        """The ways of asking, of all sources."""
        asks = Graph(bind_namespaces="none")
        for source in self.sources:
            asks += source.phrasings
        return asks

    def _refuse(self, data: Graph, violations: Iterable[Violation]) -> bool:
        """Take out what is to blame in the latest of the sources; the gate then looks again."""
        blamed: dict[int, list[tuple[Node, Violation]]] = defaultdict(list)
        for violation in violations:
            for number, fact in self._blame(data, violation):
                blamed[number].append((fact, violation))
        if not blamed:
            return False
        number = max(blamed)
        reasons: dict[Node, list[Violation]] = defaultdict(list)
        for fact, violation in blamed[number]:
            reasons[fact].append(violation)
        for fact, said in reasons.items():
            sentences = dict.fromkeys(violation.message for violation in said)
            near = [hint for violation in said for hint in (violation.value, violation.path)]
            self._remove(self.sources[number], fact, " ".join(sentences), near)
        self._drop_dependents(reasons)
        return True

    def _blame(self, data: Graph, violation: Violation) -> Iterator[tuple[int, Node]]:
        """Who is to blame for a violation: of the facts it names, those of the latest source."""
        accused, named = guilty(data, violation), mentioned(violation)
        for number, source in reversed(list(enumerate(self.sources))):
            held = {fact for fact in accused if _holds(source.facts, fact)}
            held = held or {fact for fact in named if _holds(source.facts, fact)}
            if held:
                yield from ((number, fact) for fact in sorted(held, key=str))
                return

    def _remove(self, source: Source, fact: Node, reason: str, near: Sequence[str] = ()) -> None:
        place = source.place_of(str(fact), *near)
        self.refusals.append(Refusal.of(str(fact), reason, place))
        for triple in list(block(source.facts, fact)):
            source.facts.remove(triple)
            self.facts.add(triple)

    def _drop_dependents(self, refused: Iterable[Node]) -> None:
        """Refuse what refers to a refused fact that no source holds any more, and so on."""
        waiting = [fact for fact in refused if not self._stands(fact)]
        while waiting:
            gone = waiting.pop()
            for source in self.sources:
                for subject, path in list(source.facts.subject_predicates(gone)):
                    proofs = list(source.facts.objects(subject, path))
                    if path in _PROOFS and len(proofs) > 1:
                        source.facts.remove((subject, path, gone))
                        continue
                    reason = _DEPENDS.format(fact=shorten(str(gone)))
                    for owner in owners(source.facts, subject):
                        self._remove(source, owner, reason, (str(gone),))
                        if not self._stands(owner):
                            waiting.append(owner)

    def _drop_phrasings(self, data: Graph) -> None:
        """Refuse phrasings that are none; those of refused claims go without a word."""
        refused = {refusal.fact for refusal in self.refusals}
        for source in self.sources:
            for triple, reason in bad_phrasings(source.phrasings, data):
                source.phrasings.remove(triple)
                self.facts.add(triple)
                claim = str(triple[0])
                if shorten(claim) not in refused:
                    refused.add(shorten(claim))
                    place = source.place_of(claim, str(triple[2]))
                    self.refusals.append(Refusal.of(claim, reason, place))

    def _stands(self, fact: Node) -> bool:
        return any(_holds(source.facts, fact) for source in self.sources)


def write_quarantine(quarantine: Quarantine, folder: Path) -> None:
    """Leave the refused facts in a folder: one line each with its reason, and as Turtle."""
    lines = [json.dumps(r.to_dict(), ensure_ascii=False) for r in quarantine.refusals]
    (folder / LIST_FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    turtle = quarantine.facts.serialize(format="turtle")
    (folder / FACTS_FILE).write_text(turtle, encoding="utf-8")


def bad_phrasings(phrasings: Graph, facts: Graph) -> list[tuple[Triple, str]]:
    """Phrasings of what is no claim, and phrasings that are no text."""
    found: list[tuple[Triple, str]] = []
    for triple in phrasings:
        if (triple[0], RDF.type, CG.Claim) not in facts:
            found.append((triple, _NO_CLAIM))
        elif not isinstance(triple[2], Literal) or not str(triple[2]).strip():
            found.append((triple, _NO_TEXT))
    return sorted(found, key=lambda one: (str(one[0][0]), str(one[0][2])))


def mentioned(violation: Violation) -> set[Node]:
    """The facts that the sentence of a violation names."""
    names = _NAME.findall(violation.message)
    return {URIRef(iri) for name in names if (iri := expand(name.rstrip("."))) != name}


def guilty(data: Graph, violation: Violation) -> set[Node]:
    """The facts to refuse for a violation: its subject, or whatever mentions an unknown one."""
    node: Node = URIRef(violation.subject)
    if not _holds(data, node) and _holds(data, BNode(violation.subject)):
        node = BNode(violation.subject)
    if _holds(data, node):
        return owners(data, node)
    return {owner for subject in data.subjects(None, node) for owner in owners(data, subject)}


def _holds(graph: Graph, subject: Node) -> bool:
    return (subject, None, None) in graph
