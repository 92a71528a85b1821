"""Mechanisms that the wording of a question sets off, each in words that no question set holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chipgraph.qa.alternatives import alternatives
from chipgraph.qa.answer import Status
from chipgraph.qa.claims.things import asks_first
from chipgraph.qa.offered import subject_classes
from chipgraph.qa.seeds import seeds
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
    assert asks_first(answerer.understand(text)) == wanted


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
    question = answerer.understand(text)
    found = [a.entry.target for a in question.anchors if a.entry.source == "topic"]
    assert found == ([document] if document else [])
    if document:
        names = {a.entry.target for a in question.anchors if a.entry.kind == "entity"}
        assert "amazon" not in names  # it tells where, not of what


def test_a_noun_that_nothing_knows_is_not_taken_for_another(answerer: Answerer, ask: Ask) -> None:
    question = answerer.understand("which shipyard will build the Trainium chips")
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


def test_a_figure_is_found_by_its_value(answerer: Answerer) -> None:
    answer = answerer.ask("which chips come with 141 GB of memory")
    assert answer.entities == ("NVIDIA H200",)
    assert "<= $slack" in answer.cypher
    nothing = answerer.ask("which chips come with 77 GB of memory")
    assert nothing.entities == ()


def test_a_value_in_the_question_is_not_multiplied_with_itself(answerer: Answerer) -> None:
    assert values(answerer.ask("what is priced at 0.76 dollars an hour"), "USD/hour") == [0.76]


def test_a_name_that_two_things_bear_is_answered_for_both(answerer: Answerer) -> None:
    answer = answerer.ask("hourly price of the v5")
    assert sorted(values(answer, "USD/hour")) == [1.2, 4.2]
    assert any("may mean" in note for note in answer.notes)
    one = answerer.ask("hourly price of the v5e")
    assert values(one, "USD/hour") == [1.2]
    assert not any("may mean" in note for note in one.notes)


def test_whose_price_it_is_may_be_said_too(answerer: Answerer) -> None:
    """Google alone makes it, so naming Google changes nothing; no other maker is overheard."""
    assert values(answerer.ask("Google's hourly price for a v5p"), "USD/hour") == [4.2]
    assert values(answerer.ask("Groq's hourly price for a v5p"), "USD/hour") != [4.2]


@pytest.mark.parametrize(
    ("text", "greatest"),
    [("which chip has more memory", True), ("has the H200 more memory than the H100", False)],
)
def test_a_comparative_before_than_picks_no_extreme(
    text: str, greatest: bool, answerer: Answerer
) -> None:
    question = answerer.understand(text)
    assert any(s.kind == "top" for s in seeds(question, answerer.world)) == greatest


def test_claims_are_searched_only_where_they_could_matter(answerer: Answerer) -> None:
    figure = answerer.ask("memory capacity of the H200")
    prose = answerer.ask("why is memory capacity important")
    assert "claims" not in {stage.name for stage in figure.trace}
    assert "claims" in {stage.name for stage in prose.trace}


def test_a_value_grows_by_its_rate_as_far_as_the_rate_is_forecast(answerer: Answerer) -> None:
    """12 billion in 2025, 24.5 % a year until 2034: 12 · 1.245 ** 6 in 2031."""
    answer = answerer.ask("at that growth rate, how large is the AI training market in 2031")
    assert values(answer, "USD billion")[0] == round(12 * 1.245**6, 2)
    assert "24.5%" in answer.answer
    stated = answerer.ask("AI training market size in 2034")
    assert 86.24 in values(stated, "USD billion")
    beyond = answerer.ask("at that growth rate, how large is the AI training market in 2041")
    assert values(beyond, "USD billion") == []


def test_a_share_in_money_needs_the_whole_of_the_same_year(answerer: Answerer) -> None:
    """56 % of 12 billion dollars, both for 2025; nothing is known of 2026."""
    answer = answerer.ask("North America's part of the AI training market in 2025 in US dollars")
    assert values(answer, "USD billion")[0] == 6.72
    later = answerer.ask("North America's part of the AI training market in 2026 in US dollars")
    assert 6.72 not in values(later, "USD billion")
    other = answerer.ask("Asia Pacific's part of the AI training market in 2025 in US dollars")
    assert 6.72 not in values(other, "USD billion")


def test_each_member_of_a_list_is_read_for_itself(answerer: Answerer) -> None:
    answer = answerer.ask(
        "Order from smallest to largest: H200 memory, TPU v5p memory, MI300X memory capacity"
    )
    assert [v.value for v in answer.values] == [95.0, 141.0, 192.0]
    years = answerer.ask(
        "smallest to largest: NVIDIA data center revenue in FY2025, in FY2024 NVIDIA data center "
        "revenue"
    )
    assert [name.rpartition(" ")[2] for name in years.entities] == ["(FY2024)", "(FY2025)"]


def test_what_no_claim_compares_is_told_of_each(answerer: Answerer) -> None:
    """No claim speaks of both; what is said of each alone stands side by side."""
    answer = answerer.ask("contrast the approaches of Mythic and Tenstorrent")
    assert {"Mythic", "Tenstorrent"} <= set(answer.entities)
    said = [citation.statement for citation in answer.citations]
    assert any("Mythic" in s for s in said)
    assert any("Tenstorrent" in s for s in said)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("did the quarterly results of NVIDIA miss expectations", False),
        ("did the quarterly results of NVIDIA exceed expectations", True),
    ],
)
def test_a_word_denies_its_opposite(text: str, truth: bool, answerer: Answerer) -> None:
    assert answerer.ask(text).boolean is truth


def test_how_with_an_adjective_asks_for_what_the_adjective_grades(answerer: Answerer) -> None:
    first = answerer.ask("how expensive is an hour of the v5e")
    assert values(first, "USD/hour") == [1.2]
    big = answerer.ask("how large was the AI training market in 2025")
    assert values(big, "USD billion") == [12.0]
    then = answerer.ask("how many times larger is the 2034 figure than that", big)
    assert values(then, "x") == [round(86.24 / 12, 2)]


def test_what_shares_of_one_whole_leave_over(answerer: Answerer) -> None:
    """50 to 70 % and 15 to 25 % of one market: 5 to 35 % remain."""
    answer = answerer.ask(
        "what remains of the AI chip market once cloud training and cloud inference have theirs"
    )
    assert values(answer, "%")[:2] == [5.0, 35.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("when does training take place", "Training"),  # a condition, not a date
        ("inference cost profile", "cost"),  # a measure before its noun is not asked for
        ("how often is inference run", "continuously"),
        ("what is the tradeoff between training costs and inference efficiency", "inference"),
    ],
)
def test_what_no_figure_is_for_is_answered_in_words(
    text: str, said: str, answerer: Answerer
) -> None:
    answer = answerer.ask(text)
    assert answer.status is Status.ANSWERED, answer.answer
    assert said in answer.answer


@pytest.mark.parametrize(
    "text",
    [
        "Cerebras market share",  # companies have shares that are figures
        "price of the Hailo-8",
        "power draw of Sohu",
        "by when will Mythic launch a chip",
        "the exact frequency of retraining at Meta",
    ],
)
def test_a_figure_that_is_insisted_on_is_not_answered_in_words(
    text: str, answerer: Answerer
) -> None:
    answer = answerer.ask(text)
    assert answer.status is Status.UNANSWERABLE, answer.answer
    assert not answer.values


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("what do cloud providers sell", "Vendor"),
        ("on what do chip makers compete", "Vendor"),
        ("where are most vendors based", "Vendor"),
        ("which cloud providers sell chips", ""),
        ("what chips do vendors make", ""),
    ],
)
def test_who_does_it_is_not_what_is_asked_for(text: str, label: str, answerer: Answerer) -> None:
    classes = subject_classes(answerer.understand(text), answerer.world)
    assert label in classes if label else not classes


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("is the chatbot training or inference", {"training", "inference"}),
        ("which is cheaper per request, training or inference?", {"training", "inference"}),
        ("does training or inference come first in a project", set()),
    ],
)
def test_two_things_are_offered(text: str, offered: set[str], answerer: Answerer) -> None:
    assert alternatives(answerer.understand(text)) == offered


def test_a_class_beside_a_name_is_no_list(answerer: Answerer) -> None:
    answer = answerer.ask("what kind of company is CoreWeave")
    assert len(answer.entities) < 10
    assert "CoreWeave" in answer.answer
