"""The second market is asked like the first: what is right here owes nothing to chips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chipgraph.loaders.pipeline import Facts
from chipgraph.loaders.verify import verify
from chipgraph.qa.answer import Reason, Status
from chipgraph.qa.pipeline import Answerer

THINGS = {
    "Which orchards does Linden Farm run?": {"Kestrel Hill", "Long Acre"},
    "Who runs Kestrel Hill?": {"Linden Farm"},
    "Old Mill is kept by whom?": {"Hollis Brothers"},
    "Who works with Hollis Brothers?": {"Linden Farm"},
    "Which varieties resist apple scab?": {"Amberling", "Frostling", "Ruby Sallow"},
    "Which apples are immune to fire blight?": {"Frostling", "Northern Pippet"},
    "Which varieties grown at Kestrel Hill resist apple scab?": {"Amberling", "Frostling"},
    "Which growers grow Amberling?": {"Linden Farm", "Fairwater Cooperative"},
    "Which orchards lie in Southmarch?": {"Fairwater Flats", "Stonegate"},
    "orchards in Northvale": {"Kestrel Hill", "Old Mill", "Long Acre", "Brook End Garden"},
    "Which orchards do not grow Amberling?": {
        "Old Mill", "Stonegate", "Brook End Garden", "Saltmarsh Rows",
    },
    "Which orchard had the largest harvest in 2024?": {"Fairwater Flats"},
    "Which orchards are larger than 15 hectares?": {"Long Acre", "Fairwater Flats"},
    "Which varieties are grown in the Tamsin Valley?": {
        "Amberling", "Frostling", "Greenwick Russet", "Duskfall",
    },
    "Which varieties ripen early?": {"Amberling", "Frostling"},
    "Which late varieties are grown at Long Acre?": {"Duskfall"},
    "Which varieties resist apple scab according to the variety notebook?": {
        "Amberling", "Frostling", "Ruby Sallow",
    },
    "Who, apart from Linden Farm and Hollis Brothers, runs an orchard?": {
        "Fairwater Cooperative", "Brook End Estate", "Marrow and Daughters",
    },
    "Northvale orchards, Old Mill aside": {"Kestrel Hill", "Long Acre", "Brook End Garden"},
    "Which varieties grown in Northvale are missing from Kestrel Hill?": {
        "Duskfall", "Greenwick Russet", "Northern Pippet",
    },
    "By whom is Stonegate run?": {"Fairwater Cooperative"},
    "late varieties except Duskfall": {"Greenwick Russet", "Ruby Sallow"},
}  # fmt: skip
FIGURES = {
    "What was the harvest of Kestrel Hill in 2024?": [(180, "t")],
    "What is the sugar content of Duskfall?": [(15, "°Bx")],
    "What was the harvest of Long Acre in kilograms?": [(240_000, "kg")],
    "How much more did Fairwater Flats harvest than Long Acre in 2024?": [(170, "t")],
    "When was Old Mill planted?": [(1962, "year")],
    "How many orchards lie in Northvale?": [(4, "count")],
    "harvest of Brook End Garden": [(60, "t"), (70, "t")],
    # parts of a question, one end of a range, a mean, a percentage
    "Rank these harvests, largest first: Kestrel Hill in 2024, Long Acre in 2024, "
    "Fairwater Flats in 2024": [(410, "t"), (240, "t"), (180, "t")],
    "The upper end of the harvest of Brook End Garden": [(70, "t")],
    "The harvest of Kestrel Hill in 2024 divided by the lower end of the harvest of "
    "Brook End Garden": [(3, "x"), (180, "t"), (60, "t")],
    "The average harvest of Kestrel Hill and Long Acre in 2024": [(210, "t")],
    "What would 10 percent of the harvest of Long Acre be?": [(24, "t")],
}
YES_OR_NO = {
    "Does Linden Farm run Long Acre?": True,
    "Does Old Mill grow Duskfall?": True,
    "Does Old Mill grow Amberling?": False,
}
REFUSED = {
    "What is the harvest of Saltmarsh Rows?": Reason.NOT_RECORDED,
    "What was the harvest of Long Acre in 2019?": Reason.NOT_RECORDED,
    "Who runs Zephyr Peak?": Reason.UNKNOWN_NAME,
    "What is the harvest of Stonegate?": Reason.NOT_DISCLOSED,
    "Compare the harvest of Stonegate with that of Long Acre": Reason.NOT_DISCLOSED,
    "How many times the harvest of Saltmarsh Rows is that of Long Acre?": Reason.NOT_RECORDED,
    "What is the sugar content of Kestrel Hill?": Reason.NOT_APPLICABLE,
    "Who won the cup final?": Reason.OUT_OF_SCOPE,
    # the notebook says it, the survey does not
    "Which varieties resist apple scab according to the orchard survey?": Reason.NOT_RECORDED,
}
# What is not done yet: question → reason. Strict: a repair must come off this list.
FAULTS = {}


def asked(questions: dict[str, Any]) -> list[Any]:
    """Questions with what is right, those known to fail marked so."""
    return [
        pytest.param(
            question,
            right,
            id=question,
            marks=[pytest.mark.xfail(strict=True, reason=FAULTS[question])]
            if question in FAULTS
            else [],
        )
        for question, right in questions.items()
    ]


def test_the_facts_cite_the_two_documents_to_the_character(orchard_folder: Path) -> None:
    report = verify(orchard_folder / "documents", [orchard_folder / "facts.ttl"])
    assert [d.slug for d in report.documents] == ["vale-orchard-survey", "variety-notebook"]
    assert not [fault for d in report.documents for fault in d.faults]
    assert all(d.state == "verified" for d in report.documents)


def test_the_gate_lets_in_whatever_the_ontology_declares(market: Facts) -> None:
    assert not market.quarantine.refusals


def test_the_graph_has_the_labels_and_relations_of_the_ontology(market: Facts) -> None:
    counts = market.batch.counts()
    assert {"Grower": 5, "Orchard": 7, "Variety": 7, "Region": 4, "Disease": 3}.items() <= (
        counts.items()
    )
    assert {"RUNS": 7, "GROWS": 13, "LIES_IN": 7, "RESISTS": 6, "WORKS_WITH": 2}.items() <= (
        counts.items()
    )
    assert not {"Vendor", "Chip", "MAKES", "COMPETES_WITH"} & set(counts)


@pytest.mark.parametrize(("question", "right"), asked(THINGS))
def test_things(question: str, right: set[str], orchards: Answerer) -> None:
    answer = orchards.ask(question)
    assert answer.status is Status.ANSWERED, answer.answer
    assert set(answer.entities) == right
    assert answer.citations


@pytest.mark.parametrize(("question", "right"), asked(FIGURES))
def test_figures(question: str, right: list[tuple[float, str]], orchards: Answerer) -> None:
    answer = orchards.ask(question)
    assert answer.status is Status.ANSWERED, answer.answer
    found = [(value.value, value.unit) for value in answer.values]
    assert found[: len(right)] == right
    assert answer.citations


@pytest.mark.parametrize(("question", "right"), asked(YES_OR_NO))
def test_yes_or_no(question: str, right: bool, orchards: Answerer) -> None:
    assert orchards.ask(question).boolean is right


@pytest.mark.parametrize(("question", "right"), asked(REFUSED))
def test_refusals(question: str, right: Reason, orchards: Answerer) -> None:
    answer = orchards.ask(question)
    assert answer.status is Status.UNANSWERABLE, answer.answer
    assert answer.reason is right
    assert not answer.values


def test_a_ranking_is_in_order(orchards: Answerer) -> None:
    answer = orchards.ask("Rank the orchards by area.")
    assert list(answer.entities) == ["Fairwater Flats", "Long Acre", "Kestrel Hill", "Old Mill"]


@pytest.mark.parametrize(
    "question",
    ["What do growers sell?", "Where do orchards get their water?", "What must a grower avoid?"],
)
def test_who_does_it_is_not_listed(question: str, orchards: Answerer) -> None:
    """No source says so, and the growers or orchards themselves are not what is asked for."""
    assert len(orchards.ask(question).entities) < 3


def test_of_what_is_offered_one_is_chosen(orchards: Answerer) -> None:
    answer = orchards.ask("Which had the larger harvest in 2024, Long Acre or Old Mill?")
    assert answer.entities[0] == "Long Acre"
    assert "Fairwater Flats" not in answer.answer


def test_a_word_that_is_near_in_meaning_holds_a_part(orchards: Answerer) -> None:
    """No text says `reason` or `tiny`: small is what the claim says."""
    answer = orchards.ask("Why was the crop of Old Mill tiny?")
    assert "blossom" in answer.answer


def test_a_reason_comes_from_the_claim_that_gives_it(orchards: Answerer) -> None:
    answer = orchards.ask("Why was the harvest of Old Mill so small?")
    assert "blossom" in answer.answer
    assert answer.citations[0].document == "vale-orchard-survey"


def test_a_definition_is_cited(orchards: Answerer) -> None:
    answer = orchards.ask("What is fire blight?")
    assert "bacteria" in answer.answer
    assert answer.citations


def test_a_follow_up_changes_the_region(orchards: Answerer) -> None:
    first = orchards.ask("Which orchards lie in Southmarch?")
    second = orchards.ask("and in the Coastland?", first)
    assert second.entities == ("Saltmarsh Rows",)


def test_a_follow_up_reckons_with_the_last_two_figures(orchards: Answerer) -> None:
    first = orchards.ask("What was the harvest of Kestrel Hill in 2024?")
    second = orchards.ask("And of Long Acre?", first)
    third = orchards.ask("How much more is that than the earlier figure?", second)
    assert [v.value for v in second.values] == [240]
    assert third.values[0].value == 60
