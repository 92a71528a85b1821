"""What is asked of one thing is not answered with what is known of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chipgraph.qa.answer import Status

if TYPE_CHECKING:
    from conftest import Ask


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("What share of cloud inference does AMD have?", "the share is of the arena, not of AMD"),
        ("Is the TPU v5p dearer than the H100?", "no price of the H100 is published"),
        ("Is a Hailo-8 faster than a Jetson Orin?", "they are only named side by side"),
        ("Is NVIDIA bigger than AMD?", "they are only named side by side"),
        ("Is Groq a startup?", "no source calls it so"),
        ("Did CoreWeave's sales double from fiscal 2024 to fiscal 2025?", "no sales are recorded"),
        ("How many Hailo-8 units have been shipped?", "a name is no number of units"),
        (
            "Taking Groq's growth rate at face value, how big is the training market in 2030?",
            "the only rate is that of the market",
        ),
        ("Why might Hailo slow down cloud training?", "no statement holds both"),
    ],
)
def test_a_name_is_never_left_out(text: str, why: str, ask: Ask) -> None:
    answer = ask(text)
    assert answer.status is Status.UNANSWERABLE, (why, answer.answer)


def test_the_same_questions_of_things_that_have_it_are_answered(ask: Ask) -> None:
    assert ask("Is the TPU v5p dearer than the TPU v5e?").boolean is True  # 4.20 against 1.20
    assert ask("Is the memory of the MI300X bigger than that of the H200?").boolean is True
    values = ask("What share of the AI chip market does cloud inference have?").values
    assert [v.value for v in values] == [15.0, 25.0]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Is it so that AWS no longer offers anything based on NVIDIA?", False),
        ("Does AWS still offer infrastructure based on NVIDIA?", True),
    ],
)
def test_no_longer_turns_once(text: str, answer: bool, ask: Ask) -> None:
    assert ask(text).boolean is answer


def test_what_is_set_aside_is_not_looked_for(ask: Ask) -> None:
    found = ask("own training ASICs, Google's TPU aside: who has them in the works?")
    assert {"Meta", "Anthropic"} <= set(found.entities)
    assert "Google" not in found.entities


@pytest.mark.parametrize(
    "text",
    [
        "how dominant is Google Cloud in AI chips, in percent?",
        "AMD has begun taking inference business in the cloud; what is its share now, in percent?",
        "Split of the 2025 AI training revenue: Japan versus everyone else?",
    ],
)
def test_figures_that_are_gathered_are_of_what_is_named(text: str, ask: Ask) -> None:
    answer = ask(text)  # no source gives any of the three a share
    assert not answer.values, answer.answer
