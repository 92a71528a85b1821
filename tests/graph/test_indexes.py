"""The indexes are those that the ontology declares, and they hold any declared type."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipgraph.errors import StoreError
from chipgraph.graph.batch import Batch, Node
from chipgraph.graph.embedded import build, open_embedded
from chipgraph.graph.indexes import DEFAULT_INDEXES, Index, indexes_of
from chipgraph.ontology.schema import read_schema


def test_the_ontology_declares_all_that_a_store_needs() -> None:
    declared = indexes_of(read_schema())
    assert set(DEFAULT_INDEXES) <= set(declared)
    assert len({index.name for index in declared}) == len(declared)


@pytest.mark.parametrize(
    ("datatype", "values"),
    [
        ("integer", [3, 1, 2]),
        ("float", [0.5, 2.0, 1.25]),
        ("boolean", [True, False, True]),
        ("string", ["b", "a", ""]),
    ],
)
def test_a_lookup_index_keeps_the_type(tmp_path: Path, datatype: str, values: list[object]) -> None:
    nodes = tuple(Node(f"n{n}", ("Thing",), {"value": value}) for n, value in enumerate(values))
    index = Index("lookup", "Thing", "value", datatype=datatype)
    build(Batch((*nodes, Node("none", ("Thing",))), ()), tmp_path / "graph", indexes=(index,))
    with open_embedded(tmp_path / "graph") as store:
        rows = store.read("MATCH (n:Thing) WHERE n.value = $v RETURN n.value", {"v": values[0]})
        assert {row[0] for row in rows} == {values[0]}
        assert all(type(row[0]) is type(values[0]) for row in rows)


def test_a_unique_index_is_enforced_while_building(tmp_path: Path) -> None:
    nodes = tuple(Node(f"n{n}", ("Thing",), {"code": "same"}) for n in range(2))
    with pytest.raises(StoreError, match=r"Duplicated key.*same"):
        build(Batch(nodes, ()), tmp_path / "graph", indexes=(Index("unique", "Thing", "code"),))
    assert list(tmp_path.iterdir()) == []
