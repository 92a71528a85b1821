"""Other ways to write the same question: its form changes, its answer does not.

Each takes a question and a source of chance and gives the question anew.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Way = Callable[[str, random.Random], str]
_ARTICLES = re.compile(r"\b(?:the|a|an) ", re.IGNORECASE)
_AUXILIARIES = re.compile(r"\b(?:is|are|was|were|do|does|did|has|have) ", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{5,}")
_OPENINGS = (
    "Could you please tell me: {}",
    "Hi, quick question: {}",
    "I'd like to know, please: {}",
    "{} Thanks a lot!",
    "For a slide I'm working on, {}",
)
_SHORT = {
    "what is": "what's", "who is": "who's", "does not": "doesn't", "do not": "don't",
    "is not": "isn't", "are not": "aren't", "cannot": "can't",
}  # fmt: skip
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def lower_case(text: str, _: random.Random) -> str:
    """All in lower case."""
    return text.lower()


def no_marks(text: str, _: random.Random) -> str:
    """No mark at the end."""
    return text.rstrip(" ?.!")


def polite(text: str, chance: random.Random) -> str:
    """Inside a polite phrase."""
    opening = chance.choice(_OPENINGS)
    return opening.format(text if opening.startswith("{}") else text[:1].lower() + text[1:])


def spaced(text: str, _: random.Random) -> str:
    """With blanks to spare, as copied from a page."""
    return f"  {text.replace(' ', '  ')} \n"


def contracted(text: str, _: random.Random) -> str:
    """`what's` for `what is`."""
    for long, short in _SHORT.items():
        text = re.sub(rf"\b{long}\b", short, text, flags=re.IGNORECASE)
    return text


def without_articles(text: str, _: random.Random) -> str:
    """Without articles."""
    return _ARTICLES.sub("", text)


def telegraphic(text: str, _: random.Random) -> str:
    """As typed into a search box."""
    first, _, rest = _ARTICLES.sub("", text).partition(" ")  # a yes-no question keeps its verb
    return f"{first} {_AUXILIARIES.sub('', rest)}".lower().rstrip(" ?.!")


def typo(text: str, chance: random.Random) -> str:
    """One slip in one longer word: two letters swapped, one lost, doubled or hit beside."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = chance.choice(words)
    at = word.start() + chance.randrange(1, len(word.group()) - 1)
    letter, after = text[at], text[at + 1]
    slip = chance.choice((after + letter, after, letter + letter + after, _beside(letter) + after))
    return text[:at] + slip + text[at + 2 :]


def _beside(letter: str) -> str:
    """The key next to a letter."""
    for row in _KEYBOARD:
        if (at := row.find(letter.lower())) >= 0:
            return row[at + 1 if at + 1 < len(row) else at - 1]
    return letter


FORMS: dict[str, Way] = {
    "lower case": lower_case,
    "no mark at the end": no_marks,
    "polite": polite,
    "blanks to spare": spaced,
    "contracted": contracted,
    "without articles": without_articles,
    "telegraphic": telegraphic,
    "one typo": typo,
}
