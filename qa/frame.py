"""The polite frame around a question: what stands before and behind it and asks for nothing.

`Hi, quick question: …`, `For a slide I'm working on, …`, `… Thanks a lot!`. Only whole clauses of
such words are taken off; what stands inside a clause is left to the scanner.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from chipgraph.qa.claims.english import carriers
from chipgraph.qa.lexicon.build import MAX_WORDS, english
from chipgraph.qa.normalise import joined, key
from chipgraph.qa.question import Token

_PARTS = frozenset({":", ",", ";"})  # tokens that end a clause
_MARKS = frozenset(".!–—-")  # between words, these are no tokens


def unframed(text: str, words: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words of a question without its frame; all of them where nothing else is said."""
    start, end = _opening(words), _closing(text, words)
    return words[start:end] if start < end else words


def _opening(words: Sequence[Token]) -> int:
    """How many words at the start are clauses that only lead up to the question."""
    done = 0
    for place, word in enumerate(words):
        if word.text not in _PARTS:
            continue
        clause = words[done:place]
        if clause and not (_frames(clause) and _carries(clause)):
            break
        done = place + 1
    return done


def _closing(text: str, words: Sequence[Token]) -> int:
    """Where a last clause that only thanks begins; the number of words where there is none."""
    for place in range(len(words) - 1, 0, -1):
        between = text[words[place - 1].end : words[place].start]
        if words[place - 1].text in {*_PARTS, "?"} or _MARKS & set(between):
            clause = words[place:]
            return place if _frames(clause) and _carries(clause) else len(words)
    return len(words)


def _carries(clause: Sequence[Token]) -> bool:
    """Whether more is said than a word that begins a follow-up: `so,` leans on what was asked."""
    return any(word.text not in english()["follow"]["openers"] for word in clause)


def _frames(clause: Sequence[Token]) -> bool:
    """Whether every word belongs to a phrase that only carries a question."""
    place = 0
    while place < len(clause):
        ends = range(min(len(clause), place + MAX_WORDS), place, -1)
        found = next((e for e in ends if joined(clause[place:e]) in _framing()), None)
        if found is None:
            return False
        place = found
    return True


@cache
def _framing() -> frozenset[str]:
    return carriers() | {key(phrase) for phrase in english()["polite"]["frames"]}
