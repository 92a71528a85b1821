"""Walking over the tokens of a query: what readonly.py allows, where it is, how it refuses."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chipgraph.errors import NotReadOnly
from chipgraph.graph.cypher_tokens import Token, refusal, tokenise

MAX_DEPTH = 60
_CLAUSES = (
    "Allowed: MATCH, OPTIONAL MATCH, WHERE, WITH, UNWIND, RETURN, ORDER BY, SKIP, LIMIT, UNION, "
    "CALL { … }, and CALL of a listed procedure."
)
CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Allowed:
    """The lists of readonly.toml."""

    max_hops: int
    clauses: tuple[str, ...]
    continuations: tuple[str, ...]
    words: tuple[str, ...]
    subqueries: tuple[str, ...]
    refused: tuple[str, ...]
    procedures: tuple[str, ...]
    functions: tuple[str, ...]

    def has(self, names: tuple[str, ...], name: str) -> bool:
        """Engines take the names of functions and procedures in any case."""
        return name.lower() in {known.lower() for known in names}


@cache
def allowed() -> Allowed:
    """What a query may say."""
    text = Path(__file__).with_name("readonly.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    hops = data.pop("max_hops")
    return Allowed(max_hops=hops, **{name: tuple(names) for name, names in data.items()})


class Cursor:
    """A place among the tokens of a query, and how to complain about it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenise(text)
        self.place = 0
        self.depth = 0
        self.allowed = allowed()

    @property
    def now(self) -> Token:
        return self.tokens[self.place]

    def ahead(self, steps: int = 1) -> Token:
        return self.tokens[min(self.place + steps, len(self.tokens) - 1)]

    def behind(self, steps: int = 1) -> Token | None:
        return self.tokens[self.place - steps] if self.place >= steps else None

    def take(self) -> Token:
        token = self.now
        self.place += token.kind != "end"
        return token

    def expect(self, mark: str) -> None:
        if self.now.text != mark or self.now.kind != "mark":
            raise self.refuse(self.now, f"{shown(self.now)} stands where {mark!r} must")
        self.take()

    def refuse(self, token: Token, message: str, hint: str = "") -> NotReadOnly:
        return refusal(self.text, token.start, message, hint)

    def unexpected(self, token: Token) -> NotReadOnly:
        if token.keyword in self.allowed.refused:
            return self.refuse(token, f"{token.keyword} is not allowed", _CLAUSES)
        return self.refuse(token, f"No clause begins with {shown(token)}", _CLAUSES)

    def enter(self, opening: str) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.refuse(self.now, f"Brackets are nested deeper than {MAX_DEPTH}")
        self.expect(opening)

    def leave(self, opening: str) -> None:
        if self.now.kind == "name":
            raise self.unexpected(self.now)
        self.expect(CLOSING[opening])
        self.depth -= 1


def shown(token: Token) -> str:
    return repr(token.text) if token.text else "the end of the query"
