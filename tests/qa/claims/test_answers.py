"""What claims answer."""

from __future__ import annotations

import pytest
from support.claims import Route

from chipgraph.qa.answer import Reason
from chipgraph.qa.claims.prose import LENGTH
from chipgraph.qa.question import Wants


def test_a_list_is_gathered_whole_and_holds_nothing_that_was_named(route: Route) -> None:
    answer = route.say("which applications run on backend inference clusters", Wants.THINGS)
    assert len(answer.entities) > 4
    assert not set(answer.entities) & {"inference", "cloud"}


def test_a_name_set_aside_is_not_in_the_list(route: Route) -> None:
    every = route.names(route.say("who supplies inference chips for cars and robots"))
    without = route.names(
        route.say("besides Mobileye, who supplies inference chips for cars and robots")
    )
    assert "Mobileye" in every
    assert set(without) == set(every) - {"Mobileye"}


def test_single_claims_of_one_kind_are_read_as_a_list(route: Route) -> None:
    answer = route.say("which companies rent out compute by way of a small cloud", Wants.THINGS)
    assert set(route.names(answer)) == {"Cerebras", "Groq"}


def test_a_recorded_count_answers_how_many(route: Route) -> None:
    answer = route.say("how many regions are in the geographic segmentation", Wants.COUNT)
    assert [v.value for v in answer.values] == [5.0]


def test_a_figure_is_given_with_its_unit(route: Route) -> None:
    answer = route.say("what memory capacity does the MI300X have", Wants.VALUE)
    assert [(v.value, v.unit) for v in answer.values] == [(192.0, "GB")]
    assert answer.refusal is None


@pytest.mark.parametrize(
    "text",
    [
        "what share of the market does Hailo hold, in percent",
        "how much did Apple spend on capital expenditure in 2026, in dollars",
        "what was the revenue of Groq in 2025, in dollars",
    ],
)
def test_the_figure_of_another_is_not_given(route: Route, text: str) -> None:
    answer = route.say(text, Wants.VALUE)
    assert answer.refusal in {Reason.NOT_RECORDED, Reason.NOT_DISCLOSED}
    assert not answer.values
    assert answer.features["confidence"] == 0.0
    assert answer.text  # what is known instead


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("is backpropagation part of training", True),
        ("is backpropagation not part of training", False),
        ("is the edge training market smaller than the cloud training market", True),
        ("is the edge training market bigger than the cloud training market", False),
        ("is the cloud training market bigger than the edge training market", True),
        ("does AWS provide infrastructure based on NVIDIA computing power", True),
        ("has AWS ceased to provide infrastructure based on NVIDIA computing power", False),
        ("is the H200 named only as a training product", False),
    ],
)
def test_polarity_opposites_order_and_endings_decide_yes_or_no(
    route: Route, text: str, says: bool
) -> None:
    answer = route.say(text, Wants.BOOLEAN)
    assert answer.boolean is says
    assert answer.text.startswith("Yes." if says else "No.")


def test_what_nobody_says_is_neither_yes_nor_no(route: Route) -> None:
    answer = route.say("does Ambarella rent out satellites in 2031", Wants.BOOLEAN)
    assert answer.boolean is None
    assert answer.refusal is Reason.NOT_RECORDED


def test_a_source_is_named_with_its_document(route: Route) -> None:
    answer = route.say("according to whom do millions of developers depend on CUDA", Wants.SOURCE)
    assert "Bloomberg" in answer.text
    assert route.index.book.titles[answer.claims[0].document] in answer.text


def test_a_reason_is_a_short_connected_text(route: Route) -> None:
    answer = route.say("why is training located in data centers", Wants.REASON)
    assert answer.text.startswith(answer.claims[0].statement)
    assert len(answer.text) <= LENGTH
    assert 1 < len(answer.claims) <= 8


def test_two_things_set_against_each_other_are_both_defined(route: Route) -> None:
    answer = route.say("inference versus training", Wants.COMPARE)
    defined = {c.about[0].node for c in answer.claims if c.kind == "definition"}
    assert {"inference", "training"} <= defined


def test_sources_are_set_side_by_side_where_agreement_is_asked(route: Route) -> None:
    answer = route.say("are the articles consistent about the growth of inference")
    titles = [t for t in route.index.book.titles.values() if f"{t}:" in answer.text]
    assert len(titles) > 1


def test_keywords_alone_may_ask_for_a_list(route: Route) -> None:
    answer = route.say("algorithms for unsupervised learning", Wants.TEXT)
    assert len(answer.entities) > 2


def test_confidence_is_a_chance_and_every_feature_a_number(route: Route) -> None:
    for text in ("what is inference", "why did the shares drop", "list the market segments"):
        answer = route.say(text)
        assert 0.0 <= answer.features["confidence"] <= 1.0
        assert all(isinstance(v, float) for v in answer.features.values())


def test_the_same_question_has_the_same_answer(route: Route) -> None:
    assert route.say("what keeps growth slow") == route.say("what keeps growth slow")
