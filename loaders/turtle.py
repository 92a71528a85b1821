"""Turtle files in: parsed, or refused with the line, what was expected there and how to mend it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.errors import FactsError, TurtleError
from chipgraph.loaders.blocks import BlockIndex, index_blocks
from chipgraph.loaders.namespaces import PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph

MOST_BYTES = 64 * 1024 * 1024
_SNIPPET = 96

# What rdflib says, and what a person can do about it.
_ADVICE: tuple[tuple[str, str, str], ...] = (
    (
        r"expected '\.' or '\}' or '\]' at end of statement",
        "a `.` that ends the block, or `;` or `,` before the next part",
        "Close the block before this place with ` .`, or put `;` between two properties "
        "and `,` between two values.",
    ),
    (
        r"EOF found|expected directive or statement",
        "a block such as `e:name a cg:Vendor ; … .`",
        "Check that each block starts with a name and ends with ` .`, and that every bracket "
        "has its partner.",
    ),
    (
        r"newline found in string literal|unterminated string",
        'a closing quote `"`',
        'Close the text with `"` on the same line; a text of several lines stands between `"""`.',
    ),
    (r"Bad language code", "a language such as `@en`", 'Write `"…"@en`.'),
    (
        r"bad escape|escape",
        "a valid escape",
        r"Write a backslash as `\\` and a quote inside a text as `\"`.",
    ),
    (r"'\]' expected|expected \]", "a closing `]`", "Close the inner block with `]`."),
    (
        r"objectList expected|expected object",
        "a value",
        "Give the property a value, or remove the stray `,` or `;`.",
    ),
    (r"in Turtle mode", "plain Turtle", "Rules and formulas are not Turtle: remove them."),
)


@dataclass(frozen=True)
class TurtleFile:
    """One Turtle file as read: where it lies and what it says."""

    path: Path
    text: str = field(repr=False)

    @cached_property
    def index(self) -> BlockIndex:
        """Its blocks by subject; scanned at the first question."""
        return index_blocks(self.text)


def read(path: Path) -> TurtleFile:
    """Read one Turtle file as text; refuse what is missing, a folder, empty, huge or binary."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise FactsError(
                f"{path} is too large ({size // 2**20} MiB; at most {MOST_BYTES // 2**20}).",
                "Split it into several files.",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise FactsError(f"There is no file {path}.", "Check the path to the facts.") from None
    except IsADirectoryError:
        raise FactsError(f"{path} is a folder.", "Name one Turtle file (*.ttl) in it.") from None
    except OSError as error:
        raise FactsError(f"{path} cannot be read: {error.strerror}.", "Check its rights.") from None
    return TurtleFile(path, _decode(path, data))


def parse(file: TurtleFile, graph: Graph | None = None) -> Graph:
    """Parse a file into `graph` (a new one by default); syntax errors carry line and advice."""
    import rdflib
    from rdflib.plugins.parsers.notation3 import BadSyntax

    graph = rdflib.Graph(bind_namespaces="none") if graph is None else graph
    with _quiet_rdflib():
        try:
            graph.parse(data=file.text, format="turtle", publicID=PREFIXES["e"])
        except BadSyntax as error:
            raise _explain(file, error._i, str(error._why)) from None
        except (ValueError, IndexError, AssertionError, RecursionError) as error:
            raise TurtleError(
                file.path, None, None, f"cannot be read as Turtle ({error})."
            ) from None
    return graph


def _decode(path: Path, data: bytes) -> str:
    if not data.strip():
        raise FactsError(f"{path} is empty.", "Put at least one fact into it, or leave it out.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TurtleError(
            path, line, None, "is not UTF-8 text.", "Save it as UTF-8; it may not be Turtle at all."
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TurtleError(path, line, None, "holds a NUL byte.", "It is not a Turtle text file.")
    return text


def _explain(file: TurtleFile, offset: int, why: str) -> TurtleError:
    """rdflib's place and reason as line, column, the line itself, what is expected and a cure."""
    offset = _place(file.text, offset, why)
    start = file.text.rfind("\n", 0, offset) + 1
    line = file.text.count("\n", 0, offset) + 1
    expected, cure = _advice(why)
    source = file.text[start:].partition("\n")[0]
    message = f"expected {expected}." if expected else f"{why}."
    return TurtleError(file.path, line, offset - start + 1, message, cure, _clip(source))


def _place(text: str, offset: int, why: str) -> int:
    """Where a person should look: rdflib's offset, or the last sign before it."""
    end = max(len(text.rstrip()) - 1, 0)
    if not 0 <= offset <= end:
        return end
    if "newline found" in why:
        return len(text[:offset].rstrip()) - 1
    while text[offset].isspace():
        offset += 1
    return offset


def _advice(why: str) -> tuple[str, str]:
    unbound = re.search(r'Prefix "([^"]*):" not bound', why)
    if unbound:
        prefix = unbound.group(1)
        namespace = PREFIXES.get(prefix, "https://…")
        return (
            f"the prefix `{prefix}:` to be declared",
            f"Add `@prefix {prefix}: <{namespace}> .` at the top of the file.",
        )
    for pattern, expected, cure in _ADVICE:
        if re.search(pattern, why):
            return expected, cure
    return "", "See https://www.w3.org/TR/turtle/ for the grammar."


def _clip(line: str) -> str:
    return line if len(line) <= _SNIPPET else line[: _SNIPPET - 1] + "…"


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """rdflib logs a traceback per ill-typed literal; the gate reports those, with the fact."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
