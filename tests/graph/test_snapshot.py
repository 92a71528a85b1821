"""The snapshot says what Cypher says."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from chipgraph.graph.batch import Batch
from chipgraph.graph.embedded import EmbeddedStore, open_embedded
from chipgraph.graph.snapshot import Snapshot


@pytest.fixture(scope="module")
def snapshot(store: EmbeddedStore) -> Snapshot:
    return Snapshot.read(store)


def test_file_query_and_batch_give_one_snapshot(store: EmbeddedStore, batch: Batch) -> None:
    assert store.snapshot_file is not None
    assert Snapshot.load(store.snapshot_file) == Snapshot.query(store) == Snapshot.of(batch)


def test_it_holds_what_direct_cypher_gives(store: EmbeddedStore, snapshot: Snapshot) -> None:
    for label, ids in snapshot.by_label.items():
        rows = store.read(f"MATCH (n:{label}) RETURN n.id ORDER BY n.id").rows
        assert [row[0] for row in rows] == ids
    for key, name, level in store.read("MATCH (c:Chip) RETURN c.id, c.name, c.level"):
        properties = snapshot.nodes[key].properties
        assert (properties["name"], properties["level"]) == (name, level)
    rows = store.read(
        "MATCH (a)-[r:ACTIVE_IN]->(b) RETURN a.id, b.id, r.standing ORDER BY a.id, b.id"
    )
    assert [(s, t, p["standing"]) for s, t, p in snapshot.edges["ACTIVE_IN"]] == list(rows.rows)


def test_it_holds_no_vector_and_no_null(snapshot: Snapshot) -> None:
    assert not any("embedding" in node.properties for node in snapshot.nodes.values())
    assert "price" not in snapshot.nodes["b1"].properties


def test_neighbours_are_in_both_directions_and_once(snapshot: Snapshot) -> None:
    assert sorted(snapshot.neighbours("cedar")) == ["alder"]
    assert sorted(snapshot.neighbours("a1")) == ["a2", "alder", "doc-2", "doc-5"]
    assert snapshot.neighbours("nobody") == ()
    assert snapshot.outgoing["MAKES"]["alder"] == ["a1", "a2"]
    assert snapshot.incoming["ACTIVE_IN"]["cloud"] == ["alder", "birch"]


def test_networkx_sees_the_same_graph(snapshot: Snapshot, batch: Batch) -> None:
    graph = snapshot.to_networkx()
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (
        len(batch.nodes),
        len(batch.relationships),
    )
    assert graph.nodes["alder"]["labels"] == ["Entity", "Organization", "Vendor"]
    assert graph.number_of_edges("alder", "cedar") == 2
    assert {edge["type"] for edge in graph["alder"]["a1"].values()} == {"MAKES"}


@pytest.mark.parametrize("content", ["", "[1", "[[1, 2]]", json.dumps([[["a"]], {}])])
def test_a_broken_file_only_costs_time(
    folder: Path, tmp_path: Path, snapshot: Snapshot, content: str
) -> None:
    copy = shutil.copytree(folder, tmp_path / "graph")
    with open_embedded(copy) as store:
        (copy / "snapshot.json").write_text(content)
        assert Snapshot.read(store) == snapshot


def test_reading_needs_no_networkx(folder: Path) -> None:
    import subprocess

    code = (
        "import sys; from chipgraph.graph.embedded import open_embedded; "
        "from chipgraph.graph.snapshot import Snapshot; import chipgraph.graph.result; "
        "import chipgraph.graph.export; "
        f"Snapshot.read(open_embedded({str(folder)!r})); "
        "print([m for m in ('networkx', 'pandas', 'pyarrow', 'rdflib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
