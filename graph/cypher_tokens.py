"""Cypher text as tokens, strictly: what is not plainly Cypher is refused, never skipped.

The checks on what a query may do (readonly.py) are only as good as this reading of it, so anything
that another reader might take differently is an error here: escapes by code point, letters that
look like others, invisible characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from chipgraph.errors import NotReadOnly

Kind = Literal["name", "quoted", "text", "number", "parameter", "mark", "end"]

_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n]+ | //[^\r\n]* | /\*.*?\*/ )
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<quoted>`(?:[^`]|``)+`)
    | (?P<text>'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*")
    | (?P<number>0x[0-9A-Fa-f]+ | 0o[0-7]+
        | (?:\d+(?:\.(?!\.)\d+)? | \.\d+)(?:[eE][+-]?\d+)?)
    | (?P<parameter>\$(?:[A-Za-z_][A-Za-z0-9_]*|\d+|`(?:[^`]|``)+`))
    | (?P<mark><>|<=|>=|=~|\.\.|\+=|/(?!\*)|[-+*%^=<>()\[\]{},.:;|&!$])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = frozenset("\\'\"`bfnrt/")
_UNFINISHED = {"'": "string", '"': "string", "`": "back-ticked name", "/*": "comment"}
_RESULT_ENDS = frozenset(("ORDER", "SKIP", "OFFSET", "LIMIT", "UNION"))
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `value` is what it means (a name without its back-ticks), `text` as written."""

    kind: Kind
    text: str
    value: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The name in capitals where it may be a keyword, else nothing."""
        return self.value.upper() if self.kind == "name" else ""


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of one Cypher text, closed by an end token."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        kind, written = match.lastgroup, match.group()
        if kind == "space":
            _check_comment(text, written, position)
        else:
            _check_neighbours(text, match)
            tokens.append(_token(text, kind, written, position))
        position = match.end()
    tokens.append(Token("end", "", "", len(text)))
    return tuple(tokens)


def refusal(text: str, start: int, message: str, hint: str = "") -> NotReadOnly:
    """An error that says where in the text it is."""
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    where = f"column {column}" if line == 1 else f"line {line}, column {column}"
    return NotReadOnly(f"{message} ({where}).", hint)


@lru_cache(maxsize=1_000)
def column_names(text: str) -> tuple[str, ...] | None:
    """What the columns of a query are called, by its RETURN; None where only rows can tell."""
    try:
        tokens = tokenise(text)
    except NotReadOnly:
        return None
    items = _result_items(tokens)
    if items is None or any(not item or item[0].text == "*" for item in items):
        return None
    return tuple(_column_name(text, item) for item in items)


def _result_items(tokens: tuple[Token, ...]) -> list[list[Token]] | None:
    """The comma-separated items of the last RETURN outside brackets, before any UNION."""
    items: list[list[Token]] | None = None
    depth, previous, reading = 0, "", False
    for token in tokens:
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        free = depth == 0 and previous not in (".", ":")
        if free and token.keyword == "RETURN":
            items, reading = [[]], True
        elif free and (token.keyword in _RESULT_ENDS or token.kind == "end" or token.text == ";"):
            if token.keyword == "UNION":
                break
            reading = False
        elif reading and items is not None:
            if free and token.text == ",":
                items.append([])
            elif not (items == [[]] and token.keyword == "DISTINCT"):
                items[-1].append(token)
        previous = token.text
    return items


def _column_name(text: str, item: list[Token]) -> str:
    if len(item) > 2 and item[-2].keyword == "AS":
        return item[-1].value
    return text[item[0].start : item[-1].end]


def _token(text: str, kind: str | None, written: str, start: int) -> Token:
    if kind == "quoted":
        return Token("quoted", written, _quoted(text, written, start), start)
    if kind == "text":
        _check_escapes(text, written, start)
        return Token("text", written, written[1:-1], start)
    if kind == "parameter":
        name = written[1:]
        value = _quoted(text, name, start) if name.startswith("`") else name
        return Token("parameter", written, value, start)
    if kind == "number":
        return Token("number", written, written, start)
    if kind == "name":
        return Token("name", written, written, start)
    return Token("mark", written, written, start)


def _quoted(text: str, written: str, start: int) -> str:
    name = written[1:-1].replace("``", "`")
    if "\\" in name or unicodedata.normalize("NFKC", name) != name or not name.isprintable():
        raise refusal(
            text,
            start,
            f"The name {written} has characters that can be read in two ways",
            "Write it with plain letters.",
        )
    return name


def _check_escapes(text: str, written: str, start: int) -> None:
    for match in re.finditer(r"\\(.)", written, re.DOTALL):
        if match.group(1) not in _ESCAPES:
            raise refusal(
                text,
                start + match.start(),
                f"The escape {match.group()} is not allowed",
                "Write the character itself, or give the text as a parameter.",
            )


def _check_comment(text: str, written: str, start: int) -> None:
    if written.startswith("/"):
        for offset, character in enumerate(written):
            odd = character == "\\" or unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
            if odd and character not in "\t\r\n":
                raise refusal(
                    text,
                    start + offset,
                    "A comment may not hold backslashes or hidden characters",
                    "Leave the comment out.",
                )


def _check_neighbours(text: str, match: re.Match[str]) -> None:
    """`1abc` and `1.abc` are two tokens to one reader and three to another."""
    after = text[match.end() : match.end() + 2]
    if match.lastgroup != "number" or not after or after == "..":
        return
    if after[0].isalpha() or after[0] in "_.":
        after = after[0]
        raise refusal(text, match.end(), f"A number runs into {after!r}", "Put a space between.")


def _unreadable(text: str, position: int) -> NotReadOnly:
    for opening, thing in _UNFINISHED.items():
        if text.startswith(opening, position):
            return refusal(text, position, f"The {thing} is never closed")
    character = text[position]
    shown = repr(character) if character.isprintable() else f"U+{ord(character):04X}"
    hint = "Outside strings only plain characters are allowed."
    if character.isalpha():
        hint += " Put other names in back-ticks."
    return refusal(text, position, f"The character {shown} is not allowed here", hint)
