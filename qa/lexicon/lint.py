"""What in the words of an ontology and a graph makes questions harder to read than need be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from chipgraph.ontology.lint import clashes
from chipgraph.qa.lexicon.build import MAX_WORDS, TERMS, Lexicon, terms
from chipgraph.qa.normalise import key, tokens
from chipgraph.qa.question import Entry

if TYPE_CHECKING:
    from chipgraph.ontology.schema import Schema

_NAME = frozenset({"label", "alternative"})  # sources of an entity's proper names
HINTS = {
    "two meanings": "A question that says it is read in both ways: keep it with one of the two.",
    "name and term": "Give one of them another word, or make the name a weak alias.",
    "two bearers": "Where that is meant, make both ambiguous aliases; else rename one.",
    "no inverse": "Add cg:inverseLabel, so that the relation can be asked for from its object.",
    "no plural": "Add cg:pluralLabel, so that lists of it are said right.",
    "no unit": "Add a unit, so that its figures can be compared and converted.",
    "too long": f"Questions are searched for phrases of up to {MAX_WORDS} words: shorten it.",
    "says nothing": "It is made of words that every question may hold: it is never looked for.",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to look at: a key of `HINTS`, the words, and what they stand for."""

    kind: str
    words: str
    stands_for: tuple[str, ...]


def lint(lexicon: Lexicon, schema: Schema) -> tuple[Finding, ...]:
    """Every finding, once, by kind and words."""
    said = {*_shared(lexicon, schema), *_relations(schema)}
    found = said | {*_incomplete(schema), *_unheard(lexicon, schema)}
    return tuple(sorted(found))


def _shared(lexicon: Lexicon, schema: Schema) -> Iterator[Finding]:
    """Words that mean two things between which their types cannot decide."""
    for entries in lexicon.entries.values():
        for one, other in combinations(entries, 2):
            if one.target != other.target and (kind := _clash(one, other, schema)):
                stands_for = tuple(sorted({_named(one), _named(other)}))
                yield Finding(kind, one.surface, stands_for)


def _clash(one: Entry, other: Entry, schema: Schema) -> str:
    kinds = {one.kind, other.kind}
    if kinds == {"entity"}:
        return "two bearers" if {one.source, other.source} <= _NAME else ""
    if "entity" in kinds and kinds & TERMS:
        name = one if one.kind == "entity" else other
        return "name and term" if name.source in _NAME and name.weight >= 0.8 else ""
    if kinds == {"measure"}:
        first_of, second_of = (set(schema.measures[e.target].applies_to) for e in (one, other))
        return "two meanings" if not first_of or not second_of or first_of & second_of else ""
    if kinds == {"concept"}:
        return "two meanings" if one.detail == other.detail else ""
    return ""


def _relations(schema: Schema) -> Iterator[Finding]:
    """Words for two relations between the same classes."""
    for clash in clashes(schema):
        stands_for = (f"relation {clash.one}", f"relation {clash.other}")
        yield Finding("two meanings", clash.phrase, stands_for)


def _incomplete(schema: Schema) -> Iterator[Finding]:
    for relation in schema.relations.values():
        if not relation.inverse_label and not relation.symmetric:
            yield Finding("no inverse", relation.label, (f"relation {relation.name}",))
    for term in schema.classes.values():
        if not term.plural:
            yield Finding("no plural", term.label, (f"class {term.name}",))
    for measure in schema.measures.values():
        if not measure.unit:
            yield Finding("no unit", measure.label, (f"measure {measure.id}",))


def _unheard(lexicon: Lexicon, schema: Schema) -> Iterator[Finding]:
    for entry in (e for entries in lexicon.entries.values() for e in entries):
        if len(tokens(entry.surface)) > MAX_WORDS and entry.kind != "document":
            yield Finding("too long", entry.surface, (_named(entry),))
    for entry in terms(schema):
        if not lexicon.get(key(entry.surface)):
            yield Finding("says nothing", entry.surface, (_named(entry),))


def _named(entry: Entry) -> str:
    return f"{entry.kind} {entry.target}"
