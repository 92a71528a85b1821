"""The whole graph written out for other tools: Turtle, JSON, GraphML, or CSV files."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipgraph.errors import UsageError

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import NodeRecord, Snapshot
    from chipgraph.ontology.schema import Schema

FORMATS = ("ttl", "json", "graphml", "csv")


def check_target(form: str, output: Path) -> None:
    """Say what is wrong with a format or a path before any work is done."""
    if form not in FORMATS:
        raise UsageError(f"--format {form} is unknown.", f"Allowed: {', '.join(FORMATS)}.")
    if not output.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {output.absolute().parent}.", "Make it first.")
    if form == "csv" and output.exists() and not output.is_dir():
        raise UsageError(f"{output} is a file.", "For csv name a folder: one file per class.")
    if form != "csv" and output.is_dir():
        raise UsageError(f"{output} is a folder.", "Name a file.")


def write_turtle(facts: Sequence[Path], output: Path) -> None:
    """The admitted and the derived facts, as RDF."""
    from chipgraph.loaders.export_ttl import export_turtle

    _replace(output, export_turtle(facts))


def write_graph(snapshot: Snapshot, schema: Schema, form: str, output: Path) -> None:
    """The property graph: everything in the store but the vectors."""
    writers: dict[str, Callable[[], None]] = {
        "json": lambda: _replace(output, _json(snapshot)),
        "graphml": lambda: _replace(output, _graphml(snapshot)),
        "csv": lambda: _csv(snapshot, schema, output),
    }
    writers[form]()


def _json(snapshot: Snapshot) -> str:
    nodes = [
        {"id": n.id, "labels": sorted(n.labels), "properties": _sorted(n.properties)}
        for n in snapshot.nodes.values()
    ]
    relationships = [
        {"type": kind, "source": source, "target": target, "properties": _sorted(properties)}
        for kind, source, target, properties in snapshot.relationships()
    ]
    content = {"nodes": nodes, "relationships": relationships}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _graphml(snapshot: Snapshot) -> str:
    """GraphML knows no lists: they are joined, the labels included."""
    import networkx

    graph = snapshot.to_networkx()
    for _, properties in graph.nodes(data=True):
        properties.update({key: _flat(value) for key, value in properties.items()})
    for _, _, properties in graph.edges(data=True):
        properties.update({key: _flat(value) for key, value in properties.items()})
    return "\n".join(networkx.generate_graphml(graph)) + "\n"


def _csv(snapshot: Snapshot, schema: Schema, folder: Path) -> None:
    """One file per class and per relationship type, with the headers of neo4j-admin import."""
    nodes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for node in snapshot.nodes.values():
        head = {"id:ID": node.id, ":LABEL": ";".join(sorted(node.labels))}
        nodes[_class(node, schema)].append(head | _others(node.properties))
    edges: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind, source, target, properties in snapshot.relationships():
        head = {":START_ID": source, ":END_ID": target, ":TYPE": kind}
        edges[kind].append(head | _others(properties))
    folder.mkdir(exist_ok=True)
    for name, rows in (nodes | edges).items():
        _replace(folder / f"{name}.csv", _table(rows))


def _class(node: NodeRecord, schema: Schema) -> str:
    """The narrowest label of a node."""
    return min(node.labels, key=lambda label: (len(schema.subclasses(label) & node.labels), label))


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _others(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _flat(value) for key, value in _sorted(properties).items() if key != "id"}


def _sorted(properties: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(properties.items()))


def _flat(value: Any) -> Any:
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else value


def _replace(path: Path, text: str) -> None:
    """Write beside and rename, so that a full disk leaves no half file under the name."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
