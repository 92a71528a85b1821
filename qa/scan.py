"""Finds what the words of a question may mean: an anchor for every entry at every place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chipgraph.qa.claims.english import ordinal
from chipgraph.qa.dates import dated
from chipgraph.qa.lexicon import Lexicon
from chipgraph.qa.lexicon.build import MAX_WORDS, PLAIN, english
from chipgraph.qa.normalise import fold, key, phrases
from chipgraph.qa.question import Anchor, Entry, Literal, Question, Token

_NUMBER = re.compile(r"^\d[\d,]*(?:\.\d+)?$")
_QUANTITY = re.compile(r"^(\d[\d,]*(?:\.\d+)?)(k|m|bn|b|tn|gb|gib|tb|h|x|%|w|mw|nm)$")
_SCALE = {"k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_WORDS = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_UNIT = {"gb": "GB", "gib": "GiB", "tb": "TB", "x": "x", "%": "%", "w": "W", "mw": "MW", "nm": "nm"}


def scan(question: Question, lexicon: Lexicon) -> Question:
    """The question with every anchor and literal found, and the content words left unexplained."""
    literals = tuple(_literals(question.tokens, lexicon))
    found = [
        a
        for a in (*_anchors(question.tokens, lexicon), *dated(question.tokens, lexicon))
        if not _pronoun(a, question, lexicon)
        and not _noun(a, question.tokens)
        and not _adjective(a, question.tokens)
    ]
    anchors = _without_amounts(tuple(_as_written(found, question.tokens)), literals)
    covered = {i for a in anchors for i in range(a.start, a.end)}
    covered |= {i for n in literals for i in range(n.start, n.end)}
    covered |= set(_polite(question.tokens, lexicon))
    unknown = tuple(
        i
        for i, token in enumerate(question.tokens)
        if i not in covered and token.key not in lexicon.stop and ordinal(token.text) is None
    )
    return replace(question, anchors=anchors, literals=literals, unknown=unknown)


def _pronoun(anchor: Anchor, question: Question, lexicon: Lexicon) -> bool:
    """`us` is no `US`: an abbreviation that is an ordinary word counts in capitals only."""
    word = question.tokens[anchor.start]
    ordinary = word.key in lexicon.polite or word.key in lexicon.stop
    written = question.text[word.start : word.end]
    short = anchor.width == 1 and anchor.entry.surface.isupper()
    return short and ordinary and not written.isupper()


def _adjective(anchor: Anchor, words: Sequence[Token]) -> bool:
    """An adjective that is not asked for by `how`."""
    asking = english()["comparative"]["asking"]
    asked = anchor.start > 0 and words[anchor.start - 1].text in asking
    return anchor.entry.kind == "grade" and anchor.entry.detail == PLAIN and not asked


def _as_written(found: Sequence[Anchor], words: Sequence[Token]) -> Iterator[Anchor]:
    """Of values with one stem, those written as in the question where there are any."""
    exact = {
        (a.start, a.end)
        for a in found
        if a.entry.kind == "value" and _written(a, words) == fold(a.entry.surface)
    }
    for a in found:
        place = (a.start, a.end)
        if (
            a.entry.kind != "value"
            or place not in exact
            or _written(a, words) == fold(a.entry.surface)
        ):
            yield a


def _written(anchor: Anchor, words: Sequence[Token]) -> str:
    return " ".join(word.text for word in words[anchor.start : anchor.end])


def _noun(anchor: Anchor, words: Sequence[Token]) -> bool:
    """`their use`, `its own`: behind a possessive, a light verb is none."""
    if anchor.entry.kind != "relation" or anchor.start == 0:
        return False
    verb = anchor.width == 1 and words[anchor.start].text in english()["stop"]["verbs"]
    return verb and words[anchor.start - 1].text in english()["stop"]["possessives"]


def _without_amounts(
    anchors: tuple[Anchor, ...], literals: Sequence[Literal]
) -> tuple[Anchor, ...]:
    """A number before a unit is an amount, not a name that happens to be a number."""
    units = {a.start for a in anchors if a.entry.kind == "unit"}
    amounts = [n for n in literals if n.end in units or n.unit not in {"", "year"}]
    return tuple(
        a
        for a in anchors
        if a.entry.kind == "unit" or not any(n.start <= a.start and a.end <= n.end for n in amounts)
    )


def _polite(words: tuple[Token, ...], lexicon: Lexicon) -> Iterator[int]:
    """The words of carrier phrases: `could you`, `tell me`."""
    for start, end, found in phrases(words, MAX_WORDS):
        if found in lexicon.polite:
            yield from range(start, end)


def _anchors(words: tuple[Token, ...], lexicon: Lexicon) -> Iterator[Anchor]:
    for start, end, found in phrases(words, MAX_WORDS):
        for entry in lexicon.get(found):
            if _plausible(entry.surface, words[start:end]) and not _told(entry, words[start]):
                yield Anchor(start, end, entry)


def _plausible(surface: str, words: Sequence[Token]) -> bool:
    """Stems may join or part words, but a lone short word never stands for a longer phrase."""
    if len(words) > 1 and all(len(w.text) == 1 for w in words):
        return False
    return (
        len(words) == 1
        or words[0].text not in _OPENERS
        or surface.split()[0].lower() in (words[0].text,)
    )


def _told(entry: Entry, word: Token) -> bool:
    """`named` tells what `name` asks for: an operator is no participle, a participle no verb."""
    if " " in entry.surface:
        return False
    told, tells = word.text.endswith("ed"), entry.surface.endswith("ed")
    noun = fold(entry.surface)
    if entry.kind in NOUNS and _singular(noun).endswith(AGENTS):
        return not _singular(word.text).endswith(AGENTS)  # `development` is no developer
    if entry.kind == "class":  # `national` is no nation, but `used` may be a use
        verb = told or word.text.endswith("ing")
        base = noun.removesuffix("e")
        return not (word.text.startswith(base) if verb else _singular(word.text) == _singular(noun))
    if entry.kind == "attribute":
        return told != tells
    if entry.kind == "concept" and entry.surface.endswith("ing"):  # `comes` is not yet `coming`
        return not word.text.endswith(("ing", "ed"))
    return entry.kind in {"operator", "value"} and told and not tells


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    stem = word.removesuffix("s")
    return stem.removesuffix("e") if stem.endswith(("sse", "xe", "che", "she")) else stem


NOUNS = frozenset({"class", "measure", "concept"})
AGENTS = ("er", "or")
_OPENERS = frozenset({"a", "an", "the", "'s"})


def _literals(words: Sequence[Token], lexicon: Lexicon) -> Iterator[Literal]:
    fiscal = {key(w) for w in english()["time"]["fiscal"]}
    for i, word in enumerate(words):
        text = word.text
        if re.fullmatch(r"fy'?\d{2}(\d{2})?", text):
            digits = re.sub(r"\D", "", text)
            yield Literal(i, i + 1, float(digits if len(digits) == 4 else f"20{digits}"), "year")
        elif re.fullmatch(r"(19|20)\d\d", text) or (
            i > 0 and words[i - 1].key in fiscal and re.fullmatch(r"\d\d(\d\d)?", text)
        ):
            yield Literal(i, i + 1, float(text if len(text) == 4 else f"20{text}"), "year")
        elif _NUMBER.match(text) or _QUANTITY.match(text):
            yield _quantity(words, i)


def _quantity(words: Sequence[Token], i: int) -> Literal:
    text = words[i].text
    unit, scale, end = "", 1.0, i + 1
    if match := _QUANTITY.match(text):
        text, suffix = match.groups()
        scale = _SCALE.get(suffix, 1.0)
        unit = "hour" if suffix == "h" else _UNIT.get(suffix, "")
    value = float(text.replace(",", ""))
    while end < len(words) and words[end].text in _WORDS:
        scale *= _WORDS[words[end].text]
        end += 1
    start = i
    if i > 0 and words[i - 1].text == "$":
        unit, start = "USD", i - 1
    return Literal(start, end, value * scale, unit)
