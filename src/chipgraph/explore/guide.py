"""The walk: pages of text, lists and queries, read from files or made from the schema."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from chipgraph.errors import FactsError
from chipgraph.explore import generic
from chipgraph.explore.parts import Block, Paragraph, Saved
from chipgraph.ontology.schema import HOME, Schema

FOLDER = HOME / "explore"
PAGES = "guide.toml"
_PARAMETER = re.compile(r":param (\w+) => (.+)")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the guide."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A title and pages."""

    title: str
    pages: tuple[Page, ...] = field(default=())

    @property
    def queries(self) -> tuple[Saved, ...]:
        """Every query, in the order of the pages."""
        blocks = (block for page in self.pages for block in page.blocks)
        return tuple(block for block in blocks if isinstance(block, Saved))


def read_guide(schema: Schema, folder: Path = FOLDER) -> Guide:
    """The walk of a folder; where there is none, one made from the schema alone."""
    saved = {path.stem: read_saved(path) for path in sorted(folder.glob("*.cypher"))}
    if not (folder / PAGES).is_file():
        return Guide("The graph", tuple(_made(schema, saved)))
    path = folder / PAGES
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        pages = tuple(_page(row, schema, saved) for row in told["page"])
        title = str(told["title"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise FactsError(
            f"{path} cannot be read: {problem}.", "docs/explore.md shows how it is written."
        ) from None
    return Guide(title, pages)


def read_saved(path: Path) -> Saved:
    """A query of a file: its title, then its explanation, then the Cypher."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = list(takewhile(lambda line: line.startswith("//"), lines))
    said = [line.removeprefix("//").strip() for line in head]
    if not said:
        raise FactsError(f"{path} has no title.", "Its first line must be: // Title")
    found = [(m[1], json.loads(m[2])) for line in said if (m := _PARAMETER.fullmatch(line))]
    words = [line for line in said[1:] if not _PARAMETER.fullmatch(line)]
    cypher = "\n".join(lines[len(head) :]).strip()
    return Saved(path.stem, said[0], " ".join(words), cypher, tuple(found))


def _page(row: dict[str, Any], schema: Schema, saved: dict[str, Saved]) -> Page:
    text = str(row.get("text", "")).strip()
    blocks: list[Block] = [Paragraph(part) for part in re.split(r"\n\s*\n", text) if part]
    blocks += [generic.PARTS[name](schema) for name in row.get("show", ())]
    blocks += [saved[name] for name in row.get("queries", ())]
    return Page(str(row["title"]), tuple(blocks))


def _made(schema: Schema, saved: dict[str, Saved]) -> Iterator[Page]:
    """Pages for an ontology that nobody wrote a walk for; queries that there are come last."""
    for title, blocks in generic.pages(schema):
        yield Page(title, tuple(blocks))
    if saved:
        yield Page("Saved queries", tuple(saved.values()))
