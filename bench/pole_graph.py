"""The POLE crime graph from its CSV files, under the terms of bench/pole.ttl.

A file holds the nodes of one label or the relationships of one type. What a column is called here
and which values are dates or numbers follows from the ontology; only the two columns whose names
mean something else to the store are renamed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from chipgraph.graph.batch import Batch, Node, Relationship
from chipgraph.ontology.core import core
from chipgraph.ontology.reading import schema_of
from chipgraph.ontology.schema import Schema
from chipgraph.ontology.turtle import read_turtle

TERMS = Path(__file__).parent / "pole.ttl"
RENAMED = {
    ("Person", "name"): "givenName",
    ("Officer", "name"): "givenName",
    ("Person", "surname"): "familyName",
    ("Officer", "surname"): "familyName",
    ("Crime", "type"): "crimeType",
    ("Crime", "id"): "crimeId",
    ("Object", "id"): "objectId",
}


def pole_schema() -> Schema:
    """The terms of the crime graph on top of what every market shares."""
    return schema_of(core() + read_turtle(TERMS))


def pole_batch(folder: Path, schema: Schema) -> Batch:
    """Every node and relationship of the CSV files in a folder."""
    nodes = tuple(_nodes(folder, schema))
    ids = {node.id.rpartition("-")[2]: node.id for node in nodes}
    return Batch(nodes, tuple(_relationships(folder, schema, ids)), "pole")


def stored_as(label: str, column: str) -> str:
    """The property that a column of a label becomes."""
    return RENAMED.get((label, column), column)


def typed(label: str, column: str, text: str, schema: Schema) -> tuple[str, Any]:
    """A cell as the store holds it: the name of the property and its value."""
    name = stored_as(label, column)
    kind = next((t.datatype for t in schema.properties if (t.owner, t.name) == (label, name)), "")
    if kind == "date":
        return name, datetime.strptime(text, "%d/%m/%Y").date().isoformat()
    return name, int(text) if kind == "integer" else text.strip()


def _nodes(folder: Path, schema: Schema) -> Iterator[Node]:
    for label in schema.classes:
        path = folder / f"nodes.{label}.csv"
        for row in _rows(path) if path.exists() else ():
            key = f"{label.lower()}-{row[':ID']}"
            cells = {
                column.partition(":")[0]: text
                for column, text in row.items()
                if text and not column.startswith(":")
            }
            held = dict(typed(label, column, text, schema) for column, text in cells.items())
            blank: dict[str, Any] = defaultdict(str, held) | {"id": key}
            name = schema.caption(label).format_map(defaultdict(str, blank)).strip()
            yield Node(key, (label,), held | {"id": key, "name": name or key})


def _relationships(folder: Path, schema: Schema, ids: dict[str, str]) -> Iterator[Relationship]:
    for kind in schema.relations:
        path = folder / f"relationships.{kind}.csv"
        for row in _rows(path) if path.exists() else ():
            yield Relationship(kind, ids[row[":START_ID"]], ids[row[":END_ID"]])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as page:
        yield from csv.DictReader(page)
