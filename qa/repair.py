"""Mends spelling: an unknown word becomes the most likely known one, and the answer says so.

A noisy channel (Kernighan, Church and Gale 1990): how common a word is in the texts of the graph,
and how easily the fingers slip from it to what was typed. Where two words are about as likely,
nothing is mended. Digits are never touched: of part numbers, most have a neighbour that is another
part.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from chipgraph.qa.claims.near import WordTable
from chipgraph.qa.lexicon import Lexicon
from chipgraph.qa.normalise import stem
from chipgraph.qa.question import Question, Token
from chipgraph.qa.scan import scan

_EDGES = ".,?!:;()\"'"
_SHORTEST = 4  # letters of a word that is mended
_LONG = 8  # from so many letters on two slips may be in one word
_COMMON = 3  # how often a word that the lexicon has no use for must stand in the texts
_AHEAD = 0.7  # how much likelier than the next, as a logarithm
# Logarithms of how likely a slip is beside the others (after the counts of the paper's tables).
_SWAPPED, _DOUBLED, _LOST, _EXTRA, _OTHER = 0.0, 0.0, -0.5, -1.0, -1.5


class Speller:
    """The words that questions about one graph are written in, and how common each is."""

    def __init__(
        self, lexicon: Lexicon, texts: Collection[str], embedder: object | None = None
    ) -> None:
        self._lexicon = lexicon
        self._texts = texts
        self._table = embedder if isinstance(embedder, WordTable) else None

    # Made for the first unknown word: most questions have none.
    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(word.strip(_EDGES) for t in self._texts for word in t.casefold().split())

    @cached_property
    def _known(self) -> frozenset[str]:
        plurals = {f"{word}s" for word in self._lexicon.words if not word.endswith("s")}
        return frozenset(self._lexicon.words) | plurals

    @cached_property
    def _words(self) -> tuple[str, ...]:
        used = {w for w, count in self._counts.items() if count >= _COMMON and len(w) > 3}
        return tuple(sorted(used | self._known))

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def mended(self, question: Question) -> Question:
        """The question with unknown words read as what they most likely stand for, scanned anew."""
        words = list(question.tokens)
        repairs: list[tuple[str, str]] = []
        for i in question.unknown:
            token = question.tokens[i]
            if token.text in self._counts or token.text in self._known or self._is_word(token.text):
                continue
            word = self.nearest(token.text)
            if word is not None and (not _like_name(token, question) or self._names(word)):
                words[i] = Token(word, stem(word), token.start, token.end)
                repairs.append((token.text, word))
        if not repairs:
            return question
        return replace(
            scan(Question(question.text, tuple(words)), self._lexicon), repairs=tuple(repairs)
        )

    def _is_word(self, typed: str) -> bool:
        """Whether the embedding model has it in its table of words: then it is meant as it is."""
        return self._table is not None and bool(self._table.word_vectors([typed]).any())

    def nearest(self, typed: str) -> str | None:
        """The likeliest word within a typing slip, or None where there is none or no single one.

        Several count as one where they may mean the same thing.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(typed) < _SHORTEST or any(c.isdigit() for c in typed):
            return None
        limit = 1 if len(typed) < _LONG else 2
        near = process.extract(
            typed, self._words, scorer=OSA.distance, score_cutoff=limit, limit=None
        )
        near = [n for n in near if not any(c.isdigit() for c in n[0])]
        near = [n for n in near if n[0][0] == typed[0]] or near
        least = min((distance for _, distance, _ in near), default=0)
        words = [word for word, distance, _ in near if distance == least]
        words = [w for w in words if w in self._known or (least == 1 and _slip(w, typed) > _OTHER)]
        return self._likeliest(typed, words) if words else None

    def _likeliest(self, typed: str, words: list[str]) -> str | None:
        """The word that leads all words of another stem and meaning by enough."""
        chance = {
            word: math.log(self._counts[word] + 1) + (_slip(word, typed) if len(words) > 1 else 0)
            for word in words
        }
        best, *others = sorted(words, key=lambda word: (-chance[word], word))
        for other in others:
            alike = stem(best) == stem(other) or self._meanings(best) & self._meanings(other)
            if not alike and chance[best] - chance[other] < _AHEAD:
                return None
        return best

    def _meanings(self, word: str) -> set[tuple[str, str]]:
        return {(entry.kind, entry.target) for entry in self._lexicon.get(stem(word))}

    def _names(self, word: str) -> bool:
        return any(entry.kind == "entity" for entry in self._lexicon.get(stem(word)))


def _slip(meant: str, typed: str) -> float:
    """The logarithm of how easily one word is typed for another that is one slip away."""
    first = next((i for i, (a, b) in enumerate(zip(meant, typed, strict=False)) if a != b), None)
    place = min(len(meant), len(typed)) if first is None else first
    if len(typed) > len(meant):
        return _DOUBLED if typed[place] in typed[place - 1 : place] else _EXTRA
    if len(typed) < len(meant):
        return _LOST
    swapped = meant[place + 1 : place + 2] + meant[place]
    return _SWAPPED if typed[place : place + 2] == swapped else _OTHER


def _like_name(token: Token, question: Question) -> bool:
    """Written with a capital inside a sentence, so that it must stay a name."""
    written = question.text[token.start : token.end]
    inside = token.start > 0 and not question.text.isupper()
    return inside and written != written.lower()


def strangers(question: Question, speller: Speller) -> tuple[str, ...]:
    """Unknown words written like names: a capital inside a sentence, letters with digits."""
    found = []
    for i in question.unknown:
        token = question.tokens[i]
        written = question.text[token.start : token.end]
        opens = i == 0 or question.tokens[i - 1].text in {"?", ";", ":"}
        named = written[:1].isupper() and not opens and not question.text.isupper()
        part = any(c.isdigit() for c in written) and any(c.isalpha() for c in written)
        if (named or part) and token.text not in speller:
            found.append(written)
    return tuple(found)
