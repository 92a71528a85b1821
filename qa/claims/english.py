"""The closed-class English of the claim route: `words.toml` and the parser's `en.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from chipgraph.qa.lexicon.build import english
from chipgraph.qa.normalise import key, stem


@cache
def words() -> dict[str, Any]:
    """The lists of `words.toml`."""
    text = (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def stop_keys() -> frozenset[str]:
    """Stems that carry no content."""
    strong = words()["strong"]
    lists = (words()[name]["words"] for name in ("reporting", "bearing", "excepting"))
    asking = (w for listed in lists for w in listed if " " not in w)
    judged = (*strong["sole"], *strong["whole"])
    return stems((*english()["stop"]["words"], *asking, *judged)) | {""}


@cache
def carriers() -> frozenset[str]:
    """Keys of phrases that only carry a question: greetings, thanks, polite openings."""
    return frozenset(key(p) for p in english()["polite"]["phrases"])


def stems(listed: Iterable[str]) -> frozenset[str]:
    """The stems of some words."""
    return frozenset(stem(w) for w in listed)


def excepting() -> frozenset[str]:
    """Words that set the name behind them aside."""
    return frozenset(words()["excepting"]["words"])


def behind_names() -> frozenset[str]:
    """Those of them that stand behind the name."""
    return frozenset(words()["excepting"]["behind"])


@cache
def verbs_and_askers() -> frozenset[str]:
    """Auxiliary verbs and the words that open a question."""
    asked = english()["wants"]
    single = (w for name in ("boolean", "text", "reason", "value") for w in asked[name])
    return frozenset(w for w in single if " " not in w) | frozenset(words()["number"]["wh"])


def number() -> dict[str, list[str]]:
    """Words that ask, and auxiliary verbs of one and of many."""
    lists: dict[str, list[str]] = words()["number"]
    return lists


def ordinal(word: str) -> int | None:
    """The place in a row that a word names: `third`, `3rd`."""
    if match := _ORDINAL.fullmatch(word):
        return int(match[1])
    named = number()["ordinals"]
    return named.index(word) + 1 if word in named else None


_ORDINAL = re.compile(r"([1-9]\d?)(?:st|nd|rd|th)")


def loosely() -> frozenset[str]:
    """Words that ask for a number of times, or in words how frequent it is."""
    return frozenset(words()["exact"]["loose"])


def is_ordinal(role: str) -> bool:
    """Whether a number in this role is a place in a row."""
    return any(word in role.casefold() for word in words()["ordinal"]["words"])
