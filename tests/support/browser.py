"""A real web browser that drives the Neo4j Browser as a person does, by clicks and keys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

REQUIRED = os.environ.get("CHIPGRAPH_REQUIRE_BROWSER") == "1"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOOPBACK = ("127.0.0.1", "localhost")
PATIENCE = 30_000  # milliseconds


def chromium() -> str:
    """The web browser of this machine; where there is none, skip or, on demand, fail the test."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        found = None
    if found is None:
        reason = "no chromium, or no playwright to drive it, is here"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def opened(program: str, profile: Path, *, dark: bool = False) -> Iterator[Page]:
    """An empty page of a browser without a past; no other machine is asked for anything."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=program,
            args=[*FLAGS],
            headless=True,
            viewport={"width": 1440, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE)
        context.route("**/*", _only_here)
        try:
            yield context.pages[0]
        finally:
            context.close()


def _only_here(route: Route) -> None:
    address = urlsplit(route.request.url)
    if address.scheme in ("data", "blob") or address.hostname in LOOPBACK:
        route.continue_()
    else:
        route.abort()


class Neo4jBrowser:
    """The Neo4j Browser in a page, with a guide in its sidebar."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def enter(self, address: str, password: str) -> None:
        """Open the address that `chipgraph explore` prints, and log in."""
        self.page.goto(address)
        self.page.get_by_test_id("password").fill(password)
        self.page.get_by_test_id("connect").click()
        self.page.get_by_text("You are connected as user").wait_for()

    @property
    def guide(self) -> Locator:
        """The sidebar."""
        return self.page.get_by_test_id("guidesDrawer")

    def turn(self, number: int) -> None:
        """Turn to a page of the guide, counted from 1."""
        self.guide.get_by_text(str(number), exact=True).last.click()

    def command(self, link: Locator) -> Locator:
        """Click on a command of the guide; the frame that comes."""
        return self._frame_after(lambda: link.click())

    def run(self, query: Locator) -> Locator:
        """Click on a query of the guide and run it; the frame that comes."""

        def act() -> None:
            query.click()
            self.page.get_by_test_id("editor-Run").click()

        return self._frame_after(act)

    def settled(self, frame: Locator) -> Locator:
        """A frame whose query is done."""
        frame.get_by_test_id("frameStatusbar").wait_for()
        return frame

    def clear(self) -> None:
        """Close every frame."""
        self.page.get_by_test_id("editor-discard").count()
        self.type(":clear")
        self.page.get_by_test_id("frame").first.wait_for(state="detached")

    def type(self, command: str) -> None:
        """Type a command and run it."""
        self.page.get_by_test_id("activeEditor").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(command)
        self.page.get_by_test_id("editor-Run").click()

    def _frame_after(self, act: Any) -> Locator:
        frames = self.page.get_by_test_id("frame")
        before = frames.count()
        act()
        frames.nth(before).wait_for()
        return frames.first
