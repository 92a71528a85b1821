"""Builds the lexicon of one graph: names, classes, relations, measures, units, operators."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.qa.form import EVIDENCE_LAYER, SUBJECT
from chipgraph.qa.normalise import MAX_CHARACTERS, joined, key, tokens
from chipgraph.qa.question import Entry, Token

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.ontology.schema import PropertyTerm, Schema

MAX_WORDS = 10
_Cut = dict[str, tuple[Token, ...]]  # surfaces with their words
TERMS = frozenset({"class", "relation", "measure", "concept"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Stem key to entries; `stop` and `polite` are keys that carry no content."""

    entries: dict[str, tuple[Entry, ...]]
    stop: frozenset[str]
    polite: frozenset[str]
    words: tuple[str, ...] = field(repr=False, default=())  # for spelling repair

    def get(self, surface_key: str) -> tuple[Entry, ...]:
        """The meanings of a key."""
        return self.entries.get(surface_key, ())


@cache
def english() -> dict[str, dict[str, list[str]]]:
    """The closed-class words of `en.toml`."""
    text = (Path(__file__).parent / "en.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def build_lexicon(schema: Schema, snapshot: Snapshot) -> Lexicon:
    """The lexicon of a schema and a graph."""
    found: dict[str, dict[tuple[str, str, bool, str], Entry]] = defaultdict(dict)
    stop = frozenset(key(w) for w in english()["stop"]["words"]) | {""}
    given = tuple(terms(schema))
    named = chain(_names(schema, snapshot, given), _values(schema, snapshot))
    cut: _Cut = {}
    for entry in chain(_operators(), given, named):
        if entry.kind in TERMS and _silent(entry, stop):
            continue  # a bare preposition or light verb is no relation: it costs nothing to skip
        words = cut.get(entry.surface)
        if words is None:
            words = cut[entry.surface] = tokens(entry.surface[:MAX_CHARACTERS])
        place = found[joined(words)]
        identity = (entry.kind, entry.target, entry.inverse, entry.detail)
        if identity not in place or place[identity].weight < entry.weight:
            place[identity] = entry
    found.pop("", None)
    polite = frozenset(key(w) for w in english()["polite"]["phrases"])
    entries = {k: tuple(v.values()) for k, v in found.items()}
    verbs = frozenset(key(w) for w in english()["stop"]["verbs"])
    silent = stop | verbs | _everywhere(entries, cut)
    return Lexicon(entries, silent, polite, tuple(sorted(_spelled(entries, cut))))


def _silent(entry: Entry, stop: frozenset[str]) -> bool:
    """Whether it is made of function words; others may share their stem: `call` and `called`."""
    words = english()["stop"]["words"]
    written = entry.kind in {"class", "relation"}
    return all(
        token.key in stop and (token.text in words or not written)
        for token in tokens(entry.surface)
    )


COMMON = 0.05  # of all names: a word in so many of them tells none apart


def _everywhere(entries: dict[str, tuple[Entry, ...]], cut: _Cut) -> frozenset[str]:
    """The words that stand in very many names of a market: in ours, what all of it is about."""
    holders: dict[str, set[str]] = defaultdict(set)
    things = set()
    for place in entries.values():
        for entry in place:
            if entry.kind == "entity":
                things.add(entry.target)
                for token in cut[entry.surface]:
                    holders[token.key].add(entry.target)
    least = max(5.0, COMMON * len(things))
    return frozenset(word for word, owners in holders.items() if len(owners) >= least)


def _spelled(entries: dict[str, tuple[Entry, ...]], cut: _Cut) -> set[str]:
    return {
        token.text
        for place in entries.values()
        for entry in place
        if entry.source != "hidden"
        for token in cut[entry.surface]
        if len(token.text) > 3
    }


def _operators() -> Iterator[Entry]:
    for section, groups in english().items():
        if section in {
            "stop",
            "polite",
            "time",
            "follow",
            "comparative",
            "dated",
            "beside",
            "included",
        }:
            continue
        for name, phrases in groups.items():
            for phrase in phrases:
                yield Entry("operator", f"{section}.{name}", phrase, "operator")


UNASKED = frozenset({"modality", "basis", "claimKind"})  # how a claim is made, not what it says


def terms(schema: Schema) -> Iterator[Entry]:
    """What the ontology calls its classes, relations, values, measures and units."""
    for c in schema.classes.values():
        for surface, source in _called(c.label, c.plural, alt=c.alt):
            yield Entry("class", c.name, surface, source)
    for r in schema.relations.values():
        for surface, source in _called(r.label, alt=r.alt):
            yield Entry("relation", r.name, surface, source)
        for surface, source in _called(r.inverse_label, alt=r.inverse_alt):
            yield Entry("relation", r.name, surface, source, inverse=not r.symmetric)
    for k in schema.concepts.values():
        if not k.property or k.property in UNASKED:
            continue
        for surface, source in _called(k.label, k.plural, alt=k.alt):
            yield Entry("concept", k.label, surface, source, detail=k.property)
    for m in schema.measures.values():
        for surface, source in _called(m.label, alt=m.alt):
            for written in _percentages(surface):
                yield Entry("measure", m.id, written, source)
        for adjective in (*m.adjectives, *m.adjectives_low):
            yield Entry("grade", m.id, adjective, "label", 0.8, detail=PLAIN)
        for adjective in m.adjectives:
            for surface in grades(adjective):
                yield Entry("grade", m.id, surface, "label", 0.8, detail="max")
        for adjective in m.adjectives_low:
            for surface in grades(adjective):
                yield Entry("grade", m.id, surface, "label", 0.8, detail="min")
    for u in schema.units.values():
        for surface, source in _called(u.symbol, u.label, alt=u.alt):
            yield Entry("unit", u.symbol, surface, source)
    for of_name in schema.attributes.values():
        for term in of_name:
            yield from _attribute(term)


def _percentages(surface: str) -> Iterator[str]:
    """`percentage of cost` is also written `% of cost` and `percent of cost`."""
    yield surface
    first, _, rest = surface.partition(" ")
    if first == "percentage" and rest:
        yield from (f"{sign} {rest}" for sign in ("%", "percent", "pct"))


def _called(*labels: str, alt: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What a term is called, and whether that is its label or another one: an ablation asks."""
    yield from ((label, "label") for label in labels)
    yield from ((label, "alternative") for label in alt)


def _attribute(term: PropertyTerm) -> Iterator[Entry]:
    """What a property that questions may speak of is called, and the words that grade it."""
    for surface, source in _called(term.label, alt=term.alt):
        yield Entry("attribute", term.name, surface, source)
    asking = english()["comparative"]["asking"]
    dated = english()["dated"] if term.datatype in DATED else {"max": [], "min": []}
    for detail, adjectives in (("max", term.adjectives), ("min", term.adjectives_low)):
        for adjective in adjectives:
            for how in asking:
                yield Entry("attribute", term.name, f"{how} {adjective}", "label")
            for surface in grades(adjective):
                yield Entry("extreme", term.name, surface, "label", detail=detail)
        for surface in dated[detail]:
            yield Entry("extreme", term.name, surface, "label", detail=detail)


DATED = frozenset({"date"})


PLAIN = "plain"  # an adjective as it is: `how large` asks for the measure, `large` for nothing


def grades(adjective: str) -> tuple[str, ...]:
    """The comparative and superlative of an English adjective."""
    if " " in adjective or "-" in adjective or len(adjective) > 7:
        return (f"more {adjective}", f"most {adjective}")
    stem = adjective.removesuffix("e")
    if adjective.endswith("y"):
        stem = adjective[:-1] + "i"
    elif (
        len(adjective) < 5
        and adjective[-1] in "gtdn"
        and adjective[-2] in "aeiou"
        and (adjective[-3] not in "aeiou")
    ):
        stem = adjective + adjective[-1]
    return (f"{stem}er", f"{stem}est", f"more {adjective}", f"most {adjective}")


_NAMES = (
    ("aliases", "alternative", 1.0),
    ("hiddenAliases", "hidden", 0.95),
    ("ambiguousAliases", "ambiguous", 0.8),
    ("weakAliases", "weak", 0.5),
)


def _names(schema: Schema, snapshot: Snapshot, given: Collection[Entry]) -> Iterator[Entry]:
    skipped = {"Claim", "Phrasing", "Passage", "Observation"}
    placed = _placed(schema, snapshot)
    voices = _voices(snapshot) - placed
    claimed = {key(e.surface) for e in given}
    shortened: dict[str, set[str]] = defaultdict(set)
    for node in snapshot.nodes.values():
        if node.labels & skipped:
            continue
        kind = "document" if "Document" in node.labels else "entity"
        loose = 1.0 if kind == "document" or node.id in placed else 0.7
        if node.id in voices:
            loose = VOICE
        name = str(node.properties.get("name") or node.properties.get("title") or node.id)
        if any(k in schema.attributes for k, v in node.properties.items() if v == name):
            continue  # called by a value of its own
        yield Entry(kind, node.id, name, "label", loose * (0.8 if key(name) in claimed else 1.0))
        for prop, source, weight in _NAMES:
            for alias in node.properties.get(prop) or ():
                yield Entry(kind, node.id, str(alias), source, loose * weight)
        for short in (*_without_maker(name, node.id, snapshot), *_model_number(name)):
            shortened[short].add(node.id)
    for short, owners in shortened.items():
        for owner in sorted(owners):
            weight = 0.9 if len(owners) == 1 else 0.7
            yield Entry("entity", owner, short, "shortened", weight)


def _values(schema: Schema, snapshot: Snapshot) -> Iterator[Entry]:
    """The values that things have of the properties that questions may speak of, each once."""
    spoken = [
        name
        for name, terms in schema.attributes.items()
        if any(t.datatype in QUOTED and t.values_from is None for t in terms)
    ]
    seen: set[tuple[str, str]] = set()
    for node in snapshot.nodes.values():
        for name in spoken:
            if name not in node.properties:
                continue
            value = str(node.properties[name])
            if (name, value) not in seen:
                seen.add((name, value))
                yield Entry("value", value, value, "graph", detail=name)


QUOTED = frozenset({"string", "date", "time"})  # datatypes whose values a question quotes
_LOOSE = frozenset({"BROADER"})


VOICE = 0.3  # the weight of a name that only says things: it narrows the sources, no set


def _voices(snapshot: Snapshot) -> frozenset[str]:
    """Those to whom claims or figures are attributed, and the publishers."""
    said = {target for _, target, _ in snapshot.edges.get("ATTRIBUTED_TO", ())}
    stated = {str(n.properties.get("statedBy")) for n in snapshot.nodes.values()}
    return frozenset(said | stated)


def _placed(schema: Schema, snapshot: Snapshot) -> frozenset[str]:
    """The things that have a place in the graph beyond being mentioned."""
    structural = {
        r.name
        for r in schema.relations.values()
        if EVIDENCE_LAYER & {*r.domain, *r.range} and r.name != SUBJECT
    }
    return frozenset(
        end
        for relation, edges in snapshot.edges.items()
        if relation not in _LOOSE | structural
        for source, target, _ in edges
        for end in (source, target)
    )


def _model_number(name: str) -> Iterator[str]:
    """The part number alone: `Maker Series x9e` is also called `x9e`, and is one of the `x9`."""
    words = name.split()
    last = words[-1]
    if len(words) > 1 and any(c.isdigit() for c in last) and any(c.isalpha() for c in last):
        yield last
        series = last[:-1]
        if last[-1].isalpha() and series[-1].isdigit() and any(c.isalpha() for c in series):
            yield series
            yield f"{words[-2]} {series}"


def _without_maker(name: str, node: str, snapshot: Snapshot) -> Iterator[str]:
    """`Maker Model 9` is also called `Model 9` where what is left holds a digit."""
    words = name.split()
    if len(words) > 1 and any(c.isdigit() for c in "".join(words[1:])):
        first = key(words[0])
        for neighbour in snapshot.neighbours(node):
            properties = snapshot.nodes[neighbour].properties
            if key(str(properties.get("name") or "")).startswith(first):
                yield " ".join(words[1:])
                return
