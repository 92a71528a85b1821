"""How an answer looks: pipes, terminals, refusals, questions back."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest

from chipgraph.qa.answer import Answer, Cell, Citation, Column, Reason, Status, Table
from chipgraph.qa.trace import Stage
from chipgraph.render import Page, page, render, show

PLAIN = Page(80)
ANSWER = Answer(
    id="1",
    question="who makes what",
    status=Status.ANSWERED,
    answer="Two makers are named.",
    citations=(
        Citation("doc-a", "First part", 0, 9, "a-1", "One began.", "Title A"),
        Citation("doc-b", "", 0, 9, "b-1", "So.", "Title B"),
        Citation("doc-a", "First part", 20, 29, "a-2", "Prices of one.", "Title A"),
    ),
    rows=Table(
        (Column("maker"), Column("firstYear", "year"), Column("price", "number", "USD/hour")),
        (
            (Cell("One", (0,)), Cell(2016, (2,)), Cell(1234.5, (2,))),
            (Cell("A rather long name of a maker", (1,)), Cell(None), Cell(7.0)),
        ),
    ),
    cypher="MATCH (m) RETURN m.name",
    parameters={"id": "x"},
    evidence_cypher="MATCH (c:Claim) RETURN c.id",
    interpretation="makers and their prices",
    notes=("Planned: Three [2]",),
    suggestions=("who else", 'what is "it"'),
)


def test_the_answer_stands_first_then_the_proof_then_the_rest() -> None:
    lines = render(ANSWER, PLAIN).splitlines()
    assert lines[0] == "Two makers are named."
    order = ["Maker", "Planned: Three", "Understood as", "Sources", "Next"]
    places = [next(i for i, line in enumerate(lines) if word in line) for word in order]
    assert places == sorted(places)


def test_each_row_carries_the_numbers_of_its_sources() -> None:
    text = render(ANSWER, PLAIN)
    assert re.search(r"One +2016 +1,234.5 +\[1\] \[3\]$", text, re.MULTILINE)
    assert re.search(r"A rather long name of a maker +– +7 +\[2\]$", text, re.MULTILINE)


def test_statements_stand_under_the_section_that_makes_them() -> None:
    lines = [line.strip() for line in render(ANSWER, PLAIN).splitlines()]
    at = lines.index("Sources         Title A, First part")
    assert lines[at + 1 : at + 5] == ["[1] One began.", "[3] Prices of one.", "Title B", "[2] So."]


def test_a_quote_stands_under_its_statement() -> None:
    quoted = replace(ANSWER.citations[1], quote="so it is")
    answer = replace(ANSWER, citations=(ANSWER.citations[0], quoted, ANSWER.citations[2]))
    assert re.search(r"\[2\] So\.\n +“so it is”\n", render(answer, PLAIN))


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_page_and_nothing_is_cut(width: int) -> None:
    text = render(ANSWER, Page(width))
    assert max(map(len, text.splitlines())) <= width
    assert not any(line != line.rstrip() for line in text.splitlines())
    joined = "".join(text.split())
    assert "…" not in joined
    for row in ANSWER.rows.rows:
        for word in str(row[0].value).split():
            assert word in joined


def test_the_queries_are_shown_on_demand() -> None:
    assert "MATCH" not in render(ANSWER, PLAIN)
    shown = render(ANSWER, PLAIN, cypher=True)
    assert "MATCH (m) RETURN m.name" in shown
    assert "MATCH (c:Claim) RETURN c.id" in shown
    assert ':param id => "x"' in shown


def test_a_query_is_never_wrapped() -> None:
    long = "MATCH (n) " + "WHERE n.name = $name " * 10
    assert f"  {long.strip()}\n" in render(replace(ANSWER, cypher=long), PLAIN, cypher=True)


def test_stages_are_shown_on_demand() -> None:
    answer = replace(ANSWER, trace=(Stage("scan", "maker = class", 0.00125),))
    assert render(answer, PLAIN, explain=True).startswith("scan  1.2 ms\n  maker = class\n")


def test_a_suggestion_can_be_pasted_into_a_shell() -> None:
    text = render(ANSWER, PLAIN)
    assert 'chipgraph ask "who else"' in text
    assert """chipgraph ask 'what is "it"'""" in text


def test_a_refusal_says_why_and_what_can_be_asked() -> None:
    refusal = Answer(
        id="1",
        question="q",
        status=Status.UNANSWERABLE,
        answer="No source gives that.",
        reason=Reason.NOT_RECORDED,
        suggestions=("what is known",),
    )
    text = render(refusal, PLAIN)
    assert text.startswith("No source gives that.\n")
    assert "not recorded" in text
    assert 'chipgraph ask "what is known"' in text


def test_a_question_back_lists_its_readings_as_commands() -> None:
    asking = replace(
        ANSWER, status=Status.CLARIFY, answer="Which one?", rows=Table(), options=("a", "b")
    )
    assert render(asking, PLAIN).startswith(
        'Which one?\n\n  chipgraph ask "a"\n  chipgraph ask "b"\n'
    )


def test_data_cannot_steer_the_terminal() -> None:
    evil = replace(ANSWER, answer="\x1b]0;title\x07 [bold]not markup[/bold] :smile:")
    text = render(evil, PLAIN)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]not markup[/bold] :smile:" in text


def test_colours_are_for_terminals_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert not page(io.StringIO()).color
    assert page(Terminal()).color
    assert page(io.StringIO(), "always").color
    assert not page(Terminal(), "never").color
    monkeypatch.setenv("NO_COLOR", "1")
    assert not page(Terminal()).color
    assert "\x1b[" in render(ANSWER, Page(80, color=True))
    assert "\x1b" not in render(ANSWER, PLAIN)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "yes"),
        (1234567, "1,234,567"),
        (0.1 + 0.2, "0.3"),
        (12345.678, "12,345.678"),
        (141.0, "141"),
        (("a", "b"), "a, b"),
        ("", "–"),
    ],
)
def test_a_value_keeps_its_digits(value: object, text: str) -> None:
    assert show(value) == text
