"""Mechanisms that the wording of a question sets off, each in words that no question set holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chipgraph.qa.answer import Status
from chipgraph.qa.claims.things import asks_first
from chipgraph.qa.wants import asked_nouns

if TYPE_CHECKING:
    from conftest import Ask

    from chipgraph.qa.pipeline import Answerer


def values(answer: object, unit: str) -> list[float]:
    found = getattr(answer, "values")  # noqa: B009
    return [round(v.value, 2) for v in found if v.unit == unit]


def test_a_list_is_named_by_its_items_and_counted_afterwards(answerer: Answerer) -> None:
    first = answerer.ask("which four measures is a training system judged by")
    assert len(first.entities) == 4
    assert first.entities[:2] == ("Time-to-train", "Cluster utilization")
    assert all(item in first.answer for item in first.entities)
    counted = answerer.ask("how many are those?", first)
    assert values(counted, "count") == [4.0]
    assert counted.citations == first.citations


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the first three rivals", 3),
        ("top 5 vendors", 5),
        ("the first chip", None),
        ("first", None),
    ],
)
def test_the_first_so_many(text: str, wanted: int | None, answerer: Answerer) -> None:
    assert asks_first(answerer._understand(text, [])) == wanted


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("what does the Amazon story say about latency", "amazon-ai-asics"),
        ("who is quoted in the report by TrendX on prices", ""),
        ("latency in the piece about Amazon's chips", "amazon-ai-asics"),
        ("how does Amazon cut latency", ""),
    ],
)
def test_a_document_is_named_by_what_it_is_about(
    text: str, document: str, answerer: Answerer
) -> None:
    question = answerer._understand(text, [])
    found = [a.entry.target for a in question.anchors if a.entry.source == "topic"]
    assert found == ([document] if document else [])
    if document:
        names = {a.entry.target for a in question.anchors if a.entry.kind == "entity"}
        assert "amazon" not in names  # it tells where, not of what


def test_a_noun_that_nothing_knows_is_not_taken_for_another(answerer: Answerer, ask: Ask) -> None:
    question = answerer._understand("which shipyard will build the Trainium chips", [])
    assert {question.tokens[i].text for i in asked_nouns(question)} == {"shipyard"}
    assert ask("which shipyard will build the Trainium chips").status is Status.UNANSWERABLE


def test_one_figure_as_a_percentage_of_another(ask: Ask) -> None:
    answer = ask("NVIDIA's data center revenue in FY2024 as a percentage of that in FY2025")
    assert values(answer, "%") == [round(47.525 / 115.186 * 100, 2)]


def test_the_middle_of_a_range(ask: Ask) -> None:
    answer = ask("the middle of the market share of cloud inference")
    assert 20.0 in values(answer, "%")


def test_two_figures_of_two_measures_stand_side_by_side(ask: Ask) -> None:
    answer = ask(
        "ratio of Amazon's 2026 capital expenditure to NVIDIA's FY2024 data center revenue"
    )
    assert values(answer, "x") == [round(200 / 47.525, 2)]


def test_a_follow_up_changes_a_name_or_a_year_of_what_statements_answered(
    answerer: Answerer,
) -> None:
    first = answerer.ask("by what yardsticks is training judged")
    then = answerer.ask("and inference?", first)
    assert "Cost per token" in then.answer
    assert then.memory is not None
    assert "inference" in then.memory.question
