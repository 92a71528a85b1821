"""The gate lets the shipped facts in, and tells of each bad fact what is wrong and what to do."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import SH, Graph

from chipgraph.ontology.gate import Violation, check, shapes
from chipgraph.ontology.turtle import read_turtle
from chipgraph.ontology.vocabulary import short_name

REFUSALS = Path(__file__).parent / "refusals.ttl"
CASE = re.compile(r"^### (?P<shape>\S+) \| (?P<fact>\S+) \| (?P<sentence>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """A fact of `refusals.ttl`, the shape that refuses it and what the user reads."""

    shape: str
    fact: str
    sentence: str


CASES = [Case(**match.groupdict()) for match in CASE.finditer(REFUSALS.read_text("utf-8"))]


@pytest.fixture(scope="module")
def violations(facts: Graph, ontology: Graph) -> tuple[Violation, ...]:
    """What the gate says of the shipped facts and the bad ones together."""
    return check(facts + read_turtle(REFUSALS), ontology)


def test_the_shipped_facts_pass_in_time(facts: Graph, ontology: Graph) -> None:
    size, start = len(facts), time.process_time()
    assert check(facts, ontology) == ()
    assert time.process_time() - start < 15
    assert len(facts) == size, "the gate must not change the facts"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.shape}: {case.fact}")
def test_a_bad_fact_is_refused_with_a_sentence(
    case: Case, violations: tuple[Violation, ...]
) -> None:
    messages = [
        violation.message
        for violation in violations
        if violation.shape == f"gate:{case.shape}" and short_name(violation.subject) == case.fact
    ]
    assert messages, f"{case.fact} passed {case.shape}"
    assert any(case.sentence in message for message in messages), messages


def test_only_the_bad_facts_are_refused(violations: tuple[Violation, ...]) -> None:
    bad = read_turtle(REFUSALS)
    written = {str(subject) for subject in bad.subjects()}
    strangers = {short_name(v.subject) for v in violations} - {short_name(s) for s in written}
    assert strangers <= {"claim:zzz-999"}


def test_every_sentence_names_the_fact_and_leaves_no_gap(
    violations: tuple[Violation, ...],
) -> None:
    for violation in violations:
        assert short_name(violation.subject) in violation.message
        assert "{" not in violation.message
        assert "  " not in violation.message
        assert len(violation.message) > 40


def test_every_shape_has_a_case() -> None:
    named = {short_name(shape) for shape in shapes().subjects(SH.message, None)}
    rules = {name for name in named if name.startswith("gate:")}
    with_query = {short_name(shape) for shape in shapes().subjects(SH.sparql, None)}
    assert rules | with_query == {f"gate:{case.shape}" for case in CASES}


def test_an_error_in_a_relation_does_not_fall_upon_its_ends(
    violations: tuple[Violation, ...],
) -> None:
    assert not {v for v in violations if v.subject.endswith(("/id/nvidia", "/id/cloud"))}
