"""The indexes of a store: what the ontology declares, under the names that queries use.

A logical index ("claim") may stand on several properties of a label. Each property gets a physical
index of its own, named `label_property`, since that works alike on every backend.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from chipgraph.ontology.schema import Schema

Kind = Literal["unique", "lookup", "fulltext", "vector"]


@dataclass(frozen=True, slots=True)
class Index:
    """One index on one property of one label."""

    kind: Kind
    label: str
    key: str
    logical: str = ""  # what vector_search and fulltext_search call it
    datatype: str = "string"  # as the ontology says it

    @property
    def name(self) -> str:
        """The physical name, for `db.index.vector.queryNodes` and its like."""
        name = f"{self.label.lower()}_{self.key}"
        return name if self.logical else f"{name}_{self.kind}"


DEFAULT_INDEXES = (
    *(
        Index("unique", label, "id")
        for label in ("Entity", "Document", "Passage", "Claim", "Observation", "Phrasing")
    ),
    Index("fulltext", "Claim", "statement", "claim"),
    Index("fulltext", "Phrasing", "text", "phrasing"),
    Index("fulltext", "Entity", "name", "entity"),
    Index("fulltext", "Entity", "aliases", "entity", "string[]"),
    Index("vector", "Claim", "embedding", "claim", "float[]"),
    Index("vector", "Phrasing", "embedding", "phrasing", "float[]"),
)


def indexes_of(schema: Schema) -> tuple[Index, ...]:
    """Every index that the ontology declares."""
    found: list[Index] = []
    for term in schema.properties:
        kinds: list[tuple[Kind, str | None]] = [
            ("unique", "" if term.unique else None),
            ("lookup", "" if term.indexed and not term.unique else None),
            ("fulltext", term.full_text),
            ("vector", term.vector_index),
        ]
        found += [
            Index(kind, term.owner, term.name, logical, term.datatype)
            for kind, logical in kinds
            if logical is not None
        ]
    return tuple(found)


def named(indexes: Iterable[Index], kind: Kind, logical: str) -> tuple[Index, ...]:
    """The physical indexes behind a logical name."""
    return tuple(index for index in indexes if index.kind == kind and index.logical == logical)
