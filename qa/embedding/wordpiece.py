"""Text to word-piece numbers, as BERT's uncased models were trained on them.

Rules: <https://github.com/google-research/bert/blob/master/tokenization.py>. The reference of the
tests is the `tokenizers` library; why it is not used here: `docs/decisions/0007-embedding-run.md`.
One thing differs on purpose: “[SEP]” and the like in a text are plain characters, not marks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_LONGEST_WORD = 100  # longer ones are unknown words
_DROPPED = ("Cc", "Cf", "Co", "Cs")  # control, format, private use, surrogate
_CJK = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


class WordPiece:
    """Splits words into the longest pieces that the vocabulary knows, left to right."""

    def __init__(self, vocabulary: Path, *, longest: int) -> None:
        lines = vocabulary.read_text(encoding="utf-8").split("\n")
        self._numbers = {piece: number for number, piece in enumerate(lines) if piece}
        self._start, self._end = self._numbers["[CLS]"], self._numbers["[SEP]"]
        self._unknown = self._numbers["[UNK]"]
        self._room = longest - 2

    def __call__(self, text: str) -> list[int]:
        """The numbers of a text between start and end mark, cut at the longest length."""
        pieces: list[int] = []
        for word in words(text):
            pieces += self._split(word)
            if len(pieces) >= self._room:
                break
        return [self._start, *pieces[: self._room], self._end]

    def whole(self, word: str) -> int | None:
        """The number of a word that is one piece."""
        return self._numbers.get(word)

    def _split(self, word: str) -> list[int]:
        whole = self._numbers.get(word)
        if whole is not None and len(word) <= _LONGEST_WORD:
            return [whole]
        pieces: list[int] = []
        at = 0
        while at < len(word) <= _LONGEST_WORD:
            end, number = self._longest(word, at)
            if number is None:
                return [self._unknown]
            pieces.append(number)
            at = end
        return pieces or [self._unknown]

    def _longest(self, word: str, at: int) -> tuple[int, int | None]:
        prefix = "##" if at else ""
        for end in range(len(word), at, -1):
            number = self._numbers.get(prefix + word[at:end])
            if number is not None:
                return end, number
        return at, None


def words(text: str) -> list[str]:
    """Words and single punctuation marks, lower case, without accents."""
    if text.isascii():
        spaced = "".join(map(_spaced, text))
        return spaced.lower().split()
    clean = "".join(map(_clean, text))
    bare = (c for c in unicodedata.normalize("NFD", clean) if unicodedata.category(c) != "Mn")
    return list(_marked("".join(bare).lower()))


def _marked(text: str) -> Iterator[str]:
    for word in text.split():
        yield from "".join(f" {c} " if _is_mark(c) else c for c in word).split()


@cache
def _spaced(char: str) -> str:
    clean = _clean(char)
    return f" {clean} " if _is_mark(char) else clean


def _clean(char: str) -> str:
    kind = unicodedata.category(char)
    if char in "\t\n\r" or kind == "Zs":
        return " "
    if kind in _DROPPED or char == "\ufffd":
        return ""
    return f" {char} " if _is_cjk(ord(char)) else char


def _is_mark(char: str) -> bool:
    if char.isascii():
        return char.isprintable() and not char.isalnum() and char != " "
    return unicodedata.category(char)[0] == "P"


def _is_cjk(code: int) -> bool:
    return any(low <= code <= high for low, high in _CJK)
