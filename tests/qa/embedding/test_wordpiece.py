"""The tokenizer against the `tokenizers` library, which sentence-transformers uses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.golden import Golden
from tokenizers import Tokenizer

from chipgraph.qa.embedding.encoder import LONGEST
from chipgraph.qa.embedding.weights import locate, locate_installed
from chipgraph.qa.embedding.wordpiece import WordPiece, words

LATIN = st.text(st.characters(max_codepoint=0x24F), max_size=80)
SCRIPTS = st.text(
    st.sampled_from("aZ9 é.-½ﬁΩяъ中文칩日本カأ्🚀\u0301\u200b\u00ad\u2019\x00\ufffd\t\u2028"),
    max_size=60,
)
MARKS = ("[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]")


def _reference() -> Tokenizer:
    path = locate_installed().weights.with_name("tokenizer.json")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


REFERENCE = _reference()
TOKENIZE = WordPiece(locate().vocabulary, longest=LONGEST)


@settings(max_examples=2000, deadline=None)
@given(LATIN.filter(lambda text: not any(mark in text for mark in MARKS)))
def test_latin_text_gets_the_numbers_of_the_reference(text: str) -> None:
    assert TOKENIZE(text) == REFERENCE.encode(text).ids


@settings(max_examples=1000, deadline=None)
@given(SCRIPTS)
def test_other_scripts_get_the_numbers_of_the_reference(text: str) -> None:
    assert TOKENIZE(text) == REFERENCE.encode(text).ids


@pytest.mark.parametrize("length", [99, 100, 101, 253, 254, 255, 256, 1000])
def test_long_words_and_long_texts_are_cut_where_the_reference_cuts(length: int) -> None:
    for text in ("a" * length, "chip " * length, "unbelievably " * length, "中" * length):
        assert TOKENIZE(text) == REFERENCE.encode(text).ids


def test_golden_texts_get_the_numbers_of_the_reference(golden: Golden) -> None:
    for text in golden.texts:
        assert TOKENIZE(text) == REFERENCE.encode(text).ids


@pytest.mark.parametrize("mark", MARKS)
def test_the_name_of_a_mark_in_a_text_is_no_mark(mark: str) -> None:
    assert len(TOKENIZE(mark)) > 4


def test_lone_surrogates_of_a_broken_argument_are_dropped() -> None:
    assert TOKENIZE("price\udcff") == TOKENIZE("price")


def test_words_are_lower_case_bare_and_apart_from_punctuation() -> None:
    assert words("Crème-brûlée (4nm)?") == ["creme", "-", "brulee", "(", "4nm", ")", "?"]
