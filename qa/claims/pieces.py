"""Takes a question apart into the pieces that a claim must hold to cover it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from chipgraph.qa.claims.english import behind_names, carriers, excepting, stop_keys
from chipgraph.qa.lexicon.build import MAX_WORDS
from chipgraph.qa.normalise import phrases, tokens
from chipgraph.qa.question import Anchor, Question

if TYPE_CHECKING:
    from chipgraph.ontology.schema import Schema


class Kind(StrEnum):
    """What sort of piece it is."""

    ENTITY = "entity"
    WORD = "word"
    NUMBER = "number"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that the question names and a claim may hold.

    `meanings` are node ids for an entity and class labels for a word; `also` are stems that mean
    the same by the schema.
    """

    kind: Kind
    surface: str
    start: int
    end: int
    keys: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()
    number: float = 0.0
    unit: str = ""


def pieces(question: Question, schema: Schema | None = None) -> tuple[Piece, ...]:
    """The entities, years, numbers and content words of a question, in order."""
    named = _entities(question)
    aside = set_aside(question, excepting())
    nots = question.operators.get("operators.not", ()) if aside else ()
    taken = {i for s, e in (*aside, *((a.start, a.end) for a in nots)) for i in range(s, e)}
    taken |= {i for p in named for i in range(p.start, p.end)}
    numbers = [p for p in _numbers(question) if not taken & set(range(p.start, p.end))]
    taken |= {i for p in numbers for i in range(p.start, p.end)}
    words = list(_words(question, taken, schema))
    return tuple(sorted((*named, *numbers, *words), key=lambda p: p.start))


FIRM = frozenset({Kind.ENTITY, Kind.YEAR, Kind.NUMBER})


def lacking(parts: Sequence[Piece], missing: Sequence[str]) -> tuple[str, ...]:
    """Of what a claim misses, the names, years and numbers: without them it is about another."""
    firm = {p.surface for p in parts if p.kind in FIRM}
    return tuple(m for m in missing if m in firm)


def _entities(question: Question) -> list[Piece]:
    """The longest names; where several things share a name, one piece with several meanings."""
    aside = set_aside(question, excepting()) | _orders(question)
    anchors = [
        a
        for a in question.anchors
        if a.entry.kind == "entity" and _meant(question, a)
        if not any(start <= a.start and a.end <= end for start, end in aside)
    ]
    chosen: dict[tuple[int, int], dict[str, None]] = {}
    for a in sorted(anchors, key=lambda a: (-a.width, a.start)):
        span = (a.start, a.end)
        if span in chosen or not any(s < a.end and a.start < e for s, e in chosen):
            chosen.setdefault(span, {})[a.entry.target] = None
    return [
        Piece(
            Kind.ENTITY,
            question.words(start, end),
            start,
            end,
            keys=tuple(t.key for t in question.tokens[start:end] if t.key not in stop_keys()),
            meanings=tuple(meanings),
        )
        for (start, end), meanings in chosen.items()
    ]


def _orders(question: Question) -> set[tuple[int, int]]:
    """Places of words that order something: who says `summarise` asks for no summaries."""
    return {
        (a.start, a.end)
        for a in question.anchors
        if a.entry.target == "wants.text" and a.width == 1
    }


def set_aside(question: Question, words: frozenset[str] | None = None) -> set[tuple[int, int]]:
    """Places of names that the question leaves out: `besides X`, `except X and Y`, `X aside`.

    Only by some words, where these are given.
    """
    names = {(a.start, a.end) for a in question.anchors if a.entry.kind == "entity"}
    found: set[tuple[int, int]] = set()
    for a in question.operators.get("operators.not", ()):
        said = question.words(a.start, a.end).casefold()
        if words is not None and said not in words:
            continue
        if said in behind_names():
            found |= {n for n in names if n[1] == a.start}
            continue
        place = a.end
        while near := {n for n in names if n[0] == place}:
            found |= near
            end = max(end for _, end in near)
            place = end + 1 if end < len(question.tokens) and _joins(question, end) else -1
    return found


def _joins(question: Question, place: int) -> bool:
    return question.tokens[place].text in {"and", "or", "nor", "&", "/"}


def _meant(question: Question, anchor: Anchor) -> bool:
    """A name that is also an ordinary word counts only where it is written as a name."""
    if anchor.entry.source != "weak":
        return True
    token = question.tokens[anchor.start]
    return anchor.start > 0 and question.text[token.start].isupper()


def _numbers(question: Question) -> Iterator[Piece]:
    for literal in question.literals:
        kind = Kind.YEAR if literal.unit == "year" else Kind.NUMBER
        surface = question.words(literal.start, literal.end)
        yield Piece(
            kind, surface, literal.start, literal.end, number=literal.value, unit=literal.unit
        )


def _words(question: Question, taken: set[int], schema: Schema | None) -> Iterator[Piece]:
    asking = _asking(question)
    for i, token in enumerate(question.tokens):
        if i in taken or i in asking or token.key in stop_keys() or not token.text[0].isalnum():
            continue
        around = [a for a in question.anchors if a.start <= i < a.end]
        classes = tuple({a.entry.target: None for a in around if a.entry.kind == "class"})
        also: frozenset[str] = frozenset()
        if schema is not None:
            also = frozenset().union(*(synonyms(schema, a) for a in around)) - {token.key}
        yield Piece(Kind.WORD, token.text, i, i + 1, (token.key,), classes, also)


def _asking(question: Question) -> set[int]:
    """Places of words that only say what kind of answer is wanted, or from which document."""
    found = {
        i
        for a in question.anchors
        if a.entry.kind == "document" or a.entry.target.startswith("wants.")
        for i in range(a.start, a.end)
    }
    for start, end, phrase in phrases(question.tokens, MAX_WORDS):
        if phrase in carriers():
            found |= set(range(start, end))
    return found


def synonyms(schema: Schema, anchor: Anchor) -> frozenset[str]:
    """The content stems of every other name of the term that an anchor stands for."""
    return _synonyms(id(schema), anchor.entry.kind, anchor.entry.target, _surfaces(schema, anchor))


def _surfaces(schema: Schema, anchor: Anchor) -> tuple[str, ...]:
    target = anchor.entry.target
    match anchor.entry.kind:
        case "relation" if target in schema.relations:
            relation = schema.relations[target]
            if anchor.entry.inverse:
                return (relation.inverse_label, *relation.inverse_alt)
            return (relation.label, *relation.alt)
        case "measure" if target in schema.measures:
            measure = schema.measures[target]
            return (measure.label, *measure.alt)
        case "class" if target in schema.classes:
            term = schema.classes[target]
            return (term.label, term.plural, *term.alt)
    return ()


@lru_cache(maxsize=2_000)
def _synonyms(schema: int, kind: str, target: str, surfaces: tuple[str, ...]) -> frozenset[str]:
    found = set()
    for surface in surfaces:
        content = [t.key for t in tokens(surface) if t.key not in stop_keys()]
        if len(content) == 1:
            found.add(content[0])
    return frozenset(found)
