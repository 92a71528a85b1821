"""Competency questions: SPARQL on the facts and Cypher on the store give the rows expected."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rdflib import Graph

from chipgraph.ontology.closure import close
from chipgraph.ontology.schema import HOME

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph

FOLDER = HOME / "competency"
QUESTIONS = sorted(path.parent for path in FOLDER.glob("*/question.txt"))
Table = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def knowledge(facts: Graph, derived: Graph, ontology: Graph) -> Graph:
    """Facts, what follows from them, and the terms."""
    everything = facts + derived + ontology
    close(everything, ontology)
    return everything


def cell(value: Any) -> str:
    """A value as the expected table writes it: numbers without trailing zeros, nothing for none."""
    try:
        return f"{float(value):.12g}"
    except (TypeError, ValueError):
        return "" if value is None else str(value)


def table(columns: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Table:
    """Column names and rows as text."""
    return [tuple(map(str, columns)), *(tuple(map(cell, row)) for row in rows)]


def expected(question: Path) -> Table:
    """The rows that a person has checked."""
    with (question / "expected.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return table(header, rows)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.name)
def test_sparql_gives_the_expected_rows(question: Path, knowledge: Graph) -> None:
    found = knowledge.query((question / "query.rq").read_text(encoding="utf-8"))
    header = found.vars or []
    values = [[row.get(name) for name in header] for row in found.bindings]
    rows = [[value and value.toPython() for value in row] for row in values]
    assert table(header, rows) == expected(question)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.name)
def test_cypher_gives_the_same_rows(question: Path, graph: ChipGraph) -> None:
    found = graph.cypher((question / "query.cypher").read_text(encoding="utf-8"))
    assert table(found.columns, found.rows) == expected(question)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.name)
def test_a_question_is_a_sentence_with_rows_to_check(question: Path) -> None:
    assert (question / "question.txt").read_text(encoding="utf-8").strip().endswith("?")
    assert len(expected(question)) > 1
