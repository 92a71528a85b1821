"""A user's file is checked before it is loaded: each problem with its line and a cure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chipgraph.errors import FactsError
from chipgraph.loaders.validate import validate

OwnFacts = Any  # the class of the fixture in conftest.py


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_good_file_has_no_problems(own_facts: OwnFacts) -> None:
    report = validate(own_facts.facts)
    assert report.ok, report.summary()
    assert report.summary().endswith("nothing wrong.")
    assert report.to_dict()["problems"] == []


def test_every_problem_is_told_with_its_line(own_facts: OwnFacts) -> None:
    path = own_facts.write(
        ("cg:kind cgs:kind-asic ;", "cg:marketShare 3 ;"),
        ("cg:status cgs:status-actual ; ", ""),
        ("cg:characters ", 'cg:characters "many"^^<http://www.w3.org/2001/XMLSchema#integer> , '),
        ('"who sells the Tamarind"@en', '"who sells the Tamarind"@en , <https://example.org/a b>'),
    )
    report = validate(path)
    told = {(problem.subject, problem.line, problem.message) for problem in report.problems}

    def said(subject: str, line: int, words: str) -> bool:
        return any(one[:2] == (subject, line) and words in one[2] for one in told)

    assert said("e:tamarind", line_of(path, "cg:marketShare"), "cg:marketShare")
    assert said("obs:tamarind-memory", line_of(path, "obs:tamarind-memory a"), "cg:status")
    assert said("doc:lab-note", line_of(path, '"many"'), '"many" is no xsd:integer')
    assert said("claim:lab-001", line_of(path, "who sells"), "is no IRI")
    assert said("claim:lab-001", line_of(path, "who sells"), "takes a question as text")
    assert all(problem.line for problem in report.problems)
    assert f"{len(report.problems)} problems" in report.summary()
    assert json.loads(json.dumps(report.to_dict()))["ok"] is False


def test_a_name_that_a_shipped_thing_has_is_told(own_facts: OwnFacts) -> None:
    path = own_facts.write(('"Tamarind"@en', '"H100"@en'))
    report = validate(path)
    assert [problem.subject for problem in report.problems] == ["e:tamarind"]
    assert "H100" in report.problems[0].message


def test_a_broken_file_is_one_problem_with_its_line(own_facts: OwnFacts) -> None:
    path = own_facts.write(("e:quillon a cg:Vendor ;", "e:quillon a cg:Vendor"))
    (problem,) = validate(path).problems
    assert problem.line == line_of(path, "e:quillon a cg:Vendor") + 1
    assert "put `;` between two properties" in problem.message


def test_ways_of_asking_for_an_unknown_claim_are_told(own_facts: OwnFacts) -> None:
    path = own_facts.write(more='\nclaim:lab-999 cg:asks "who knows"@en .\n')
    (problem,) = validate(path).problems
    assert (problem.subject, problem.line) == ("claim:lab-999", line_of(path, "claim:lab-999"))


def test_a_file_without_facts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.ttl"
    path.write_text("@prefix e: <https://w3id.org/chipgraph/id/> .\n")
    with pytest.raises(FactsError, match="holds no facts"):
        validate(path)
