"""Dates in a question, however they are written, as the values of things that have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache

from chipgraph.qa.lexicon import Lexicon
from chipgraph.qa.lexicon.build import english
from chipgraph.qa.normalise import key
from chipgraph.qa.question import Anchor, Token


def dated(words: Sequence[Token], lexicon: Lexicon) -> Iterator[Anchor]:
    """Values that are dates: `29/08/2017`, `August 29, 2017`, `the 29th of August 2017`."""
    said = " ".join(word.text for word in words)
    starts = [0, *(i + 1 for i, letter in enumerate(said) if letter == " ")]
    for match in _pattern().finditer(said):
        start = starts.index(match.start())
        end = start + match.group().count(" ") + 1
        for found in _read(match):
            for entry in lexicon.get(key(found)):
                if entry.kind == "value" and entry.target == found:
                    yield Anchor(start, end, entry)


def _read(match: re.Match[str]) -> Iterator[str]:
    """A date in ISO 8601; of two numbers either may be the month."""
    found = match.groupdict()
    year = int(found["year"] or found["year2"] or found["year3"])
    if found["one"]:
        one, two = int(found["one"]), int(found["two"])
        pairs = dict.fromkeys([(two, one), (one, two)])
    else:
        month = _months()[found["month"] or found["named"]]
        pairs = {(month, int(found["day"] or found["nth"])): None}
    for month, day in pairs:
        with suppress(ValueError):  # 30/02
            yield date(year, month, day).isoformat()


@cache
def _months() -> dict[str, int]:
    """The number of each month, by its name and by its abbreviation."""
    names = english()["time"]["months"]
    return {n: i for i, name in enumerate(names, 1) for n in (name, name[:3])}


@cache
def _pattern() -> re.Pattern[str]:
    """Over words with one blank between them, as tokens are."""
    month = "|".join(sorted(_months(), key=len, reverse=True))
    nth = r"\d\d?)(?:st|nd|rd|th)?"
    return re.compile(
        rf"\b(?:(?P<month>{month})(?: the)? (?P<day>{nth}(?: ,)? (?P<year>\d{{4}})"
        rf"|(?P<nth>{nth}(?: of)? (?P<named>{month})(?: ,)? (?P<year2>\d{{4}})"
        r"|(?P<one>\d\d?) / (?P<two>\d\d?) / (?P<year3>\d{4}))\b"
    )
