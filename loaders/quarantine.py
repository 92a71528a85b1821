"""Facts that may not enter: which, why, where they are written, and what falls with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from chipgraph.errors import FactsError
from chipgraph.loaders.namespaces import PREFIXES, shorten
from chipgraph.loaders.refusal import FACTS_FILE, LIST_FILE, Refusal
from chipgraph.loaders.sources import Source, block, owners, union
from chipgraph.ontology.vocabulary import CG

if TYPE_CHECKING:
    from chipgraph.ontology.gate import Violation

# A fact may lose one of several proofs and stand; it falls with the last.
_PROOFS = frozenset({CG.evidence, CG.evidencedBy})
_ORPHAN = "It has cg:asks, but there is no such claim."
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
        self._drop_orphans(data)
        return data

    def phrasings(self) -> Graph:
        """The ways of asking, of all sources."""
        asks = Graph(bind_namespaces="none")
        for source in self.sources:
            asks += source.phrasings
        return asks

    def _refuse(self, data: Graph, violations: Iterable[Violation]) -> bool:
        reasons = _reasons(data, violations)
        for source in reversed(self.sources):
            guilty = {fact: why for fact, why in reasons.items() if _holds(source.facts, fact)}
            if guilty:
                for fact, (reason, near) in guilty.items():
                    self._remove(source, fact, reason, near)
                self._drop_dependents(guilty)
                return True
        return False

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

    def _drop_orphans(self, data: Graph) -> None:
        """Refuse phrasings of what is no claim; those of refused claims go without a word."""
        refused = {refusal.fact for refusal in self.refusals}
        for source in self.sources:
            for claim in orphans(source.phrasings, data):
                if shorten(str(claim)) not in refused:
                    place = source.place_of(str(claim))
                    self.refusals.append(Refusal.of(str(claim), _ORPHAN, place))
                for triple in list(source.phrasings.triples((claim, None, None))):
                    source.phrasings.remove(triple)
                    self.facts.add(triple)

    def _stands(self, fact: Node) -> bool:
        return any(_holds(source.facts, fact) for source in self.sources)


def write_quarantine(quarantine: Quarantine, folder: Path) -> None:
    """Leave the refused facts in a folder: one line each with its reason, and as Turtle."""
    lines = [json.dumps(r.to_dict(), ensure_ascii=False) for r in quarantine.refusals]
    (folder / LIST_FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    turtle = quarantine.facts.serialize(format="turtle")
    (folder / FACTS_FILE).write_text(turtle, encoding="utf-8")


def orphans(phrasings: Graph, facts: Graph) -> list[Node]:
    """What has phrasings and is not a claim of the facts."""
    asked = set(phrasings.subjects())
    return sorted((node for node in asked if (node, RDF.type, CG.Claim) not in facts), key=str)


def _reasons(data: Graph, violations: Iterable[Violation]) -> dict[Node, tuple[str, list[str]]]:
    """Per guilty fact the sentences of the gate, and what to look for in its block."""
    found: dict[Node, tuple[list[str], list[str]]] = {}
    for violation in violations:
        for fact in guilty(data, violation):
            sentences, near = found.setdefault(fact, ([], []))
            if violation.message not in sentences:
                sentences.append(violation.message)
            near += [violation.value, violation.path]
    return {fact: (" ".join(texts), near) for fact, (texts, near) in found.items()}


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
