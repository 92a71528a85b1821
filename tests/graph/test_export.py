"""Exports can be read back, whole."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import networkx
import pytest

from chipgraph.errors import ChipgraphError, UsageError
from chipgraph.graph.batch import Batch
from chipgraph.graph.export import FORMATS, export
from chipgraph.graph.snapshot import Snapshot


@pytest.fixture(scope="module")
def snapshot(batch: Batch) -> Snapshot:
    return Snapshot.of(batch)


def test_graphml_is_read_back_by_networkx(snapshot: Snapshot, tmp_path: Path) -> None:
    export(snapshot, "graphml", tmp_path / "graph.graphml")
    graph = networkx.read_graphml(tmp_path / "graph.graphml")
    assert set(graph.nodes) == set(snapshot.nodes)
    assert graph.number_of_edges() == sum(map(len, snapshot.edges.values()))
    alder = graph.nodes["alder"]
    assert (alder["founded"], alder["share"]) == (1993, 0.8)
    assert json.loads(alder["aliases"]) == ["Alder", "ALD"]
    assert graph.nodes["cedar"]["note"] == snapshot.nodes["cedar"].properties["note"]


def test_json_is_read_back_by_networkx(snapshot: Snapshot, tmp_path: Path) -> None:
    export(snapshot, "json", tmp_path / "graph.json")
    data = json.loads((tmp_path / "graph.json").read_text(encoding="utf-8"))
    graph = networkx.node_link_graph(data, edges="edges")
    whole = snapshot.to_networkx()
    for _, values in whole.nodes(data=True):
        del values["id"]  # there, the id is the node
    assert networkx.utils.graphs_equal(graph, whole)


def test_csv_tables_hold_every_node_once(snapshot: Snapshot, tmp_path: Path) -> None:
    export(snapshot, "csv", tmp_path / "tables")
    found: dict[str, dict[str, str]] = {}
    edges = 0
    for path in sorted((tmp_path / "tables").iterdir()):
        with path.open(encoding="utf-8", newline="") as page:
            rows = list(csv.DictReader(page))
        if path.name.startswith("nodes-"):
            assert not found.keys() & {row["id"] for row in rows}
            found |= {row["id"]: row for row in rows}
        else:
            edges += len(rows)
    assert found.keys() == snapshot.nodes.keys()
    assert edges == sum(map(len, snapshot.edges.values()))
    assert json.loads(found["alder"]["roles"]) == ["chip designer"]
    assert found["b1"]["price"] == ""
    assert found["cedar"]["note"] == snapshot.nodes["cedar"].properties["note"]
    assert (tmp_path / "tables" / "relationships-ACTIVE_IN.csv").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_a_place_that_cannot_be_written_is_told_and_left_clean(
    snapshot: Snapshot, tmp_path: Path, format: str
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ChipgraphError, match="cannot be written"):
        export(snapshot, format, tmp_path / "file" / "graph")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_unknown_format_is_told_with_the_known_ones(snapshot: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="graphml, json, csv"):
        export(snapshot, "xlsx", tmp_path / "x")
