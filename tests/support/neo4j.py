"""The Neo4j server that the tests may use: any database of it is theirs to fill and to empty."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import pytest

from chipgraph.graph.neo4j_address import Address

_WANTED = ("URL", "USER", "PASSWORD")
# Taken when this module is imported: a fixture removes the CHIPGRAPH_ variables of the machine.
_GIVEN = {name: os.environ.get(f"CHIPGRAPH_TEST_NEO4J_{name}", "") for name in _WANTED}


@dataclass(frozen=True)
class Neo4jServer:
    """A running server and how to log in."""

    url: str
    user: str
    password: str = field(repr=False)

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


@pytest.fixture(scope="session")
def neo4j_server() -> Neo4jServer:
    """A server for tests; they are skipped where none is named."""
    missing = [f"CHIPGRAPH_TEST_NEO4J_{name}" for name in _WANTED if not _GIVEN[name]]
    if missing:
        pytest.skip(f"no Neo4j server: {', '.join(missing)} not set")
    return Neo4jServer(_GIVEN["URL"], _GIVEN["USER"], _GIVEN["PASSWORD"])
