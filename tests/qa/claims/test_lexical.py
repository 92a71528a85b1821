"""Words to claims."""

from __future__ import annotations

import numpy as np
from support.claims import Route

from chipgraph.qa.claims.lexical import content, written
from chipgraph.qa.normalise import stem


def test_words_are_folded_and_lose_their_possessive() -> None:
    assert written("The vendor’s TPU v5p, at 95.5 GiB") == [
        "the", "vendor", "tpu", "v5p", "at", "95.5", "gib",
    ]  # fmt: skip


def test_content_is_stemmed_and_without_function_words() -> None:
    assert content("which of the models are trained") == {"model", "train"}


def test_a_stem_is_spread_over_the_forms_in_use(route: Route) -> None:
    words = route.index.words
    assert {"train", "training", "trained"} <= set(words.forms("train"))
    assert all(stem(form) == "train" for form in words.forms("train"))


def test_digits_are_never_stemmed_together(route: Route) -> None:
    assert route.index.words.forms("h100") == ("h100",)


def test_rare_words_weigh_more_than_common_ones_and_unknown_ones_most(route: Route) -> None:
    words = route.index.words
    assert words.idf("train") < words.idf("photon") <= words.idf("zzzz")


def test_the_words_of_a_statement_find_it(route: Route) -> None:
    words, book = route.index.words, route.index.book
    claims = list(book.claims.values())[::40]
    first = [
        words.ids[int(np.argmax(words.bm25(content(claim.statement))))] == claim.id
        for claim in claims
    ]
    assert sum(first) / len(first) > 0.8
