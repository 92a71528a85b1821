"""What an analyst does: log in, play the guide, put on the colours, run each query, look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from support.browser import Neo4jBrowser
from support.explored import Explored
from support.neo4j import RunningNeo4j

from chipgraph.client import ChipGraph
from chipgraph.explore.guide import read_guide
from chipgraph.explore.parts import Saved
from chipgraph.ontology.schema import read_schema

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCHEMA = read_schema()
GUIDE = read_guide(SCHEMA)
WHERE = {
    saved.name: page.title
    for page in GUIDE.pages
    for saved in page.blocks
    if saved in GUIDE.queries
}
DRAWN = {
    saved.name for saved in GUIDE.queries if " AS " not in saved.cypher.rpartition("RETURN ")[2]
}
COLOURS = {SCHEMA.colour(name) for name in SCHEMA.classes}


@pytest.fixture(scope="module")
def on_server(explored: Explored, neo4j_server: RunningNeo4j) -> Iterator[ChipGraph]:
    """The graph that the command has loaded."""
    patch = pytest.MonkeyPatch()
    for name, value in neo4j_server.environ.items():
        patch.setenv(name, value)
    with ChipGraph(explored.settings) as graph:
        patch.undo()
        yield graph


def test_the_command_says_how_to_get_in_and_no_password(
    explored: Explored, neo4j_server: RunningNeo4j
) -> None:
    assert explored.lines["Open"].startswith(neo4j_server.browser)
    assert explored.lines["Log"].startswith(f"in  user {neo4j_server.user}")
    assert neo4j_server.password not in str(explored.lines)


@pytest.mark.parametrize("saved", GUIDE.queries, ids=lambda saved: saved.name)
def test_a_query_finds_as_many_rows_as_in_the_embedded_store(
    saved: Saved, on_server: ChipGraph, graph: ChipGraph
) -> None:
    here, there = (g.query(saved.titled, dict(saved.parameters)) for g in (graph, on_server))
    assert len(there) == len(here) or "queryNodes" in saved.cypher
    assert there.columns == here.columns


def test_the_guide_is_open_at_log_in(entered: Neo4jBrowser) -> None:
    assert entered.guide.get_by_text(GUIDE.title, exact=True).count() == 1
    assert entered.title == GUIDE.pages[0].title


def test_the_guide_has_every_page(browser: Neo4jBrowser) -> None:
    for page in GUIDE.pages:
        browser.turn_to(page.title)
        wanted = [block.titled for block in page.blocks if isinstance(block, Saved)]
        shown = browser.guide.locator("pre.runnable").all_inner_texts()
        assert [text.strip() for text in shown] == wanted


@pytest.mark.parametrize("saved", GUIDE.queries, ids=lambda saved: saved.name)
def test_a_click_on_a_query_shows_rows_or_a_picture(saved: Saved, browser: Neo4jBrowser) -> None:
    browser.turn_to(WHERE[saved.name])
    frame = browser.run(saved.title)
    assert not frame.get_by_text("ERROR").count()
    if saved.name not in DRAWN:
        status = frame.get_by_test_id("frameStatusbar").inner_text()
        found = re.search(r"Started streaming (\d+) records?", status)
        assert found, status
        assert int(found.group(1)) > 0
        return
    nodes = frame.locator("svg g.node")
    nodes.first.wait_for()
    assert all(text.strip() for text in nodes.all_text_contents())
    circles = frame.locator("svg g.node circle.b-outline")
    fills = {circle.get_attribute("fill") for circle in circles.all()}
    assert fills <= COLOURS, "the style is not on"


def test_play_shows_the_guide_as_well(browser: Neo4jBrowser, explored: Explored) -> None:
    browser.clear()
    address = explored.lines["Guide"].removeprefix(":guide").strip()
    frame = browser.after(lambda: browser.type(f":play {address}"))
    frame.get_by_text(GUIDE.pages[0].title, exact=True).wait_for()
    browser.clear()


def test_the_style_outlives_a_reload(browser: Neo4jBrowser) -> None:
    browser.page.reload()
    browser.page.get_by_test_id("activeEditor").wait_for()
    frame = browser.after(lambda: browser.type(":style"))
    frame.get_by_text(SCHEMA.main_classes[0].colour).wait_for()
