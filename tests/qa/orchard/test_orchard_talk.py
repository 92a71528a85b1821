"""The conversations of the second market."""

from __future__ import annotations

import pytest

from chipgraph.qa.answer import Status
from chipgraph.qa.pipeline import Answerer

# turns → what the last one names; each is in the table of things in `facts.ttl`
NAMES = {
    ("Which orchards lie in Southmarch?", "and in the Coastland?", "who runs it?"): (
        {"Marrow and Daughters"}
    ),
    ("Which orchards does Linden Farm run?", "and Hollis Brothers?", "back to Linden Farm",
     "which of those grow Duskfall?"): {"Long Acre"},
    ("Which varieties resist apple scab?", "only the early ones"): {"Amberling", "Frostling"},
    ("Which varieties resist apple scab?", "only the early ones", "and fire blight?"): (
        {"Frostling", "Northern Pippet"}
    ),
    ("Which varieties resist fire blight?", "who won the cup final?", "and apple scab?"): (
        {"Amberling", "Frostling", "Ruby Sallow"}
    ),
    ("Who runs Old Mill?", "and Long Acre?"): {"Linden Farm"},
    ("What is fire blight?", "which varieties resist it?"): {"Frostling", "Northern Pippet"},
    ("harvest of Long Acre in 2024", "and Old Mill?", "which was larger?"): {"Long Acre"},
    ("Which orchards are larger than 15 hectares?", "and smaller than 15?", "without Old Mill"): (
        {"Kestrel Hill"}
    ),
    ("Which orchards are smaller than 15 hectares?", "the smallest?"): {"Old Mill"},
    ("Which varieties are grown in the Tamsin Valley?", "those that ripen early",
     "the first one?"): {"Amberling"},
    ("Which growers grow Amberling?", "which other growers grow Duskfall?"): {"Hollis Brothers"},
}  # fmt: skip
# turns → the first values of the last one
FIGURES = {
    ("harvest of Kestrel Hill in 2024", "and the year before?"): [(150, "t")],
    ("harvest of Kestrel Hill in 2024", "and in 2023?", "by how much did it grow?"): (
        [(20, "%"), (30, "t")]
    ),
    ("harvest of Long Acre in 2024", "and Old Mill?", "which was larger?", "by how much?"): (
        [(145, "t")]
    ),
    ("harvest of Long Acre in 2024", "and Old Mill?", "and together?"): [(335, "t")],
    ("Which varieties resist apple scab?", "how many?"): [(3, "count")],
    ("sugar content of Duskfall", "and Amberling?"): [(13, "°Bx")],
    ("harvest of Long Acre in 2024", "in kilograms?"): [(240_000, "kg")],
}


@pytest.mark.parametrize(("turns", "right"), NAMES.items(), ids=lambda x: str(x)[-40:])
def test_names(turns: tuple[str, ...], right: set[str], orchards: Answerer) -> None:
    answer = None
    for question in turns:
        answer = orchards.ask(question, answer)
    assert answer is not None
    assert (answer.status, set(answer.entities)) == (Status.ANSWERED, right)
    assert answer.citations


@pytest.mark.parametrize(("turns", "right"), FIGURES.items(), ids=lambda x: str(x)[-40:])
def test_figures(
    turns: tuple[str, ...], right: list[tuple[float, str]], orchards: Answerer
) -> None:
    answer = None
    for question in turns:
        answer = orchards.ask(question, answer)
    assert answer is not None
    found = [(value.value, value.unit) for value in answer.values]
    assert found[: len(right)] == right
    assert answer.citations
