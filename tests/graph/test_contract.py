"""What every store must give back: one suite, run on each of them."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from chipgraph.errors import NotReadOnly, QueryError, StoreError
from chipgraph.graph.batch import Batch
from chipgraph.graph.caps import Caps
from chipgraph.graph.snapshot import Snapshot
from chipgraph.graph.store import Query, Store


def test_values_keep_their_types(each_store: Store) -> None:
    rows = each_store.read(
        "MATCH (v:Vendor {id: 'alder'}) "
        "RETURN v.name, v.aliases, v.founded, v.share, v.nothing, v.roles"
    )
    assert rows.columns == ("v.name", "v.aliases", "v.founded", "v.share", "v.nothing", "v.roles")
    (row,) = rows
    assert row == ("Alder Silicon", ["Alder", "ALD"], 1993, 0.8, None, ["chip designer"])
    assert [type(value) for value in row] == [str, list, int, float, type(None), list]


def test_text_survives_quotes_lines_and_other_scripts(each_store: Store, batch: Batch) -> None:
    note = next(node.properties["note"] for node in batch.nodes if node.id == "cedar")
    assert each_store.read(
        "MATCH (v:Vendor) WHERE v.note = $note RETURN v.note", {"note": note}
    ).rows == ((note,),)


def test_no_property_is_stored_as_null(each_store: Store) -> None:
    rows = each_store.read(
        "MATCH (c:Chip {id: 'b1'}) RETURN keys(c) AS keys, c.price IS NULL AS none"
    )
    assert "price" not in rows.records()[0]["keys"]
    assert rows.records()[0]["none"] is True


def test_label_expressions_see_all_labels(each_store: Store) -> None:
    def count(pattern: str) -> int:
        return int(each_store.read(f"MATCH ({pattern}) RETURN count(*)").rows[0][0])

    assert count("n:Organization") == 3
    assert count("n:Entity&!Vendor") == 6
    assert count("n:Chip|Segment") == 6
    assert count("n:Entity:Vendor") == 3
    assert count("n:Unknown") == 0


def test_nulls_come_last_and_rows_keep_their_order(each_store: Store) -> None:
    rows = each_store.read("MATCH (c:Chip) RETURN c.id, c.price ORDER BY c.price, c.id")
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
    each_store: Store, text: str, columns: tuple[str, ...] | None
) -> None:
    assert each_store.read(text).columns == (columns or ("toUpper( n.name )",))


def test_a_star_gives_the_variables(each_store: Store) -> None:
    rows = each_store.read("MATCH (c:Chip {id: 'a1'}) WITH c.id AS a, c.name AS b RETURN *")
    assert rows.records() == [{"a": "a1", "b": "A1"}]


def test_parameters_may_be_tuples_and_arrays(each_store: Store) -> None:
    query = Query(
        "MATCH (n:Chip) WHERE n.id IN $ids RETURN n.id ORDER BY n.id", {"ids": ("a1", "b1")}
    )
    assert [row[0] for row in each_store.read(query)] == ["a1", "b1"]
    assert each_store.read("RETURN $v[1] AS x", {"v": np.array([1.0, 2.5])}).rows == ((2.5,),)


def test_rows_are_cut_off_only_with_notice(each_store: Store) -> None:
    text = "UNWIND range(1, 10) AS n RETURN n"
    assert each_store.read(text, caps=Caps(rows=10)).cut == ""
    cut = each_store.read(text, caps=Caps(rows=9))
    assert (len(cut), cut.cut) == (9, "rows")
    cut = each_store.read(text, caps=Caps(bytes=40))
    assert (len(cut), cut.cut) == (5, "bytes")


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (n:Chip {id: 'z'})",
        "MATCH (n) SET n.x = 1",
        "MATCH (n) DETACH DELETE n",
        "CALL { MATCH (n) DETACH DELETE n } RETURN 1",
    ],
)
def test_the_store_itself_refuses_to_write(each_store: Store, batch: Batch, text: str) -> None:
    with pytest.raises(NotReadOnly):
        each_store.read(text)
    assert each_store.counts() == batch.counts()


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://127.0.0.1:9/x"])
def test_the_engine_opens_no_file_and_no_socket(each_store: Store, url: str) -> None:
    with pytest.raises(QueryError, match="disabled"):
        each_store.read(f"LOAD CSV FROM '{url}' AS line RETURN line")


def test_a_wrong_query_is_told_without_java(each_store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        each_store.read("MATCH (n RETURN n")
    assert "line 1" in str(caught.value)
    assert "java" not in str(caught.value)
    assert "com.arcadedb" not in str(caught.value)
    with pytest.raises(QueryError, match="missing"):
        each_store.read("RETURN $missing AS x")


def test_a_slow_query_is_given_up(each_store: Store) -> None:
    with pytest.raises(QueryError, match=r"longer than 0\.2 s"):
        each_store.read(
            "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b RETURN sum(a * b)", timeout=0.2
        )
    assert each_store.read("RETURN 1 AS one", timeout=5).rows == ((1,),)


def test_full_text_finds_words_in_names_and_aliases(each_store: Store) -> None:
    assert [key for key, _ in each_store.fulltext_search("entity", "SILICON alder", 5)] == ["alder"]
    assert each_store.fulltext_search("entity", "ALD", 5)[0][0] == "alder"
    assert each_store.fulltext_search("claim", "number3?", 1)[0][0] == "doc-3"
    assert each_store.fulltext_search("phrasing", 'AND ( " ~ *', 5) == []
    assert len(each_store.fulltext_search("claim", "silicon", 4)) == 4


def test_an_unknown_index_is_told_with_the_known_ones(each_store: Store) -> None:
    with pytest.raises(QueryError, match=r"no vector index 'thing'.*claim, phrasing"):
        each_store.vector_search("thing", [0.0], 1)


def test_threads_read_at_once(each_store: Store) -> None:
    found: list[int] = []

    def work() -> None:
        for _ in range(50):
            found.append(len(each_store.read("MATCH (v:Vendor)-[:MAKES]->(c) RETURN v.id, c.id")))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [4] * 300


def test_it_is_a_store_and_holds_what_was_built(each_store: Store, batch: Batch) -> None:
    assert isinstance(each_store, Store)
    assert each_store.graph_hash() == batch.hash()
    assert each_store.graph_hash(embeddings=True) == batch.hash(embeddings=True)
    assert each_store.counts() == batch.counts()
    assert Snapshot.query(each_store) == Snapshot.of(batch)


def test_labels_keys_and_properties_show_no_mark(each_store: Store) -> None:
    rows = each_store.read(
        "MATCH (v:Vendor {id: 'alder'})-[r:ACTIVE_IN]->(s) "
        "RETURN labels(v) AS labels, keys(r) AS keys, properties(r) AS properties, v {.*} AS map"
    )
    [record] = rows.records()
    assert record["labels"] == ["Entity", "Organization", "Vendor"]
    assert sorted(record["keys"]) == ["claims", "standing"]
    assert record["properties"] == {"claims": ["doc-1"], "standing": "incumbent"}
    assert record["map"]["founded"] == 1993


def test_times_are_iso_text(each_store: Store) -> None:
    rows = each_store.read("RETURN date('2024-01-31') AS day, date('2024-01-31').year AS year")
    assert rows.records() == [{"day": "2024-01-31", "year": 2024}]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("MATCH (v:Vendor)-[:MAKES]->(c) RETURN v.id, count(c) ORDER BY v.id",
         (("alder", 2), ("birch", 2))),
        ("MATCH (v:Vendor) OPTIONAL MATCH (v)-[:MAKES]->(c) RETURN v.id, count(c) ORDER BY v.id",
         (("alder", 2), ("birch", 2), ("cedar", 0))),
        ("MATCH (a:Vendor {id: 'alder'})-[r:PARTNERS_WITH]-(b) RETURN b.id, r.weight "
         "ORDER BY r.weight", (("cedar", 1.5), ("cedar", 2.5))),
        ("MATCH (a:Vendor)-[:ACTIVE_IN]->(s)<-[:ACTIVE_IN]-(b) WHERE a.id < b.id "
         "RETURN a.id, b.id, s.id", (("alder", "birch", "cloud"),)),
        ("MATCH (c:Chip) RETURN max(c.price), min(c.price), sum(c.price), count(c.price)",
         ((20.0, 7.25, 37.75, 3),)),
        ("MATCH (c:Chip) WITH c ORDER BY c.id DESC RETURN collect(c.id) AS ids",
         ((["b2", "b1", "a2", "a1"],),)),
        ("MATCH (c:Chip) WHERE EXISTS { (c)<-[:VARIANT_OF]-() } RETURN c.id", (("a1",),)),
        ("MATCH (c:Chip) WHERE NOT (c)-[:VARIANT_OF]-() RETURN c.id ORDER BY c.id",
         (("b1",), ("b2",))),
        ("MATCH (v:Vendor) WHERE any(r IN v.roles WHERE r STARTS WITH 'cloud') RETURN v.id",
         (("birch",),)),
        ("MATCH (v:Vendor) RETURN v.id, size([(v)-[:MAKES]->(c) | c.id]) AS n ORDER BY n, v.id",
         (("cedar", 0), ("alder", 2), ("birch", 2))),
        ("MATCH p = (a:Chip {id: 'a2'})-[:MAKES|VARIANT_OF*1..2]-(b:Vendor) "
         "RETURN b.id, length(p) ORDER BY length(p)", (("alder", 1), ("alder", 2))),
        ("UNWIND [3, 1, 2] AS n WITH n ORDER BY n RETURN CASE WHEN n > 2 THEN 'x' ELSE n END AS c",
         ((1,), (2,), ("x",))),
        ("RETURN 7 / 2 AS a, 7 / 2.0 AS b, 7 % 2 AS c, round(2.345, 2) AS d, toString(1.0) AS e",
         ((3, 3.5, 1, 2.35, "1.0"),)),
        ("RETURN null = null AS a, null IS NULL AS b, 1 IN [2, null] AS c, coalesce(null, 4) AS d",
         ((None, True, None, 4),)),
        ("UNWIND ['b', 'B', 'a', 'ä', 'Z', '1', 'é'] AS x RETURN x ORDER BY x",
         tuple((c,) for c in sorted("bBaäZ1é"))),
        ("UNWIND $list AS x RETURN x ORDER BY x DESC", ((3,), (2.5,), (1,))),
    ],
)  # fmt: skip
def test_one_query_gives_the_same_rows_everywhere(
    each_store: Store, text: str, rows: tuple[tuple[object, ...], ...]
) -> None:
    found = each_store.read(text, {"list": [1, 2.5, 3]} if "$list" in text else None).rows
    assert found == rows
    assert [[type(v) for v in row] for row in found] == [[type(v) for v in row] for row in rows]


def test_vector_search_gives_cosines_the_nearest_first(each_store: Store, batch: Batch) -> None:
    claims = [node for node in batch.nodes if "Claim" in node.labels]
    question = np.asarray(claims[2].properties["embedding"], dtype="f8")
    exact = {c.id: float(np.asarray(c.properties["embedding"]) @ question) for c in claims}
    found = each_store.vector_search("claim", question, 4)
    assert [key for key, _ in found] == sorted(exact, key=lambda key: -exact[key])[:4]
    assert [score for _, score in found] == pytest.approx(
        [exact[key] for key, _ in found], abs=1e-5
    )
    assert len(each_store.vector_search("claim", question, 100)) == 6


def test_a_closed_store_says_so(each_store: Store, reopened: Store) -> None:
    reopened.close()
    reopened.close()
    with pytest.raises(StoreError, match="is closed"):
        reopened.read("RETURN 1 AS x")
    assert each_store.read("RETURN 1 AS x").rows == ((1,),)
