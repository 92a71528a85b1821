"""Conversations of several turns: what a follow-up takes over, and what it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chipgraph.qa.answer import Reason, Status

if TYPE_CHECKING:
    from conftest import Ask

    from chipgraph.qa.answer import Answer
    from chipgraph.qa.pipeline import Answerer


def talk(answerer: Answerer, *questions: str) -> list[Answer]:
    """The answers to questions asked one after the other."""
    answers: list[Answer] = []
    for question in questions:
        answers.append(answerer.ask(question, answers[-1] if answers else None))
    return answers


def values(answer: Answer, unit: str) -> list[float]:
    return [round(v.value, 2) for v in answer.values if v.unit == unit]


# A fragment says only what is to be other; it is answered as the whole question would be.
WHOLE = {
    ("which chips does AWS make", "the same for Google"): "which chips does Google make",
    ("which chips does AWS make", "what of Intel?", "and back to AWS"): "which chips does AWS make",
    ("who competes with NVIDIA on the edge", "and in the cloud?"): (
        "who competes with NVIDIA in the cloud"
    ),
    # a tier inside the name of a segment is a tier, too
    ("who makes chips for cloud inference", "and on the edge?"): (
        "who makes chips for edge inference"
    ),
    # a limit for a limit; the unit stays
    ("which chips have more than 100 GB of memory", "and more than 150?"): (
        "which chips have more than 150 GB of memory"
    ),
    # of two names of a kind, the one behind the same preposition
    ("does Groq compete with NVIDIA", "and with AMD?"): "does Groq compete with AMD",
    ("does Groq compete with NVIDIA", "and Cerebras?"): "does Cerebras compete with NVIDIA",
    # of two names of a kind, the one with a word in common
    ("what share of the AI chip market is cloud training", "and cloud inference?"): (
        "what share of the AI chip market is cloud inference"
    ),
    # what has no counterpart narrows the question
    ("which chips serve training", "and by Google?"): "which chips by Google serve training",
    ("list the rivals of NVIDIA in cloud training", "without Google"): (
        "list the rivals of NVIDIA in cloud training except Google"
    ),
    # what came from statements has no form: its words are changed
    ("what is inference?", "and training?"): "what is training?",
    ("what is inference?", "and on the training side?"): "what is training?",
    ("why does AWS build its own chips", "and Meta?"): "why does Meta build its own chips",
    # a measure for a measure, of the same thing
    ("memory of the TPU v5p", "and the hourly price?"): "hourly price of the TPU v5p",
    # an answer in between that cannot be given loses nothing
    ("who competes with NVIDIA on the edge", "how is the weather in Paris?", "and in the cloud?"): (
        "who competes with NVIDIA in the cloud"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("turns", "whole"), WHOLE.items(), ids=lambda x: str(x)[-40:])
def test_a_fragment_is_answered_as_the_whole_question(
    turns: tuple[str, ...], whole: str, answerer: Answerer, ask: Ask
) -> None:
    answer, direct = talk(answerer, *turns)[-1], ask(whole)
    assert direct.status is Status.ANSWERED
    assert set(answer.entities) == set(direct.entities)
    assert (answer.boolean, answer.values) == (direct.boolean, direct.values)
    assert {c.claim for c in answer.citations} == {c.claim for c in direct.citations}


def test_what_was_taken_over_is_said(answerer: Answerer) -> None:
    answer = talk(answerer, "which chips does AWS make", "and Google?")[-1]
    assert answer.interpretation.endswith("taken from before: chips, make")
    assert "taken" not in answerer.ask("which chips does Google make").interpretation


def test_a_chain_of_figures_is_compared_and_computed_with(answerer: Answerer) -> None:
    """1.20 and 4.20 dollars an hour: 4.2 − 1.2 = 3, 4.2 / 1.2 = 3.5, that is 250 % more."""
    answers = talk(
        answerer, "price of the TPU v5e", "and the v5p?", "which is cheaper?",
        "how many times?", "in percent?", "and the difference?",
    )  # fmt: skip
    assert answers[2].entities == ("Google TPU v5e",)
    assert values(answers[3], "x") == [3.5]
    assert values(answers[4], "%") == [250.0]
    assert 3.0 in values(answers[5], "USD/hour")


def test_the_year_before_is_one_year_less(answerer: Answerer) -> None:
    """115.186 billion in fiscal 2025 and 47.525 in 2024."""
    answers = talk(
        answerer, "NVIDIA's data center revenue in FY2025", "and the year before?", "difference?"
    )
    assert values(answers[1], "USD billion") == [round(47.525, 2)]
    assert values(answers[2], "USD billion")[0] == 67.66


def test_shares_that_were_asked_one_by_one_are_added(answerer: Answerer) -> None:
    """50 to 70 % and 15 to 25 %; `Together` is a company, too, and is not meant."""
    answer = talk(
        answerer, "what share of the AI chip market is cloud training", "and cloud inference?",
        "together?",
    )[-1]  # fmt: skip
    assert values(answer, "%")[:2] == [65.0, 95.0]


def test_what_is_known_of_one_is_not_told_of_the_other(answerer: Answerer) -> None:
    """The report gives a share for one region; the nearest claim says nothing of the other."""
    answers = talk(
        answerer, "what share of the AI training market has North America", "what about Europe?",
        "and North America again?",
    )  # fmt: skip
    assert values(answers[0], "%") == values(answers[2], "%") == [56.0]
    assert (answers[1].status, answers[1].values) == (Status.UNANSWERABLE, ())


def test_one_figure_has_nothing_to_differ_from(answerer: Answerer) -> None:
    answer = talk(answerer, "price of the TPU v5e", "how many times dearer?")[-1]
    assert (answer.status, answer.values) == (Status.UNANSWERABLE, ())


def test_some_of_a_list_are_told_by_what_they_are(answerer: Answerer) -> None:
    """Of Google's six chips the sources give three to training, and prices for two versions."""
    answers = talk(
        answerer, "which chips does Google make", "only those for training", "how many?",
        "which are they?", "the cheapest?",
    )  # fmt: skip
    assert set(answers[1].entities) == {"Google TPU", "Google TPU Pods", "Google TPU v5p"}
    assert values(answers[2], "count") == [3.0]
    assert answers[3].entities == answers[1].entities
    assert answers[4].entities == ("Google TPU v5p",)  # the v5e costs less, but is not among them


