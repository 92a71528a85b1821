"""What every store must give back, on the embedded one."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from chipgraph.errors import NotReadOnly, QueryError, StoreError
from chipgraph.graph.batch import Batch
from chipgraph.graph.embedded import EmbeddedStore, open_embedded
from chipgraph.graph.store import Query, Store, open_store


def test_it_is_a_store(store: EmbeddedStore, folder: Path) -> None:
    assert isinstance(store, Store)
    again = open_store("embedded", folder)
    assert again.name == "embedded"
    again.close()
    with pytest.raises(StoreError, match="no store called 'neo5j'"):
        open_store("neo5j", folder)


def test_what_was_built_is_what_is_stored(store: EmbeddedStore, batch: Batch) -> None:
    assert store.graph_hash() == batch.hash() == store.manifest.hash
    assert store.graph_hash(embeddings=True) == batch.hash(embeddings=True)
    assert store.counts() == batch.counts()


def test_values_keep_their_types(store: EmbeddedStore) -> None:
    rows = store.read(
        "MATCH (v:Vendor {id: 'alder'}) "
        "RETURN v.name, v.aliases, v.founded, v.share, v.nothing, v.roles"
    )
    assert rows.columns == ("v.name", "v.aliases", "v.founded", "v.share", "v.nothing", "v.roles")
    (row,) = rows
    assert row == ("Alder Silicon", ["Alder", "ALD"], 1993, 0.8, None, ["chip designer"])
    assert [type(value) for value in row] == [str, list, int, float, type(None), list]


def test_text_survives_quotes_lines_and_other_scripts(store: EmbeddedStore, batch: Batch) -> None:
    note = next(node.properties["note"] for node in batch.nodes if node.id == "cedar")
    assert store.read(
        "MATCH (v:Vendor) WHERE v.note = $note RETURN v.note", {"note": note}
    ).rows == ((note,),)


def test_no_property_is_stored_as_null(store: EmbeddedStore) -> None:
    rows = store.read("MATCH (c:Chip {id: 'b1'}) RETURN keys(c) AS keys, c.price IS NULL AS none")
    assert "price" not in rows.records()[0]["keys"]
    assert rows.records()[0]["none"] is True


@pytest.mark.parametrize("label", ["Vendor", "Organization", "Entity"])
def test_a_node_is_found_by_each_of_its_labels_through_an_index(
    store: EmbeddedStore, label: str
) -> None:
    found = store.read(f"MATCH (n:{label} {{id: $id}}) RETURN n.id, labels(n)", {"id": "alder"})
    assert found.rows == (("alder", ["Entity", "Organization", "Vendor"]),)
    plan = store.read(f"EXPLAIN MATCH (n:{label} {{id: 'alder'}}) RETURN n.id")
    assert "NodeIndexSeek" in str(plan.rows)


def test_label_expressions_see_all_labels(store: EmbeddedStore) -> None:
    def count(pattern: str) -> int:
        return int(store.read(f"MATCH ({pattern}) RETURN count(*)").rows[0][0])

    assert count("n:Organization") == 3
    assert count("n:Entity&!Vendor") == 6
    assert count("n:Chip|Segment") == 6
    assert count("n:Entity:Vendor") == 3
    assert count("n:Unknown") == 0


def test_nulls_come_last_and_rows_keep_their_order(store: EmbeddedStore) -> None:
    rows = store.read("MATCH (c:Chip) RETURN c.id, c.price ORDER BY c.price, c.id")
    assert rows.rows == (("b2", 7.25), ("a1", 10.5), ("a2", 20.0), ("b1", None))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("MATCH (n:Chip) WHERE n.id = '-' RETURN n.id, n.name AS name", ("n.id", "name")),
        ("MATCH (n:Nothing) RETURN DISTINCT n.id AS `a b`, count(*)", ("a b", "count(*)")),
        ("MATCH (n:Chip) WHERE n.id = '-' WITH n RETURN toUpper( n.name ) ORDER BY n.x", None),
        ("MATCH (n:Nothing) RETURN n.a AS a UNION MATCH (n:Nothing) RETURN n.b AS a", ("a",)),
        ("MATCH (n:Nothing) RETURN {b: 1, c: [1, 2]} AS m, n.return", ("m", "n.return")),
    ],
)
def test_columns_are_known_without_a_row(
    store: EmbeddedStore, text: str, columns: tuple[str, ...] | None
) -> None:
    assert store.read(text).columns == (columns or ("toUpper( n.name )",))


def test_a_star_gives_the_variables(store: EmbeddedStore) -> None:
    rows = store.read("MATCH (c:Chip {id: 'a1'}) WITH c.id AS a, c.name AS b RETURN *")
    assert rows.records() == [{"a": "a1", "b": "A1"}]


def test_parameters_may_be_tuples_and_arrays(store: EmbeddedStore) -> None:
    query = Query(
        "MATCH (n:Chip) WHERE n.id IN $ids RETURN n.id ORDER BY n.id", {"ids": ("a1", "b1")}
    )
    assert [row[0] for row in store.read(query)] == ["a1", "b1"]
    assert store.read("RETURN $v[1] AS x", {"v": np.array([1.0, 2.5])}).rows == ((2.5,),)


def test_rows_are_cut_off_only_with_notice(store: EmbeddedStore) -> None:
    text = "UNWIND range(1, 10) AS n RETURN n"
    assert store.read(text, max_rows=10).truncated is False
    cut = store.read(text, max_rows=9)
    assert (len(cut), cut.truncated) == (9, True)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (n:Chip {id: 'z'})",
        "MATCH (n) SET n.x = 1",
        "MATCH (n) DETACH DELETE n",
        "CALL { MATCH (n) DETACH DELETE n } RETURN 1",
    ],
)
def test_the_store_itself_refuses_to_write(store: EmbeddedStore, batch: Batch, text: str) -> None:
    with pytest.raises(NotReadOnly):
        store.read(text)
    assert store.counts() == batch.counts()


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://127.0.0.1:9/x"])
def test_the_engine_opens_no_file_and_no_socket(store: EmbeddedStore, url: str) -> None:
    with pytest.raises(QueryError, match="disabled"):
        store.read(f"LOAD CSV FROM '{url}' AS line RETURN line")


def test_a_wrong_query_is_told_without_java(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError) as caught:
        store.read("MATCH (n RETURN n")
    assert "line 1" in str(caught.value)
    assert "java" not in str(caught.value)
    assert "com.arcadedb" not in str(caught.value)
    with pytest.raises(QueryError, match="missing"):
        store.read("RETURN $missing AS x")


def test_a_slow_query_is_given_up(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match=r"longer than 0\.2 s"):
        store.read(
            "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b RETURN sum(a * b)", timeout=0.2
        )
    assert store.read("RETURN 1 AS one", timeout=5).rows == ((1,),)


def test_full_text_finds_words_in_names_and_aliases(store: EmbeddedStore) -> None:
    assert [key for key, _ in store.fulltext_search("entity", "SILICON alder", 5)] == ["alder"]
    assert store.fulltext_search("entity", "ALD", 5)[0][0] == "alder"
    assert store.fulltext_search("claim", "number3?", 1)[0][0] == "doc-3"
    assert store.fulltext_search("phrasing", 'AND ( " ~ *', 5) == []
    assert len(store.fulltext_search("claim", "silicon", 4)) == 4


def test_an_unknown_index_is_told_with_the_known_ones(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match=r"no vector index 'thing'.*claim, phrasing"):
        store.vector_search("thing", [0.0], 1)


def test_opening_twice_shares_one_handle(folder: Path) -> None:
    first, second = open_embedded(folder), open_embedded(folder / ".")
    first.close()
    first.close()
    assert second.read("RETURN 1 AS x").rows == ((1,),)
    with pytest.raises(StoreError, match="is closed"):
        first.read("RETURN 1 AS x")
    second.close()


def test_threads_read_at_once(store: EmbeddedStore) -> None:
    found: list[int] = []

    def work() -> None:
        for _ in range(50):
            found.append(len(store.read("MATCH (v:Vendor)-[:MAKES]->(c) RETURN v.id, c.id")))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [4] * 300
