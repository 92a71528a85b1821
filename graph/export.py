"""The graph as files for other tools: GraphML, node-link JSON, a folder of CSV tables."""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from chipgraph.errors import ChipgraphError, UsageError

if TYPE_CHECKING:
    from chipgraph.graph.snapshot import NodeRecord, Snapshot


def export(snapshot: Snapshot, format: str, path: Path) -> None:
    """Write the graph to `path` (a file; for csv a folder) in one of FORMATS."""
    if format not in FORMATS:
        raise UsageError(f"There is no format {format!r}.", f"Known: {', '.join(FORMATS)}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        FORMATS[format](snapshot, path)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        hint = "Choose another place to write to."
        raise ChipgraphError(f"{path} cannot be written: {reason}.", hint) from problem


def write_graphml(snapshot: Snapshot, path: Path) -> None:
    """GraphML, for Gephi, yEd, networkx; lists become JSON text, since GraphML has none."""
    import networkx

    graph = snapshot.to_networkx()
    for _, values in graph.nodes(data=True):
        _flatten(values)
    for *_, values in graph.edges(data=True):
        _flatten(values)
    with _partial(path) as partial:
        networkx.write_graphml(graph, partial)


def write_json(snapshot: Snapshot, path: Path) -> None:
    """Node-link JSON, as `networkx.node_link_graph(data, edges="edges")` reads it."""
    with _opened(path) as page:
        page.write('{"directed": true, "multigraph": true, "graph": {},\n"nodes": [\n')
        _write_items(page, (_node_item(node) for node in snapshot.nodes.values()))
        page.write('],\n"edges": [\n')
        _write_items(page, _edge_items(snapshot))
        page.write("]}\n")


def write_csv(snapshot: Snapshot, folder: Path) -> None:
    """A folder with `nodes-Label.csv` per label and `relationships-TYPE.csv` per type."""
    folder.mkdir(parents=True, exist_ok=True)
    for label, nodes in _by_specific_label(snapshot).items():
        rows = [{"id": n.id, "labels": sorted(n.labels), **n.properties} for n in nodes]
        _write_table(folder / f"nodes-{label}.csv", ("id", "labels"), rows)
    for kind, edges in snapshot.edges.items():
        rows = [{"source": s, "target": t, **properties} for s, t, properties in edges]
        _write_table(folder / f"relationships-{kind}.csv", ("source", "target"), rows)


FORMATS: dict[str, Callable[[Snapshot, Path], None]] = {
    "graphml": write_graphml,
    "json": write_json,
    "csv": write_csv,
}


def _by_specific_label(snapshot: Snapshot) -> dict[str, list[NodeRecord]]:
    """Each node once, under the label that it shares with the fewest others."""
    found: dict[str, list[NodeRecord]] = defaultdict(list)
    for node in snapshot.nodes.values():
        label = min(node.labels, key=lambda name: (len(snapshot.by_label[name]), name))
        found[label].append(node)
    return dict(sorted(found.items()))


def _node_item(node: NodeRecord) -> dict[str, Any]:
    return {**node.properties, "id": node.id, "labels": sorted(node.labels)}


def _edge_items(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Relationships between the same two nodes are numbered, as a multigraph needs."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for kind, source, target, properties in snapshot.relationships():
        key = seen[source, target]
        seen[source, target] += 1
        yield {**properties, "type": kind, "source": source, "target": target, "key": key}


def _write_items(page: TextIO, items: Iterable[Mapping[str, Any]]) -> None:
    for number, item in enumerate(items):
        page.write(",\n" if number else "")
        page.write(json.dumps(item, ensure_ascii=False))
    page.write("\n")


def _write_table(path: Path, first: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    columns = [*first, *sorted({key for row in rows for key in row} - set(first))]
    with _opened(path) as page:
        writer = csv.writer(page, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple | bool):
        return json.dumps(value, ensure_ascii=False)
    return value


def _flatten(values: dict[str, Any]) -> None:
    for key, value in list(values.items()):
        if value is None:
            del values[key]
        elif isinstance(value, list | tuple):
            values[key] = json.dumps(value, ensure_ascii=False)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with _partial(path) as partial, partial.open("w", encoding="utf-8", newline="") as page:
        yield page


@contextmanager
def _partial(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its name when all is written."""
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
