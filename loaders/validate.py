"""A user's own facts, checked before they are loaded: what is wrong, in which line, how to mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from chipgraph.errors import FactsError, TurtleError
from chipgraph.loaders.content import shipped_facts
from chipgraph.loaders.namespaces import shorten
from chipgraph.loaders.quarantine import bad_phrasings, guilty, mentioned
from chipgraph.loaders.sources import Source, owners, read_source, union
from chipgraph.ontology.gate import check
from chipgraph.ontology.schema import ontology_paths
from chipgraph.ontology.turtle import block, read_turtle
from chipgraph.ontology.vocabulary import CG

_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|\\^`]')


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the line, the fact, what is wrong and how to mend it."""

    line: int | None
    subject: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "somewhere"
        subject = f"{self.subject}: " if self.subject else ""
        return f"{place}: {subject}{self.message}"


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Everything that is wrong in one file; nothing where `ok`."""

    file: Path
    triples: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """True where the file can be loaded whole."""
        return not self.problems

    def summary(self) -> str:
        """The report as a person reads it."""
        if self.ok:
            return f"{self.file}: {self.triples:,} triples, nothing wrong."
        count = f"{len(self.problems)} problem{'s' if len(self.problems) > 1 else ''}"
        return "\n".join([f"{self.file}: {count}.", *(f"  {p}" for p in self.problems)])

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        problems = [asdict(problem) for problem in self.problems]
        return {
            "file": str(self.file),
            "ok": self.ok,
            "triples": self.triples,
            "problems": problems,
        }


def validate(path: Path) -> ValidationReport:
    """Check one Turtle file as the gate would beside the shipped facts."""
    try:
        own = read_source([path])
    except TurtleError as error:
        return ValidationReport(path, 0, (_syntax_problem(error),))
    triples = len(own.facts) + len(own.phrasings)
    if not triples:
        raise FactsError(
            f"{path} holds no facts.", "Write at least one block: e:name a cg:Vendor …"
        )
    found = {*_bad_terms(own), *_refused(own, path)}
    ordered = sorted(found, key=lambda p: (p.line or 0, p.subject, p.message))
    return ValidationReport(path, triples, tuple(ordered))


def _syntax_problem(error: TurtleError) -> Problem:
    shown = f" Here: {error.source.strip()}" if error.source else ""
    return Problem(error.line, "", f"{error.problem} {error.hint}{shown}")


def _refused(own: Source, path: Path) -> Iterator[Problem]:
    """What the gate says about facts of the file, each at its line."""
    ontology = read_turtle(*ontology_paths())
    data = _beside_shipped(own, path)
    for violation in check(data, ontology):
        accused = _held(own, guilty(data, violation)) or _held(own, mentioned(violation))
        for fact in accused:
            near = (violation.value, violation.path)
            yield Problem(_line(own, str(fact), *near), shorten(str(fact)), violation.message)
    for (claim, _, value), reason in bad_phrasings(own.phrasings, data):
        yield Problem(_line(own, str(claim), str(value)), shorten(str(claim)), reason)


def _beside_shipped(own: Source, path: Path) -> Graph:
    """The file's facts among the shipped ones; of claims and passages, those that it names."""
    others = [other for other in shipped_facts() if other.resolve() != path.resolve()]
    shipped = read_source(others).facts
    data = union([own])
    named = set(own.facts.objects())
    bulk = {s for kind in (CG.Claim, CG.Passage) for s in shipped.subjects(RDF.type, kind)}
    for subject in set(shipped.subjects()):
        if not isinstance(subject, BNode) and (subject not in bulk or subject in named):
            for triple in block(shipped, subject):
                data.add(triple)
    return data


def _held(own: Source, facts: Iterable[Node]) -> list[Node]:
    return sorted((fact for fact in facts if (fact, None, None) in own.facts), key=str)


def _bad_terms(own: Source) -> Iterator[Problem]:
    """Values that contradict their datatype, and IRIs that are none."""
    for subject, path, value in own.facts + own.phrasings:
        for wrong in (_bad_value(value), _bad_iri(subject), _bad_iri(path), _bad_iri(value)):
            if wrong:
                for owner in owners(own.facts, subject):
                    line = _line(own, str(owner), str(value), str(path))
                    yield Problem(line, shorten(str(owner)), wrong)


def _bad_value(value: object) -> str:
    if isinstance(value, Literal) and value.ill_typed:
        return (
            f'"{value}" is no {shorten(str(value.datatype))}. Correct the value, '
            "or remove the datatype."
        )
    return ""


def _bad_iri(term: object) -> str:
    if isinstance(term, URIRef) and _NOT_IN_IRIS.search(term):
        return f"<{term}> is no IRI: it holds a blank or another sign that IRIs may not have."
    return ""


def _line(own: Source, subject: str, *near: str) -> int | None:
    place = own.place_of(subject, *near)
    return place[1] if place else None
