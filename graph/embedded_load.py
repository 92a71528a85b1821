"""Writes a batch as a new embedded store, beside the old one, then puts it in its place."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from chipgraph.errors import StoreLocked
from chipgraph.graph import engine, folders
from chipgraph.graph.batch import EMBEDDING, Batch, Node, Relationship
from chipgraph.graph.embedded_types import implications, type_name, vertex_types
from chipgraph.graph.engine_errors import translated
from chipgraph.graph.indexes import DEFAULT_INDEXES, Index
from chipgraph.graph.nearest import Nearest
from chipgraph.graph.snapshot import Snapshot

# Fewer links than the engine's default builds four times as fast; searching with a wide beam
# (embedded.py) makes up for it. Measured by bench/bench_store.py.
_VECTOR_OPTIONS = {"similarity": "COSINE", "maxConnections": 12, "beamWidth": 40}
_CHUNK = 2000
_DATATYPES = {
    "string": "STRING",
    "string[]": "LIST OF STRING",
    "integer": "LONG",
    "float": "DOUBLE",
    "float[]": "ARRAY_OF_FLOATS",
    "boolean": "BOOLEAN",
}
SNAPSHOT = "snapshot.json"


class Progress(Protocol):
    """Who wants to know how far a build is."""

    def stage(self, name: str, total: int | None = None) -> None: ...

    def advance(self, steps: int = 1) -> None: ...


class _Silent:
    def stage(self, name: str, total: int | None = None) -> None: ...

    def advance(self, steps: int = 1) -> None: ...


def build(
    batch: Batch,
    folder: Path,
    progress: Progress | None = None,
    *,
    indexes: Sequence[Index] = DEFAULT_INDEXES,
) -> None:
    """Make `folder` a store of exactly `batch`; until the last moment it stays as it was."""
    batch.check()
    if engine.is_open(folder):
        raise StoreLocked(f"This process is reading the store {folder}.", "Close it first.")
    watcher = progress or _Silent()
    with translated(folder, writing=True):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folders.remove_leftovers(folder)
        building = folders.building_folder(folder)
        try:
            _write(batch, building, watcher, _possible(indexes, batch))
            folders.make_durable(building)
            folders.move_into_place(building, folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def _write(batch: Batch, folder: Path, progress: Progress, indexes: Sequence[Index]) -> None:
    database = engine.create(folder)
    try:
        groups = _groups(batch.nodes)
        _create_types(database, batch, indexes)
        progress.stage("nodes", len(batch.nodes))
        places: dict[str, str] = {}
        for type_name, nodes in groups.items():
            places |= _insert_nodes(database, type_name, nodes, progress)
        progress.stage("relationships", len(batch.relationships))
        _insert_relationships(database, batch.relationships, places, progress)
        progress.stage("indexes", len(indexes))
        for index in indexes:
            _create_index(database, index, batch)
            progress.advance()
    finally:
        database.close()
    Snapshot.of(batch).save(folder / SNAPSHOT)
    for index in (i for i in indexes if i.kind == "vector"):
        if nearest := Nearest.of(_vectors(batch, index)):
            nearest.write(folder, index.name)
    sizes = (len(batch.nodes), len(batch.relationships))
    folders.write_manifest(
        folder, content=batch.hash(), version=batch.version, sizes=sizes, indexes=indexes
    )


def _vectors(batch: Batch, index: Index) -> Iterator[tuple[str, Any]]:
    for node in batch.nodes:
        vector = node.properties.get(index.key)
        if index.label in node.labels and vector is not None:
            yield node.id, vector


def _groups(nodes: Sequence[Node]) -> dict[str, list[Node]]:
    """Nodes by the type that holds them."""
    implied = implications({frozenset(node.labels) for node in nodes})
    groups: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        groups[type_name(node.labels, implied)].append(node)
    return dict(sorted(groups.items()))


def _possible(indexes: Sequence[Index], batch: Batch) -> tuple[Index, ...]:
    """The indexes whose property occurs on some node of their label."""
    there = {
        (label, key)
        for node in batch.nodes
        for label in node.labels
        for key in ("id", *(k for k, v in node.properties.items() if v is not None))
    }
    return tuple(index for index in indexes if (index.label, index.key) in there)


def _create_types(database: Any, batch: Batch, indexes: Iterable[Index]) -> None:
    for one in vertex_types({frozenset(node.labels) for node in batch.nodes}):
        parents = ",".join(f"`{parent}`" for parent in one.parents)
        extends = f"EXTENDS {parents} " if parents else ""
        database.command("sql", f"CREATE VERTEX TYPE `{one.name}` {extends}BUCKETS 1")
    for index in indexes:
        place = f"`{index.label}`.`{index.key}` IF NOT EXISTS"
        database.command("sql", f"CREATE PROPERTY {place} {_DATATYPES[index.datatype]}")
    for kind in sorted({edge.type for edge in batch.relationships}):
        database.command("sql", f"CREATE EDGE TYPE `{kind}` BUCKETS 1")


def _insert_nodes(
    database: Any, type_name: str, nodes: Sequence[Node], progress: Progress
) -> dict[str, str]:
    """Store the nodes of one type; return where each one lies."""
    plain = [node for node in nodes if node.properties.get(EMBEDDING) is None]
    for columns in _column_sets([n for n in nodes if n.properties.get(EMBEDDING) is not None]):
        database.insert_columns(type_name, columns)
        progress.advance(len(columns["id"]))
    for chunk in _chunks(plain):
        with database.graph_batch() as writer:
            writer.create_vertices(type_name, [_row(node) for node in chunk])
        progress.advance(len(chunk))
    found = database.query(
        "sql", f"SELECT @rid AS rid, id FROM `{type_name}` WHERE @type = '{type_name}'"
    ).to_list()
    return {row["id"]: str(row["rid"]) for row in found}


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _row(node: Node) -> dict[str, Any]:
    return {"id": node.id} | {
        key: _plain(value) for key, value in node.properties.items() if value is not None
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _column_sets(nodes: Iterable[Node]) -> Iterator[dict[str, Any]]:
    """Nodes with vectors as columns, the only fast way to store vectors; one set per key set."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for node in nodes:
        row = _row(node)
        alike[tuple(sorted(row))].append(row)
    for keys, rows in alike.items():
        columns: dict[str, Any] = {key: [row[key] for row in rows] for key in keys}
        columns[EMBEDDING] = np.asarray(columns[EMBEDDING], dtype=np.float32)
        yield columns


