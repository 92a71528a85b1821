"""Comparisons of which each side is a question of its own, and arithmetic on what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chipgraph.qa.answer import Status
from chipgraph.qa.sides import members, ways

if TYPE_CHECKING:
    from conftest import Ask

    from chipgraph.qa.pipeline import Answerer


def values(answer: object, unit: str) -> list[float]:
    found = getattr(answer, "values")  # noqa: B009
    return [round(v.value, 2) for v in found if v.unit == unit]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (
            "By what factor does IDC's 2028 figure exceed the AI training market of 2025?",
            ("IDC's 2028 figure", "the AI training market of 2025"),
        ),
        (
            "What is the ratio of the price of trn1.32xlarge to that of inf2.48xlarge?",
            ("the price of trn1.32xlarge", "that of inf2.48xlarge"),
        ),
        (
            "Which is larger, the capital raised by GPU clouds or the compute cost of GPT-4?",
            ("the capital raised by GPU clouds", "the compute cost of GPT-4"),
        ),
    ],
)
def test_a_comparison_falls_into_its_sides(
    text: str, sides: tuple[str, ...], answerer: Answerer
) -> None:
    assert sides in ways(answerer.understand(text))


def test_a_side_is_no_bare_year_and_loses_no_name(answerer: Answerer) -> None:
    asked = answerer.understand("How much larger is the AI training market in 2034 than in 2025?")
    assert ways(asked) == ()  # `in 2025` alone is no side
    asked = answerer.understand("rank by memory: the H200, the MI300X and the TPU v5p")
    assert members(asked) == ("the H200", "the MI300X", "the TPU v5p")


def test_sides_of_two_measures_one_of_which_only_a_claim_words_so(ask: Ask) -> None:
    answer = ask("Which is larger, the capital raised by GPU clouds or the compute cost of GPT-4?")
    assert values(answer, "USD billion") == [15.0]
    assert values(answer, "USD") == [100_000_000.0]
    assert "greater is the capital raised by GPU clouds" in answer.answer
    assert len(answer.rows.rows) == 2
    assert all(cell.citations for row in answer.rows.rows for cell in row)


def test_one_side_tells_what_kind_of_figure_the_other_is(ask: Ask) -> None:
    answer = ask("By what factor does IDC's 2028 figure exceed the AI training market of 2025?")
    assert values(answer, "x") == [16.67]  # 200 billion over 12 billion


def test_one_end_of_each_range(ask: Ask) -> None:
    answer = ask(
        "How many times does the lower end of a training run exceed the upper end of "
        "fine-tuning investment?"
    )
    assert values(answer, "x") == [50.0]  # 500 million over 10 million
    assert values(ask("the upper end of the market share of cloud training"), "%") == [70.0]


def test_a_ranking_of_figures_of_one_kind_under_the_words_of_the_question(ask: Ask) -> None:
    answer = ask(
        "sort descending: Meta's target for its own chips, NVIDIA's share of AI chips, "
        "North America's share of AI training revenue"
    )
    assert values(answer, "%") == [90.0, 70.0, 56.0]
    assert answer.entities[1] == "Meta's target for its own chips"


def test_an_order_of_time_ranks_years(ask: Ask) -> None:
    answer = ask(
        "Put these in chronological order: the base year of the AI training market study, "
        "AlexNet's breakthrough, Amazon's capex plan"
    )
    assert values(answer, "year") == [2012.0, 2025.0, 2026.0]


@pytest.mark.parametrize(
    "text",
    [
        "Compare AMD's market share with NVIDIA's market share.",  # AMD's is nowhere
        "how much did OpenAI spend against Anthropic on chips",  # one figure of both together
        "How many times the revenue of Groq is the revenue of Cerebras?",
    ],
)
def test_a_comparison_without_both_figures_is_refused(text: str, ask: Ask) -> None:
    assert ask(text).status is Status.UNANSWERABLE


def test_figures_that_one_claim_sets_in_a_row_are_ranked(ask: Ask) -> None:
    answer = ask("rank the hyperscalers by how many of their chips are to be of their own design")
    assert values(answer, "%") == [80.0, 70.0, 50.0]


@pytest.mark.parametrize(
    ("text", "unit", "right"),
    [
        ("Of every 200 chips that AWS runs, how many should be its own?", "count", 100.0),
        ("What would 5 percent of Amazon's 2026 capex be?", "USD billion", 10.0),
        ("What would 3 TPU v5p chips cost for 10 hours?", "USD", 126.0),
        ("If I run inf2.xlarge for 30 days, what does it cost?", "USD", 547.2),
        ("NVIDIA's data center revenue in fiscal 2025 per month", "USD billion", 9.6),
        ("the average memory of the H200 and the MI300X", "GB", 166.5),
        ("What is the midpoint of fine-tuning investment?", "USD", 5_050_000.0),
        ("how many times its rest is the upper end of inference's lifetime cost share", "x", 9.0),
    ],
)
def test_arithmetic_on_one_figure(text: str, unit: str, right: float, ask: Ask) -> None:
    assert values(ask(text), unit)[0] == right


def test_what_claims_said_can_be_worked_with(answerer: Answerer) -> None:
    first = answerer.ask("How much did Amazon say it would invest in 2026?")
    assert values(answerer.ask("and per quarter of a year in months: per month?", first), "x") == []
    assert values(answerer.ask("how much is that per month?", first), "USD billion")[0] == 16.67
    first = answerer.ask("How much of the lifetime cost of AI is inference?")
    assert values(answerer.ask("so what remains?", first), "%")[:2] == [10.0, 20.0]


def test_a_name_that_is_counted_in_leaves_nothing_out(ask: Ask) -> None:
    answer = ask("rank all hourly list prices, TPUs included")
    assert len(answer.entities) == 6
    assert set(ask("Which companies, NVIDIA included, make GPUs?").entities) == {"AMD", "NVIDIA"}


def test_a_forecast_is_no_less_of_a_target_than_a_plan(ask: Ask) -> None:
    answer = ask("which vendors have a planned self-designed chip share")
    assert set(answer.entities) == {"AWS", "Meta", "Microsoft"}


def test_a_vague_figure_of_a_vague_name_is_given_for_each(ask: Ask) -> None:
    answer = ask("what percent is inference?")
    assert values(answer, "%") == [80.0, 90.0, 15.0, 25.0]
    assert any("this answers for each" in note for note in answer.notes)
    assert values(ask("how big is NVIDIA?"), "GB") == []  # the H200 is no kind of NVIDIA