def test_what_nothing_says_of_a_list_is_refused_and_not_counted(answerer: Answerer) -> None:
    """No source says which vendors are startups; their names alone say nothing of it."""
    answers = talk(
        answerer, "who makes chips for cloud inference", "which of them are startups?", "how many?",
        "and on the edge?",
    )  # fmt: skip
    assert (answers[1].status, answers[1].reason) == (Status.UNANSWERABLE, Reason.NOT_RECORDED)
    assert answers[2].status is Status.UNANSWERABLE
    assert "Hailo" in answers[3].entities  # the topic is still there


def test_one_of_a_list_is_meant_by_its_place(answerer: Answerer) -> None:
    answers = talk(
        answerer, "list the rivals of NVIDIA in cloud training", "the second one?",
        "which chips does it make?",
    )  # fmt: skip
    assert answers[1].entities == (answers[0].entities[1],)
    assert (
        answers[2].entities
        == answerer.ask(f"which chips does {answers[1].entities[0]} make").entities
    )
    beyond = answerer.ask("the fifth one?", answers[0])
    assert beyond.status is Status.UNANSWERABLE


def test_the_other_of_two(answerer: Answerer) -> None:
    answer = talk(
        answerer, "trn1.32xlarge vs inf2.48xlarge, hourly cost?", "which is cheaper?",
        "and the other one?",
    )[-1]  # fmt: skip
    assert answer.entities == ("trn1.32xlarge",)
    assert values(answer, "USD/hour") == [21.5]


def test_a_thing_and_who_makes_it(answerer: Answerer) -> None:
    answers = talk(
        answerer, "what is Trainium 2?", "who makes it?", "what else do they make?",
        "and which of those serve training?",
    )  # fmt: skip
    assert answers[1].entities == ("AWS",)
    assert "AWS Trainium 2" not in answers[2].entities
    assert {"AWS Trainium", "AWS Inferentia"} <= set(answers[2].entities)
    assert "AWS Trainium" in answers[3].entities


def test_it_is_what_can_be_asked_so(answerer: Answerer) -> None:
    """Jetson Orin is used for something, NVIDIA is not."""
    answer = talk(answerer, "who makes the Jetson Orin?", "what is it used for?")[-1]
    assert "Industrial inspection" in answer.entities
    assert "Large-model training" not in answer.entities


def test_a_full_question_is_read_alone(answerer: Answerer) -> None:
    alone = answerer.ask("what is inference?")
    after = talk(answerer, "who competes with NVIDIA on the edge", "what is inference?")[-1]
    assert after.answer == alone.answer
    assert "taken" not in after.interpretation


def test_who_says_so_is_who_said_that_answer(answerer: Answerer) -> None:
    answers = talk(
        answerer, "is Groq a challenger in cloud inference", "what about Cerebras?", "who says so?",
        "in which document?", "how do you spell that?",
    )  # fmt: skip
    assert {c.claim for c in answers[2].citations} <= {c.claim for c in answers[1].citations}
    assert answers[3].answer == answers[2].answer
    assert answers[2].citations[0].title in answers[2].answer


def test_what_says_nothing_is_not_answered(answerer: Answerer) -> None:
    for last in ("and the other way round?", "those two?", "the seventh?", "in percent?"):
        answer = talk(answerer, "which chips does AWS make", last)[-1]
        assert answer.status is Status.UNANSWERABLE, last


def test_which_has_more_is_asked_of_what_was_compared(answerer: Answerer) -> None:
    """The MI300X has more memory than both, and was not spoken of."""
    answers = talk(answerer, "H100 vs H200", "which has more memory?", "and bandwidth?")
    assert answers[1].entities == ("NVIDIA H200",)
    assert answers[2].status is Status.UNANSWERABLE
