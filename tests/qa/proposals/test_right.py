"""A right form turns a refusal into the answer that the rows give, cited as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.proposals import (
    both,
    calling,
    ents,
    every,
    form,
    join,
    minus,
    obs,
    saying,
    top,
    where,
    with_model,
)

from chipgraph.qa.answer import Status

if TYPE_CHECKING:
    from chipgraph.qa.pipeline import Answerer

MALADIES = form(
    ents("frostling", words="Frostling"),
    join("RESISTS", False, 0),
    every("Disease", "maladies"),
    both(1, 2),
)
THINGS: dict[str, tuple[dict[str, Any], set[str]]] = {
    # a class by a word that nobody here knows, the relation by one that the ontology has
    "Which maladies does Frostling resist?": (MALADIES, {"apple scab", "fire blight"}),
    # class and relation both by unknown words
    "Which farmsteads does Linden Farm administer?": (
        form(
            ents("linden-farm"),
            join("RUNS", False, 0, "administer"),
            every("Orchard", "farmsteads"),
            both(1, 2),
        ),
        {"Kestrel Hill", "Long Acre"},
    ),
    "Who is the proprietor of Old Mill?": (
        form(ents("old-mill"), join("RUNS", True, 0, "proprietor")),
        {"Hollis Brothers"},
    ),
    # a relation that holds both ways
    "Who are the allies of Hollis Brothers?": (
        form(ents("hollis-brothers"), join("WORKS_WITH", True, 0, "allies")),
        {"Linden Farm"},
    ),
    # a limit inside a relation that goes without saying: each word is known, no such form
    "Which regions hold orchards larger than 15 hectares?": (
        form(
            obs("area"), where(">", 15, "ha"), both(0, 1), join("OF", False, 2),
            join("LIES_IN", False, 3),
        ),
        {"Northvale", "Southmarch"},
    ),
    # what is taken away stands behind the word that takes it away
    "Which farmsteads in Northvale do not grow Amberling?": (
        form(
            ents("northvale"), join("LIES_IN", True, 0), every("Orchard", "farmsteads"), both(1, 2),
            ents("amberling"), join("GROWS", True, 4), minus(3, 5),
        ),
        {"Old Mill", "Brook End Garden"},
    ),
}  # fmt: skip
FIGURES: dict[str, tuple[dict[str, Any], float, str]] = {
    # no measure is named: the unit says which, for nothing else here is in hectares
    "How many hectares does Long Acre span?": (
        form(obs("area"), ents("long-acre"), join("OF", True, 1), both(0, 2)),
        16, "ha",
    ),
    "sugariness of Amberling": (
        form(ents("amberling"), join("OF", True, 0), obs("sugar-content", words="sugariness"),
             both(1, 2)),
        13, "°Bx",
    ),
}  # fmt: skip


@pytest.mark.parametrize("model", [saying, calling], ids=["as text", "as a call"])
@pytest.mark.parametrize("question", THINGS)
def test_things(question: str, model: Any, ask: Any) -> None:
    reply, right = THINGS[question]
    assert ask(question, model()).status is not Status.ANSWERED, "it needs no model"
    answer = ask(question, model(reply))
    assert answer.status is Status.ANSWERED, answer.trace
    assert set(answer.entities) == right
    assert answer.citations
    assert answer.cypher


@pytest.mark.parametrize("question", FIGURES)
def test_figures(question: str, ask: Any) -> None:
    reply, value, unit = FIGURES[question]
    assert ask(question, saying()).status is not Status.ANSWERED, "it needs no model"
    answer = ask(question, saying(reply))
    assert [(v.value, v.unit) for v in answer.values] == [(value, unit)]
    assert answer.citations


def test_it_is_said_whose_reading_it_is_and_what_was_read_as_what(ask: Any) -> None:
    answer = ask("Which maladies does Frostling resist?", saying(MALADIES))
    assert "Read with the help of Scripted; what answers is from the graph." in answer.notes
    assert "read “maladies” as “disease”" in answer.interpretation
    told = next(stage.told for stage in answer.trace if stage.name == "proposals")
    assert "Scripted is asked" in told
    assert "diseases resisted by Frostling" in told


def test_a_form_that_does_not_hold_is_sent_back_once_with_what_is_wrong(ask: Any) -> None:
    wrong = form(ents("frostling"), join("RESISTS", True, 0))
    model = saying(wrong, MALADIES)
    answer = ask("Which maladies does Frostling resist?", model)
    assert answer.status is Status.ANSWERED
    assert "step 1: that relation does not end there" in str(model.told[1][-1].content)
    stubborn = saying(wrong, wrong, MALADIES)
    assert ask("Which maladies does Frostling resist?", stubborn).status is Status.UNANSWERABLE
    assert len(stubborn.told) == 2


def test_an_answer_of_the_parser_is_never_asked_about(ask: Any) -> None:
    model = saying()
    for question in (
        "Which orchards does Linden Farm run?",
        "What is fire blight?",
        "What is the harvest of Stonegate?",  # a source keeps it to itself
        "Who runs Zephyr Peak?",  # a name that no source has
        "Who won the cup final?",
        "Why was the harvest of Old Mill so small?",
        "What was the harvest of Long Acre in 2019?",  # understood, and not recorded
    ):
        ask(question, model)
    assert not model.told


def test_a_pronoun_stands_for_all_that_was_answered(ask: Any, orchards: Answerer) -> None:
    before = orchards.ask("Which varieties grown at Kestrel Hill resist apple scab?")
    assert set(before.entities) == {"Amberling", "Frostling"}

    def reply(*ids: str) -> dict[str, Any]:
        disease = every("Disease", "maladies")
        return form(ents(*ids), join("RESISTS", False, 0), disease, both(1, 2))

    question = "Which maladies do they resist?"
    assert ask(question, saying(), before).status is Status.UNANSWERABLE
    whole = ask(question, saying(reply("amberling", "frostling")), before)
    assert set(whole.entities) == {"apple scab", "fire blight"}
    assert ask(question, saying(reply("amberling")), before).status is Status.UNANSWERABLE


def test_a_superlative_inside_a_relation(answerer: Answerer) -> None:
    """AMD lists 5.3 TB/s for its Instinct MI300X; no other bandwidth on record is greater."""
    question = "Which vendor makes the chip with the greatest memory bandwidth?"
    reply = form(
        every("Chip"), join("OF", True, 0), obs("memory-bandwidth"), both(1, 2), top(3, True),
        join("OF", False, 4), join("MAKES", True, 5),
    )  # fmt: skip
    try:
        answer = with_model(answerer, saying(reply)).ask(question)
        assert answer.entities == ("AMD",)
        assert answer.citations
    finally:
        answerer.proposer = None
    assert answerer.ask(question).status is Status.UNANSWERABLE
