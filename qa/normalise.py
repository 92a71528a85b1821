"""Text to tokens: Unicode folded, part numbers kept whole, politeness left to the scanner."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from Stemmer import Stemmer

from chipgraph.errors import UsageError
from chipgraph.qa.question import Token

MAX_CHARACTERS = 2_000
ARTICLES = frozenset({"a", "an", "the"})
# Words whose 's is a verb (`who's building`), never an owner.
_ASKING = frozenset({"who's", "what's", "where's", "how's", "that's", "there's", "it's"})
_TOKEN = re.compile(
    r"[^\W_]+(?:,\d{3}(?!\d)|[.'’](?=[^\W_])[^\W_]+)*%?|[$€£%><=/+&?,;:]", re.UNICODE
)
_stemmer = Stemmer("english")


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a question, each with its stem and its place in the text."""
    if len(text) > MAX_CHARACTERS:
        raise UsageError(
            f"The question has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read.",
            "Ask one question at a time.",
        )
    found = []
    for match in _TOKEN.finditer(text):
        word = fold(match.group())
        if word.isalnum():
            found.append(Token(word, stem(word), match.start(), match.end()))
            continue
        for part, start, end in _parts(word, match.start(), match.end()):
            found.append(Token(part, stem(part), start, end))
    return tuple(found)


def fold(text: str) -> str:
    """Lower case, without accents or compatibility forms."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _parts(word: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """A possessive s, a verb run on and a percent sign are tokens of their own."""
    if word in _ASKING:
        return [(word[:-2], start, end - 2), ("is", end - 1, end)]
    if word.endswith("'s"):
        return [(word[:-2], start, end - 2), ("'s", end - 2, end)]
    if word.endswith("%") and len(word) > 1:
        return [(word[:-1], start, end - 1), ("%", end - 1, end)]
    return [(word, start, end)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of an ordinary word (Snowball English); anything with a digit stays as it is."""
    if len(word) < 4 or (not word.isalpha() and any(c.isdigit() for c in word)):
        return word.replace(".", "").replace("'", "")
    return str(_stemmer.stemWord(_BRITISH.get(word, word))).replace("'", "")


_BRITISH = {"centre": "center", "centres": "centers"}


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """The lexicon key of a phrase: its stems run together, so that spacing does not matter."""
    return joined(tokens(text[:MAX_CHARACTERS]))


def joined(words: Sequence[Token]) -> str:
    """The key of words side by side; an article inside says nothing: `behind the claim`."""
    last = len(words) - 1
    return "".join(
        [
            word.key
            for place, word in enumerate(words)
            if word.text != "'s" and (word.text not in ARTICLES or place in (0, last))
        ]
    )


@lru_cache(maxsize=64)
def phrases(words: tuple[Token, ...], most: int) -> tuple[tuple[int, int, str], ...]:
    """Every run of up to `most` words, as start, end and the key that `joined` gives it."""
    return tuple(_phrases(words, most))


def _phrases(words: Sequence[Token], most: int) -> Iterator[tuple[int, int, str]]:
    for start in range(len(words)):
        inside = ""
        for end in range(start + 1, min(start + most, len(words)) + 1):
            word = words[end - 1]
            if word.text == "'s":
                continue
            yield start, end, inside + word.key
            if end - 1 == start or word.text not in ARTICLES:
                inside += word.key
