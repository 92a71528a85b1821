"""The indexes of a store: what the ontology declares, under the names that queries use.

A logical index ("claim") may stand on several properties of a label. Each property gets a physical
index of its own, named `label_property`, since that works alike on every backend.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

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
    many: bool = False  # the property holds a list of texts

    @property
    def name(self) -> str:
        """The physical name, for `db.index.vector.queryNodes` and its like."""
        return f"{self.label.lower()}_{self.key}"

    def to_dict(self) -> dict[str, Any]:
        """The index as plain JSON."""
        return asdict(self)


DEFAULT_INDEXES = (
    *(
        Index("unique", label, "id")
        for label in ("Entity", "Document", "Passage", "Claim", "Observation", "Phrasing")
    ),
    Index("fulltext", "Claim", "statement", "claim"),
    Index("fulltext", "Phrasing", "text", "phrasing"),
    Index("fulltext", "Entity", "name", "entity"),
    Index("fulltext", "Entity", "aliases", "entity", many=True),
    Index("vector", "Claim", "embedding", "claim"),
    Index("vector", "Phrasing", "embedding", "phrasing"),
)


def indexes_of(schema: Schema) -> tuple[Index, ...]:
    """Every index that the ontology declares."""
    found = []
    for term in schema.properties:
        where = (term.owner, term.name)
        if term.unique:
            found.append(Index("unique", *where))
        elif term.indexed:
            found.append(Index("lookup", *where))
        if term.full_text:
            many = term.datatype.endswith("[]")
            found.append(Index("fulltext", *where, term.full_text, many))
        if term.vector_index:
            found.append(Index("vector", *where, term.vector_index))
    return tuple(found)


def named(indexes: Iterable[Index], kind: Kind, logical: str) -> tuple[Index, ...]:
    """The physical indexes behind a logical name."""
    return tuple(index for index in indexes if index.kind == kind and index.logical == logical)
