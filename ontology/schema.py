"""The typed schema: what the ontology says, as plain data that starts fast and prints as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

HOME = Path(__file__).parent
TERM_FILES = (
    "chipgraph.ttl",
    "evidence.ttl",
    "mapping.ttl",
    "schemes.ttl",
    "measures.ttl",
    "units.ttl",
)


@dataclass(frozen=True, slots=True)
class ClassTerm:
    """A class of things; `name` is the node label."""

    name: str
    iri: str
    label: str
    plural: str
    alt: tuple[str, ...]
    definition: str
    parents: tuple[str, ...]
    colour: str = ""
    caption: str = ""
    main: int = 0


@dataclass(frozen=True, slots=True)
class RelationTerm:
    """A relation between nodes; `name` is the relationship type."""

    name: str
    iri: str
    label: str
    alt: tuple[str, ...]
    inverse_label: str
    inverse_alt: tuple[str, ...]
    definition: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    symmetric: bool
    transitive: bool
    derived: bool
    qualifiers: tuple[str, ...]
    same_class: bool = False
    inside: bool = False  # who asks for the object means its subjects too
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ConceptTerm:
    """A value of a scheme; nodes store its label in `property`."""

    id: str
    scheme: str
    label: str
    plural: str
    alt: tuple[str, ...]
    definition: str
    broader: tuple[str, ...]
    property: str
    apart: bool
    applies_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureTerm:
    """A property that is given as a quantity."""

    id: str
    label: str
    alt: tuple[str, ...]
    adjectives: tuple[str, ...]
    definition: str
    dimension: str
    unit: str
    applies_to: tuple[str, ...]
    adjectives_low: tuple[str, ...] = ()
    higher_is: tuple[str, ...] = ()
    rate_of: tuple[str, ...] = ()  # ids of the measures whose yearly growth it is


@dataclass(frozen=True, slots=True)
class UnitTerm:
    """A unit of measure; `factor` leads to the base unit of its dimension."""

    symbol: str
    label: str
    alt: tuple[str, ...]
    dimension: str
    factor: float


@dataclass(frozen=True, slots=True)
class PropertyTerm:
    """A property that nodes of a label, or relationships of a type, store.

    An `asked` one stands in questions: by its labels, by its values, and by the adjectives that
    tell a high value of it from a low one.
    """

    name: str
    owner: str
    label: str
    datatype: str
    values_from: str | None = None
    unique: bool = False
    indexed: bool = False
    full_text: str | None = None
    vector_index: str | None = None
    dimensions: int | None = None
    asked: bool = False
    alt: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    adjectives_low: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Schema:
    """Everything that a parser, a loader or a page needs to know about the ontology."""

    classes: dict[str, ClassTerm]
    relations: dict[str, RelationTerm]
    concepts: dict[str, ConceptTerm]
    measures: dict[str, MeasureTerm]
    units: dict[str, UnitTerm]
    properties: tuple[PropertyTerm, ...]
    version: str = field(default="")

    def __post_init__(self) -> None:
        if not self.version:
            object.__setattr__(self, "version", _version(self))

    def to_json(self) -> str:
        """The schema as JSON text; `from_json` gives back an equal schema."""
        return json.dumps(_content(self) | {"version": self.version}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Schema:
        """The schema that `to_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        return cls(
            classes=_terms(ClassTerm, data["classes"], "name"),
            relations=_terms(RelationTerm, data["relations"], "name"),
            concepts=_terms(ConceptTerm, data["concepts"], "id"),
            measures=_terms(MeasureTerm, data["measures"], "id"),
            units=_terms(UnitTerm, data["units"], "symbol"),
            properties=tuple(_term(PropertyTerm, row) for row in data["properties"]),
            version=data["version"],
        )

    def subclasses(self, label: str) -> frozenset[str]:
        """The labels of a class and of all classes below it."""
        return self._below.get(label, frozenset((label,)))

    def owners(self, measures: Iterable[str]) -> frozenset[str]:
        """The labels of what may have a figure of one of some measures."""
        terms = (self.measures[m] for m in measures if m in self.measures)
        return frozenset(n for t in terms for owner in t.applies_to for n in self.subclasses(owner))

    @cached_property
    def main_classes(self) -> tuple[ClassTerm, ...]:
        """The classes that carry the rest, in their order; all of them where none is marked."""
        marked = sorted((c for c in self.classes.values() if c.main), key=lambda c: c.main)
        return tuple(marked) or tuple(self.classes.values())

    def colour(self, label: str) -> str:
        """The colour of a class in pictures, or of the nearest class above that has one."""
        return next((c.colour for c in self._upwards(label) if c.colour), "")

    def caption(self, label: str) -> str:
        """What a picture writes on a node of a class, or on one of the nearest class above."""
        return next((c.caption for c in self._upwards(label) if c.caption), "")

    @cached_property
    def lists(self) -> frozenset[str]:
        """The properties that hold several values."""
        return frozenset(p.name for p in self.properties if p.datatype.endswith("[]"))

    @cached_property
    def attributes(self) -> dict[str, tuple[PropertyTerm, ...]]:
        """The properties that questions may speak of, by name: a term for each class with it."""
        found: dict[str, tuple[PropertyTerm, ...]] = {}
        for term in self.properties:
            if term.asked:
                found[term.name] = (*found.get(term.name, ()), term)
        return found

    def has(self, label: str, name: str) -> bool:
        """Whether things of a class have a property that questions may speak of."""
        return any(label in self.subclasses(term.owner) for term in self.attributes.get(name, ()))

    def _upwards(self, label: str) -> Iterator[ClassTerm]:
        """A class, then those above it, nearest first."""
        level = [label] if label in self.classes else []
        while level:
            terms = [self.classes[name] for name in level if name in self.classes]
            yield from terms
            level = [parent for term in terms for parent in term.parents]

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(_descendants(self.classes, name)) for name in self.classes}


def read_schema(*paths: Path) -> Schema:
    """The schema of the Turtle files given; of the shipped ontology where none is."""
    from chipgraph.ontology.reading import schema_of
    from chipgraph.ontology.turtle import read_turtle

    return schema_of(read_turtle(*(paths or ontology_paths())))


def ontology_paths() -> tuple[Path, ...]:
    """The Turtle files of the shipped ontology that hold terms, in reading order."""
    return tuple(HOME / name for name in TERM_FILES if (HOME / name).exists())


def _descendants(classes: dict[str, ClassTerm], name: str) -> set[str]:
    found = {name}
    while more := {c.name for c in classes.values() if found & set(c.parents)} - found:
        found |= more
    return found


def _content(schema: Schema) -> dict[str, Any]:
    named = ("classes", "relations", "concepts", "measures", "units")
    content: dict[str, Any] = {
        name: [asdict(term) for term in getattr(schema, name).values()] for name in named
    }
    return content | {"properties": [asdict(term) for term in schema.properties]}


def _version(schema: Schema) -> str:
    text = json.dumps(_content(schema), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


Term = TypeVar("Term", bound="DataclassInstance")


def _terms(kind: type[Term], rows: list[dict[str, Any]], key: str) -> dict[str, Term]:
    return {row[key]: _term(kind, row) for row in rows}


def _term(kind: type[Term], row: dict[str, Any]) -> Term:
    names = {f.name for f in fields(kind)}
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k in names})
