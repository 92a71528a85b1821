"""Marks, constraints and indexes of our graph on a Neo4j server, and which of them are ours.

Every node of ours carries the label MARK, every relationship the property KEY: another
application may use the same labels and types in the same database, and is never touched. What
already stands under a name, or on a property, is used and left alone; only what we made goes when
the graph goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chipgraph.graph.indexes import Index, indexes_of

if TYPE_CHECKING:
    from chipgraph.ontology.schema import Schema

MARK = "_ChipGraph"  # on each node of ours
KEY = "_chipgraph"  # on each relationship of ours: what tells it from its like
META = "_ChipGraphLoad"  # the one node that says what is loaded
IDENTITY = (
    Index("unique", MARK, "id"),
    Index("unique", META, "id"),
)
SHOWN = (
    "SHOW INDEXES YIELD name, type, labelsOrTypes, properties, owningConstraint, options, state "
    "RETURN name, type, options, state, owningConstraint IS NOT NULL AS unique, "
    "CASE WHEN size(labelsOrTypes) = 1 THEN labelsOrTypes[0] END AS label, "
    "CASE WHEN size(properties) = 1 THEN properties[0] END AS key"
)
_TYPES = {"unique": "RANGE", "lookup": "RANGE", "fulltext": "FULLTEXT", "vector": "VECTOR"}


@dataclass(frozen=True, slots=True)
class Standing:
    """An index that the server has."""

    name: str
    type: str
    label: str
    key: str
    unique: bool
    dimensions: int | None
    online: bool

    def serves(self, index: Index) -> bool:
        """Whether it does what an index of ours is for."""
        same = (self.type, self.label, self.key) == (_TYPES[index.kind], index.label, index.key)
        return same and (self.unique or index.kind != "unique")


def declared(schema: Schema) -> tuple[Index, ...]:
    """Every index of the ontology; a unique key on each label below as well."""
    found = [*IDENTITY]
    for index in indexes_of(schema):
        if index.label not in schema.classes:
            continue
        if index.kind == "unique":
            labels = sorted(schema.subclasses(index.label))
            found += [replace(index, label=label) for label in labels]
        else:
            found.append(index)
    return tuple(dict.fromkeys(found))


def physical_name(index: Index) -> str:
    """The name as the ontology's own Cypher spells it."""
    return f"{index.label.strip('_').lower()}_{index.key}"


def standing(records: Iterable[Mapping[str, Any]]) -> list[Standing]:
    """The indexes that `SHOWN` tells of; those on several labels or properties are no match."""
    return [
        Standing(
            name=row["name"],
            type=row["type"],
            label=row["label"] or "",
            key=row["key"] or "",
            unique=row["unique"],
            dimensions=_dimensions(row["options"]),
            online=row["state"] == "ONLINE",
        )
        for row in records
    ]


def creation(index: Index, name: str, dimensions: int = 0) -> str:
    """The statement that makes an index; vectors are kept whole and linked closely: no miss."""
    node, key = f"FOR (n:{quoted(index.label)})", f"n.{quoted(index.key)}"
    if index.kind == "unique":
        return f"CREATE CONSTRAINT {quoted(name)} IF NOT EXISTS {node} REQUIRE {key} IS UNIQUE"
    if index.kind == "fulltext":
        return f"CREATE FULLTEXT INDEX {quoted(name)} IF NOT EXISTS {node} ON EACH [{key}]"
    if index.kind == "lookup":
        return f"CREATE INDEX {quoted(name)} IF NOT EXISTS {node} ON ({key})"
    return (
        f"CREATE VECTOR INDEX {quoted(name)} IF NOT EXISTS {node} ON {key} "
        f"OPTIONS {{indexConfig: {{`vector.dimensions`: {int(dimensions)}, "
        "`vector.similarity_function`: 'cosine', `vector.quantization.enabled`: false, "
        "`vector.hnsw.m`: 48, `vector.hnsw.ef_construction`: 400}}"
    )


def removals(names: Iterable[str], standing: Iterable[Standing]) -> Iterator[str]:
    """The statements that remove indexes and constraints of ours, where they still stand."""
    there = {one.name: one.unique for one in standing}
    for name in sorted(set(names) & there.keys()):
        yield f"DROP {'CONSTRAINT' if there[name] else 'INDEX'} {quoted(name)} IF EXISTS"


def quoted(name: str) -> str:
    """A name between back-ticks, as Cypher takes any name."""
    return "`" + name.replace("`", "``") + "`"


def labelled(labels: Iterable[str]) -> str:
    """Labels as they stand after a variable."""
    return "".join(f":{quoted(label)}" for label in labels)


def _dimensions(options: Mapping[str, Any]) -> int | None:
    found = options.get("indexConfig", {}).get("vector.dimensions")
    return None if found is None else int(found)
