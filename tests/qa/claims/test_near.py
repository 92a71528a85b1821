"""Words that are near in meaning, by the table of the model that is shipped."""

from __future__ import annotations

import pytest

from chipgraph.client import ChipGraph
from chipgraph.qa.claims.near import ALIKE, LEAST, MOST, SOME, NearWords


@pytest.fixture
def near(graph: ChipGraph) -> NearWords:
    return NearWords(graph._answerer.claims.words, graph._embedder)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("expense", "cost"),
        ("competitor", "rival"),
        ("smartphone", "phone"),
        ("clients", "customers"),
    ],
)
def test_claims_that_hold_a_word_near_in_meaning_hold_a_part(
    word: str, other: str, near: NearWords, graph: ChipGraph
) -> None:
    holding = set(graph._answerer.claims.words.holding(other))
    found = {int(i) for _, places in near.places(word) for i in places}
    assert holding <= found


def test_shares_are_in_order_and_within_bounds(near: NearWords) -> None:
    shares = [share for share, _ in near.places("costs")]
    assert shares == sorted(shares)
    assert all(SOME <= share <= MOST for share in shares)
    assert LEAST < ALIKE


@pytest.mark.parametrize("word", ["mi300x", "zxqv", "of", "42"])
def test_a_part_number_is_near_nothing(word: str, near: NearWords) -> None:
    assert not near.places(word)


def test_without_a_table_no_word_is_near(graph: ChipGraph) -> None:
    assert not NearWords(graph._answerer.claims.words, object()).places("cost")
