"""Politeness around a question changes nothing: the same words are read, the same answer given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chipgraph.qa.frame import unframed
from chipgraph.qa.normalise import joined, key, phrases, tokens

if TYPE_CHECKING:
    from conftest import Ask

PLAIN = "which companies supply chips for cars?"
FRAMED = (
    "Could you please tell me: which companies supply chips for cars?",
    "Hi, quick question: which companies supply chips for cars?",
    "For a slide I'm working on, which companies supply chips for cars?",
    "which companies supply chips for cars? Thanks a lot!",
    "Hello - which companies supply chips for cars? Many thanks",
)


def read(text: str) -> str:
    return " ".join(word.text for word in unframed(text, tokens(text)) if word.text != "?")


@pytest.mark.parametrize("text", FRAMED[:-1])
def test_a_frame_is_taken_off(text: str) -> None:
    assert read(text) == read(PLAIN)


@pytest.mark.parametrize("text", FRAMED)
def test_a_frame_changes_no_answer(text: str, ask: Ask) -> None:
    plain, framed = ask(PLAIN), ask(text)
    assert (framed.entities, framed.rows, framed.status) == (
        plain.entities, plain.rows, plain.status,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "so, what premium is that?",  # leans on what was asked before
        "for training, which chips lead?",  # says something
        "thanks",  # there is nothing else
        "A, B or C: which is largest?",
    ],
)
def test_what_says_something_stays(text: str) -> None:
    assert unframed(text, tokens(text)) == tokens(text)


def test_an_article_inside_a_phrase_says_nothing() -> None:
    assert key("who is behind the claim") == key("who is behind claim")
    assert key("series a") != key("series")


def test_runs_of_words_have_the_keys_that_the_lexicon_gives_them() -> None:
    words = tokens("who is behind the claim on a series a chip")
    found = {(start, end): run for start, end, run in phrases(words, 6)}
    assert found == {(i, j): joined(words[i:j]) for i, j in found}
    assert len(found) == sum(min(6, len(words) - i) for i in range(len(words)))


def test_a_verb_that_is_run_on_is_no_owner() -> None:
    assert [t.text for t in tokens("who's building it")] == ["who", "is", "building", "it"]
    assert [t.text for t in tokens("Google's chips")] == ["google", "'s", "chips"]
