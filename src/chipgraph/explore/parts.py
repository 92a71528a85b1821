"""What a page is made of; each writer says how a part looks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; what stands between backticks is code."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One term of a list, with its colour where it has one."""

    term: str
    text: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """A list of terms with their meanings."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """Where the reader puts the style on, in two clicks."""

    text: str = "Colour the classes and write names on them"
    plain: str = "Draw only the relationships that a query returns"

    def commands(self, url: str) -> tuple[tuple[str, str], ...]:
        """Each command of the Browser with the words for it."""
        return ((f"style {url}", self.text), ("config autoComplete: false", self.plain))


@dataclass(frozen=True, slots=True)
class Saved:
    """A query with a title, some words on it and the values of its parameters."""

    name: str
    title: str
    text: str
    cypher: str
    parameters: tuple[tuple[str, Any], ...] = ()

    @property
    def commands(self) -> tuple[str, ...]:
        """The Browser's commands that set the parameters."""
        return tuple(
            f"param {name} => {json.dumps(value, ensure_ascii=False)}"
            for name, value in self.parameters
        )

    @property
    def titled(self) -> str:
        """The Cypher under its title, which names it among the Browser's favourites."""
        return f"// {self.title}\n{self.cypher}"


Block = Paragraph | Terms | Style | Saved
