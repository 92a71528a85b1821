"""A real Neo4j server for tests, by the code that users run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import pytest

from chipgraph.errors import FetchError, MissingExtra
from chipgraph.graph.neo4j_address import Address
from chipgraph.loaders.progress import Silent
from chipgraph.server import LocalServer, bolt
from chipgraph.server.fetch import fetch
from chipgraph.server.java import find_java
from chipgraph.server.lock import RELEASES, read_lock
from chipgraph.server.machine import free_port

# Read on import: a fixture takes the variables of chipgraph away from the tests.
REPOSITORY = os.environ.get("CHIPGRAPH_MAVEN_REPOSITORY")
RELEASE = os.environ.get("CHIPGRAPH_TEST_NEO4J") or RELEASES[0]
REQUIRED = os.environ.get("CHIPGRAPH_REQUIRE_NEO4J") == "1"


@dataclass(frozen=True)
class RunningNeo4j:
    """A running server: what a driver needs, and the server itself."""

    server: LocalServer
    url: str
    user: str
    password: str = field(repr=False)
    port: int
    browser: str

    @property
    def address(self) -> Address:
        """The same as the stores take it."""
        return Address(self.url, self.user, self.password)

    @property
    def environ(self) -> dict[str, str]:
        """What a command needs to log in there."""
        return {
            "CHIPGRAPH_NEO4J_USER": self.user,
            "CHIPGRAPH_NEO4J_PASSWORD": self.password,
        }

    def ask(self, query: LiteralString, **values: Any) -> list[list[Any]]:
        """The rows of one query."""
        return bolt.ask(self.port, self.password, query, **values)


def jars_in(folder: Path) -> Path:
    """Have all jars in a folder; where that cannot be, skip the test or, on demand, fail it."""
    lock = read_lock(RELEASE)
    try:
        find_java(lock.java)
        fetch(lock, folder, Silent(), REPOSITORY)
    except (FetchError, MissingExtra) as error:
        reason = f"no Neo4j server here: {error}"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@contextmanager
def running(home: Path, jars: Path) -> Iterator[RunningNeo4j]:
    """A server on free ports, stopped at the end."""
    port = free_port()
    server = LocalServer(home, jars=jars, bolt_port=port, http_port=free_port(), release=RELEASE)
    status = server.start()
    try:
        yield RunningNeo4j(
            server, server.bolt_url, server.user, server.password, port, status.browser
        )
    finally:
        server.stop()
