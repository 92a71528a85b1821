"""Ordinary queries pass and run; attacks are refused by name and place."""

from __future__ import annotations

import contextlib
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph.errors import NotReadOnly, QueryError
from chipgraph.graph.batch import Batch
from chipgraph.graph.caps import Caps
from chipgraph.graph.cypher_cursor import allowed
from chipgraph.graph.cypher_tokens import tokenise
from chipgraph.graph.embedded import EmbeddedStore
from chipgraph.graph.readonly import check

HERE = Path(__file__).parent
ALLOWED = tomllib.loads((HERE / "allowed.toml").read_text(encoding="utf-8"))["queries"]
GROUPS = tomllib.loads((HERE / "refused.toml").read_text(encoding="utf-8"))
REFUSED = [(query, group["says"]) for group in GROUPS.values() for query in group["queries"]]
PARAMETERS = {
    "id": "alder",
    "ids": ["a1", "b1"],
    "vector": [0.25] * 16,
    "key": "name",
    "label": "Chip",
}
OWN_SYNTAX = {"all", "any", "none", "single", "reduce", "shortestPath", "allShortestPaths"}
PIECES = (
    "MATCH (n)",
    "RETURN n",
    "WHERE n.x = 1",
    "WITH n",
    "CREATE (m)",
    "SET n.x = 1",
    "DELETE n",
    "CALL {",
    "}",
    "(",
    ")",
    "[",
    "]",
    "'",
    '"',
    "`",
    "//",
    "/*",
    "*/",
    "\n",
    ";",
    ".",
    ":",
    ",",
    "1",
    "$p",
    "AS",
    "UNION",
    "{",
    "*",
    "-->",
    "EXISTS",
    "n",
    "MERGE (k)",
    "REMOVE n.x",
    "\\u0027",
)


@pytest.mark.parametrize("query", ALLOWED)
def test_an_ordinary_query_passes_and_runs(query: str, store: EmbeddedStore) -> None:
    check(query)
    store.read(query, PARAMETERS)


@pytest.mark.parametrize(("query", "says"), REFUSED)
def test_an_attack_is_refused_with_its_place(query: str, says: str) -> None:
    with pytest.raises(NotReadOnly, match=says) as caught:
        check(query)
    assert "column" in caught.value.message


@pytest.mark.parametrize("query", ["", " \n\t", "RETURN 1" + " " * 100_000])
def test_nothing_and_too_much_are_refused(query: str) -> None:
    with pytest.raises(NotReadOnly):
        check(query)


def test_there_are_enough_examples() -> None:
    assert len(REFUSED) >= 60
    assert len(ALLOWED) >= 50


def test_the_place_counts_lines() -> None:
    with pytest.raises(NotReadOnly, match=r"SET is not allowed \(line 2, column 3\)\."):
        check("MATCH (n)\n  SET n.x = 1")


def test_a_near_function_is_proposed() -> None:
    with pytest.raises(NotReadOnly, match="Perhaps: toLower"):
        check("RETURN toLowerCase('A')")


def test_brackets_may_not_be_nested_without_end() -> None:
    with pytest.raises(NotReadOnly, match="nested"):
        check("RETURN " + "(" * 5000 + "1" + ")" * 5000)


@pytest.mark.parametrize("name", [name for name in allowed().functions if name not in OWN_SYNTAX])
def test_every_allowed_function_is_known_to_the_store(name: str, store: EmbeddedStore) -> None:
    said = ""
    try:
        store.read(f"RETURN {name}(1, 2, 3, 4, 5, 6, 7) AS x")
    except QueryError as problem:
        said = str(problem)
    assert "Unknown function" not in said


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9))
def test_whatever_passes_changes_nothing(
    store: EmbeddedStore, batch: Batch, pieces: list[str]
) -> None:
    text = " ".join(pieces)
    try:
        check(text)
    except NotReadOnly:
        return
    words = {token.keyword for token in tokenise(text)}
    assert not words & {"CREATE", "DELETE", "MERGE", "REMOVE", "SET"} or ":" in text or "." in text
    try:
        store.read(text, {"p": 1}, caps=Caps(rows=5))
    except NotReadOnly:
        pytest.fail(f"the check passed what the store calls a write: {text}")
    except QueryError:
        pass


@given(st.text(string.printable + "éſＡ\u200b\u2028\x00", max_size=60))
def test_any_text_gets_a_verdict(text: str) -> None:
    with contextlib.suppress(NotReadOnly):
        check(text)
