"""`chipgraph explore` on a real server, and a real web browser in front of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.browser import Neo4jBrowser, chromium, opened
from support.explored import Explored, exploring
from support.neo4j import RunningNeo4j

from chipgraph.loaders.report import LoadReport
from chipgraph.settings import Settings


@pytest.fixture(scope="package")
def explored(
    neo4j_server: RunningNeo4j, settings: Settings, loaded: LoadReport
) -> Iterator[Explored]:
    """The command, serving."""
    with exploring(neo4j_server, settings) as found:
        yield found


@pytest.fixture(scope="package")
def entered(
    explored: Explored, neo4j_server: RunningNeo4j, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neo4jBrowser]:
    """The Neo4j Browser, logged in by the address that the command printed."""
    with opened(chromium(), tmp_path_factory.mktemp("profile")) as page:
        shown = Neo4jBrowser(page)
        shown.enter(explored.lines["Open"], neo4j_server.password)
        yield shown


@pytest.fixture(scope="package")
def browser(entered: Neo4jBrowser) -> Neo4jBrowser:
    """The same after the two clicks that the guide begins with."""
    entered.prepare()
    return entered
