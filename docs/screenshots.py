"""Take the pictures of docs/explore.md anew, from the real Neo4j Browser with the real guide.

PYTHONPATH=tests python docs/screenshots.py [options of chipgraph explore]

It runs `chipgraph explore` on the local Neo4j server and drives the chromium of the system. Each
picture is reduced to few colours and must stay below 120 kB.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from support.browser import Neo4jBrowser, chromium, opened
from support.processes import COMMAND

from chipgraph.explore.guide import read_guide
from chipgraph.ontology.schema import read_schema

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
PICTURES = {  # file → query, and whether the result fills the window
    "five-classes": ("03-five-classes", False),
    "arena": ("06-arena", True),
    "sources": ("11-source-picture", True),
}
LARGEST = 120_000  # bytes
WIDTH, HEIGHT = 1280, 760
COLOURS = 160
SETTLE = 4_000  # milliseconds for a picture to come to rest


def main() -> int:
    """Serve, look, write."""
    process = subprocess.Popen(
        [*COMMAND, "explore", "--no-open", *sys.argv[1:]], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        address = next((line.split()[1] for line in lines if line.startswith("Open")), None)
        if address is None:
            return process.wait()
        shown = [*COMMAND, "neo4j", "password", "--show"]
        secret = subprocess.run(shown, capture_output=True, text=True, check=True).stdout.strip()
        with (
            tempfile.TemporaryDirectory() as profile,
            opened(chromium(), Path(profile), width=WIDTH, height=HEIGHT) as page,
        ):
            browser = Neo4jBrowser(page)
            browser.enter(address, secret)
            browser.prepare()
            take(browser)
    finally:
        process.terminate()
        process.wait()
    return 0


def take(browser: Neo4jBrowser) -> None:
    """Each picture in its turn."""
    guide = read_guide(read_schema())
    FOLDER.mkdir(exist_ok=True)
    for name, (query, full) in PICTURES.items():
        [(title, saved)] = [
            (page.title, saved)
            for page in guide.pages
            for saved in page.blocks
            if getattr(saved, "name", None) == query
        ]
        browser.turn_to(title)
        frame = browser.run(saved.title)
        frame.locator("svg g.node").first.wait_for()
        panel = frame.get_by_label("Collapse the node properties display")
        if panel.count():  # once closed, it stays so
            panel.click()
        if full:
            frame.get_by_title("Fullscreen", exact=True).click()
        browser.page.wait_for_timeout(SETTLE)
        frame.get_by_label("zoom-to-fit").click()
        browser.guide.locator("h3").scroll_into_view_if_needed()
        browser.page.mouse.move(WIDTH - 5, HEIGHT - 5)
        browser.page.wait_for_timeout(SETTLE)
        write(FOLDER / f"{name}.png", browser.page.screenshot())
        if full:
            browser.page.get_by_title("Close fullscreen", exact=True).click()


def write(path: Path, taken: bytes) -> None:
    """A small file of a screenshot."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path} has {path.stat().st_size:,} bytes: more than {LARGEST:,}")
    print(f"wrote {path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
