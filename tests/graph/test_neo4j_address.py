"""Addresses, who logs in, and that no password is ever shown."""

from __future__ import annotations

import pytest

from chipgraph.errors import SettingsError
from chipgraph.graph.neo4j_address import SCHEMES, check_url, read_address


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_of_the_driver_is_taken(scheme: str) -> None:
    url = f"{scheme}://graph.example:7687"
    assert check_url(url) == url


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://graph.example", "no address of a Neo4j server.*bolt://"),
        ("neo4j://", "names no server"),
        ("neo4j://graph.example/movies", "has a path.*CHIPGRAPH_NEO4J_DATABASE"),
        ("bolt://graph.example:port", "cannot be read"),
    ],
)
def test_what_is_no_address_is_told(url: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        check_url(url)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError, match="CHIPGRAPH_NEO4J_PASSWORD") as caught:
        check_url("neo4j://ann:hunter2@graph.example")
    assert "hunter2" not in str(caught.value)


def test_user_password_and_database_come_from_the_environment() -> None:
    environ = {
        "CHIPGRAPH_NEO4J_USER": "ann",
        "NEO4J_USERNAME": "bob",
        "NEO4J_PASSWORD": "hunter2",
        "CHIPGRAPH_NEO4J_DATABASE": "chips",
    }
    found = read_address("neo4j://graph.example:7687", environ=environ)
    assert (found.user, found.password, found.database) == ("ann", "hunter2", "chips")
    assert found.place == "neo4j://graph.example:7687 (database chips)"
    assert "hunter2" not in repr(found)


def test_a_user_in_the_address_wins_and_leaves_it() -> None:
    found = read_address("bolt://ann%40x@graph.example:7687/", environ={"NEO4J_PASSWORD": "p"})
    assert (found.user, found.url) == ("ann@x", "bolt://graph.example:7687")


def test_a_person_is_asked_only_where_no_password_is_set() -> None:
    asked: list[str] = []

    def prompt(words: str) -> str:
        asked.append(words)
        return "typed"

    url = "bolt://graph.example"
    assert read_address(url, environ={}, prompt=prompt).password == "typed"
    assert asked == ["Password of neo4j at bolt://graph.example: "]
    assert read_address(url, environ={"NEO4J_PASSWORD": "p"}, prompt=prompt).password == "p"
    assert len(asked) == 1
    assert read_address(url, environ={}).password == ""  # nobody is at a terminal here
