"""A real web browser that drives the Neo4j Browser as a person does, by clicks and keys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
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
PATIENCE = 60_000  # milliseconds


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
def opened(program: str, profile: Path, *, width: int = 1440, height: int = 900) -> Iterator[Page]:
    """An empty page of a browser without a past; no other machine is asked for anything."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=program,
            args=[*FLAGS],
            headless=True,
            viewport={"width": width, "height": height},
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

    @property
    def title(self) -> str:
        """The title of the page of the guide that is open."""
        return self.guide.locator("h3").inner_text()

    def turn_to(self, title: str) -> None:
        """Turn the pages of the guide until one is open."""
        way = "Next"
        while self.title != title:
            before = self.title
            button = self.guide.get_by_text(way, exact=True)
            if not button.count() or not button.is_enabled():
                assert way == "Next", f"the guide has no page {title!r}"
                way = "Previous"
                continue
            button.click()
            self.page.wait_for_function(
                "before => document.querySelector('[data-testid=guidesDrawer] h3')"
                ".innerText !== before",
                arg=before,
            )

    def prepare(self) -> None:
        """Put on the style, and draw only what a query returns."""
        for link in self.guide.locator("a[data-exec]").all():
            self.clear()
            self.after(link.click)
        self.clear()

    def run(self, title: str) -> Locator:
        """Click on a query of the open page and run it; the frame that comes."""
        query = self.guide.locator("pre.runnable", has_text=f"// {title}\n").first
        before = query.locator("xpath=preceding-sibling::p[1]/a[starts-with(@data-exec, 'param')]")
        for link in before.all():
            self.after(link.click)
        self.clear()
        query.click()
        frame = self.after(self.page.get_by_test_id("editor-Run").click)
        frame.get_by_test_id("frame-loaded-contents").wait_for()
        return frame

    def after(self, act: Callable[[], object]) -> Locator:
        """Do something that opens a frame; that frame."""
        frames = self.page.get_by_test_id("frame")
        number = frames.count()
        act()
        frames.nth(number).wait_for()
        return frames.first

    def clear(self) -> None:
        """Close every frame."""
        frames = self.page.get_by_test_id("frame")
        while frames.count():
            frames.first.get_by_title("Close", exact=True).click()

    def type(self, command: str) -> None:
        """Type a command and run it."""
        self.page.get_by_test_id("activeEditor").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(command)
        self.page.get_by_test_id("editor-Run").click()
