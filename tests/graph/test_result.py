"""Results as people use them."""

from __future__ import annotations

import sys

import pytest

from chipgraph.errors import MissingExtra, NotReadOnly
from chipgraph.graph.embedded import EmbeddedStore
from chipgraph.graph.result import Result, run

TEXT = "MATCH (c:Chip) RETURN c.id AS id, c.price AS price, c.arena AS arena ORDER BY id"


@pytest.fixture
def result(store: EmbeddedStore) -> Result:
    return run(store, TEXT)


def test_rows_are_dicts_in_order(result: Result) -> None:
    assert result.columns == ("id", "price", "arena")
    assert len(result) == 4
    assert next(iter(result)) == {"id": "a1", "price": 10.5, "arena": True}
    assert [row["id"] for row in result.records()] == ["a1", "a2", "b1", "b2"]
    assert result.rows[2] == ("b1", None, True)
    assert result.cypher == TEXT


def test_a_cut_is_told(store: EmbeddedStore) -> None:
    cut = run(store, TEXT, limit=2)
    assert (len(cut), cut.truncated) == (2, True)
    assert cut.limit_note.startswith("Only the first 2 rows are here")
    whole = run(store, TEXT, limit=4)
    assert (whole.truncated, whole.limit_note) == (False, "")


def test_only_reading_runs(store: EmbeddedStore) -> None:
    with pytest.raises(NotReadOnly):
        run(store, "MATCH (n) DETACH DELETE n")


def test_parameters_are_given(store: EmbeddedStore) -> None:
    assert run(store, "MATCH (c:Chip {id: $id}) RETURN c.name AS n", {"id": "b2"}).rows == (
        ("B2",),
    )


def test_pandas_keeps_columns_and_nulls(result: Result) -> None:
    frame = result.to_pandas()
    assert list(frame.columns) == ["id", "price", "arena"]
    assert frame["price"].isna().tolist() == [False, False, True, False]
    assert list(Result(("a", "b"), ()).to_pandas().columns) == ["a", "b"]


def test_arrow_keeps_types_and_mixed_columns_become_text(
    result: Result, store: EmbeddedStore
) -> None:
    import pyarrow

    table = result.to_arrow()
    assert table.schema.types == [pyarrow.string(), pyarrow.float64(), pyarrow.bool_()]
    mixed = run(store, "UNWIND [1, 'a', [1, 2], null, true] AS x RETURN x").to_arrow()
    assert mixed.column("x").to_pylist() == ["1", "a", "[1, 2]", None, "true"]


def test_csv_writes_lists_as_json(store: EmbeddedStore) -> None:
    text = run(store, "RETURN 'a,\"b' AS t, [1, 'x'] AS l, null AS n, true AS b").to_csv()
    assert text == 't,l,n,b\n"a,""b","[1, ""x""]",,true\n'


@pytest.mark.parametrize(("module", "method"), [("pandas", "to_pandas"), ("pyarrow", "to_arrow")])
def test_a_missing_package_is_named_with_the_command(
    result: Result, monkeypatch: pytest.MonkeyPatch, module: str, method: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r'pip install "chipgraph\[data\]"'):
        getattr(result, method)()