def _insert_relationships(
    database: Any,
    relationships: Iterable[Relationship],
    places: Mapping[str, str],
    progress: Progress,
) -> None:
    by_type: dict[str, list[Relationship]] = defaultdict(list)
    for edge in relationships:
        by_type[edge.type].append(edge)
    with database.graph_batch() as writer:
        for kind, edges in sorted(by_type.items()):
            for chunk in _chunks(edges):
                writer.new_edges(
                    [places[edge.source] for edge in chunk],
                    kind,
                    [places[edge.target] for edge in chunk],
                    [
                        {k: _plain(v) for k, v in edge.properties.items() if v is not None}
                        for edge in chunk
                    ],
                )
                progress.advance(len(chunk))


def _create_index(database: Any, index: Index, batch: Batch) -> None:
    owner, name = f"`{index.label}`", f"`{index.name}`"
    if index.kind == "vector":
        options = json.dumps(_VECTOR_OPTIONS | {"dimensions": _dimensions(index, batch)})
        tail = f"(`{index.key}`) LSM_VECTOR METADATA {options}"
    elif index.kind == "fulltext":
        tail = f"(`{index.key}`{' BY ITEM' if index.datatype.endswith('[]') else ''}) FULL_TEXT"
    else:
        tail = f"(`{index.key}`) {'UNIQUE' if index.kind == 'unique' else 'NOTUNIQUE'}"
    database.command("sql", f"CREATE INDEX {name} ON {owner} {tail}")


def _dimensions(index: Index, batch: Batch) -> int:
    return next(
        len(node.properties[index.key])
        for node in batch.nodes
        if index.label in node.labels and node.properties.get(index.key) is not None
    )
