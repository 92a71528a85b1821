"""Any mixture of label sets comes back as it went in."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from chipgraph.graph.batch import Batch, Node
from chipgraph.graph.embedded import build, open_embedded
from chipgraph.graph.embedded_types import VertexType, vertex_types
from chipgraph.graph.indexes import Index

MIXTURES = {
    "a ladder": ["A", "A B", "A B C", "A B D"],
    "labels that always come together": ["A B C", "A B C", "D"],
    "a cross": ["A", "B", "A B"],
    "a diamond": ["A", "A B", "A C", "A B C"],
    "a cross below a ladder": ["A", "A B", "A C", "A B C D", "A B C E", "A B E"],
    "strangers": ["A B", "C D", "B C"],
}


@pytest.mark.parametrize("mixture", MIXTURES.values(), ids=MIXTURES)
def test_labels_come_back_and_count_right(mixture: list[str], tmp_path: Path) -> None:
    sets = {
        f"{place}-{turn}": labels.split()
        for (place, labels), turn in product(enumerate(mixture), range(3))
    }
    nodes = tuple(Node(key, tuple(reversed(labels))) for key, labels in sets.items())
    index = Index("unique", "A", "id")
    build(Batch(nodes, ()), tmp_path / "graph", indexes=(index,))
    with open_embedded(tmp_path / "graph") as store:
        found = dict(store.read("MATCH (n) RETURN n.id, labels(n)").rows)
        assert found == {key: sorted(labels) for key, labels in sets.items()}
        for label in "ABCDE":
            rows = store.read(f"MATCH (n:{label}) RETURN n.id ORDER BY n.id").rows
            assert [row[0] for row in rows] == sorted(k for k, s in sets.items() if label in s)
        names = {row[0] for row in store.read("CALL db.labels() YIELD label RETURN label")}
        assert names == set("".join(mixture).replace(" ", ""))


def test_a_class_extends_its_superclass() -> None:
    types = vertex_types(
        [
            frozenset({"Vendor", "Organization", "Entity"}),
            frozenset({"Entity"}),
            frozenset({"Organization", "Entity"}),
        ]
    )
    assert types == [
        VertexType("Entity", ()),
        VertexType("Organization", ("Entity",)),
        VertexType("Vendor", ("Organization",)),
    ]
