"""Mends spelling: an unknown word becomes the nearest known one, and the answer says so.

Digits are never touched: of part numbers, most have a neighbour that is another part.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from chipgraph.qa.lexicon import Lexicon
from chipgraph.qa.normalise import stem
from chipgraph.qa.question import Question, Token
from chipgraph.qa.scan import scan


def repair(question: Question, lexicon: Lexicon, known: Collection[str]) -> Question:
    """The question with unknown words read as the nearest word of the lexicon, scanned again.

    `known` are further words that are spelled right, though the lexicon has no use for them.
    """
    mended = list(question.tokens)
    repairs: list[tuple[str, str]] = []
    for i in question.unknown:
        token = question.tokens[i]
        if token.text in known or token.text in lexicon.words:
            continue
        word = nearest(token.text, lexicon)
        if word is not None and (not _like_name(token, question) or _names(word, lexicon)):
            mended[i] = Token(word, stem(word), token.start, token.end)
            repairs.append((token.text, word))
    if not repairs:
        return question
    fresh = scan(Question(question.text, tuple(mended)), lexicon)
    return replace(fresh, repairs=tuple(repairs))


def _like_name(token: Token, question: Question) -> bool:
    """Written with a capital inside a sentence, so that it must stay a name."""
    written = question.text[token.start : token.end]
    inside = token.start > 0 and not question.text.isupper()
    return inside and written != written.lower()


def _names(word: str, lexicon: Lexicon) -> bool:
    return any(entry.kind == "entity" for entry in lexicon.get(stem(word)))


def nearest(word: str, lexicon: Lexicon) -> str | None:
    """The one known word within a typing slip, or None where there is none or no single one.

    Several count as one where they may mean the same thing.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < 4 or any(c.isdigit() for c in word):
        return None
    limit = 1 if len(word) < 8 else 2
    found = process.extract(word, lexicon.words, scorer=OSA.distance, score_cutoff=limit, limit=3)
    found = [f for f in found if f[0][0] == word[0]] or found
    if not found or any(c.isdigit() for c in found[0][0]):
        return None
    best = min(f[1] for f in found)
    near = [str(f[0]) for f in found if f[1] == best]
    meanings = [{(e.kind, e.target) for e in lexicon.get(stem(n))} for n in near]
    one = len({stem(n) for n in near}) == 1 or bool(set.intersection(*meanings))
    preferred = [n for n in near if any(e.source == "label" for e in lexicon.get(stem(n)))]
    return (preferred or near)[0] if one else None
