"""Is a Cypher text provably read-only? A list of what is allowed; everything else is refused.

Raw Cypher comes from people, notebooks, programs. The engine refuses writes as well, but a query
that only reads can still name a procedure that opens a file, so the text itself is checked first.
What may be said stands in readonly.toml. A text that passes is one statement of reading clauses,
with listed functions and procedures only, and no path without an upper bound.

The check rests on one observation: a clause can begin only where an expression is complete. So a
word that no list knows is let through where a value is expected (it is a variable there) and
refused after a complete value (where it could be a clause that this file has never heard of).
"""

from __future__ import annotations

from difflib import get_close_matches
from itertools import pairwise

from chipgraph.errors import NotReadOnly
from chipgraph.graph.cypher_cursor import CLOSING, Cursor, allowed, shown
from chipgraph.graph.cypher_tokens import Token

_MAX_TEXT = 100_000
_ARROWS = {("-", "-"), ("-", ">"), ("<", "-"), ("-", "[")}


def check(text: str) -> None:
    """Return if the text only reads; else raise NotReadOnly, naming the token and its column."""
    if not text.strip():
        raise NotReadOnly("The query is empty.", "Try: MATCH (n) RETURN n.id LIMIT 5")
    if len(text) > _MAX_TEXT:
        raise NotReadOnly(f"The query has {len(text)} characters.", f"Allowed: {_MAX_TEXT}.")
    _Reader(text).statement()


class _Reader(Cursor):
    """Walks the tokens once, clause by clause and bracket by bracket."""

    # -- clauses

    def statement(self) -> None:
        self.union()
        if self.now.text == ";":
            self.take()
        if self.now.kind != "end":
            hint = "Only one statement is allowed."
            raise self.refuse(self.now, f"{shown(self.now)} follows the end of the query", hint)

    def union(self) -> None:
        self.clauses()
        while self.now.keyword == "UNION":
            self.take()
            if self.now.keyword in ("ALL", "DISTINCT"):
                self.take()
            self.clauses()

    def clauses(self) -> None:
        self.clause()
        while self.now.kind == "name" and self.now.keyword != "UNION":
            self.clause()

    def clause(self) -> None:
        word = self.now.keyword
        if word not in self.allowed.clauses:
            raise self.unexpected(self.now)
        self.take()
        if word == "OPTIONAL":
            self.expect_word("MATCH")
        if word == "CALL":
            self.call()
        else:
            self.body()
        while self.now.keyword in self.allowed.continuations:
            if self.take().keyword == "ORDER":
                self.expect_word("BY")
            self.body()

    def expect_word(self, word: str) -> None:
        if self.now.keyword != word:
            raise self.refuse(self.now, f"{shown(self.now)} stands where {word} must")
        self.take()

    def call(self) -> None:
        if self.now.text == "(":
            self.group("(")
        if self.now.text == "{":
            self.subquery()
            return
        start, name = self.now, self.dotted_name()
        if not self.allowed.has(self.allowed.procedures, name):
            hint = f"Allowed: {', '.join(self.allowed.procedures)}."
            raise self.refuse(start, f"The procedure {name or shown(start)} is not allowed", hint)
        if self.now.text == "(":
            self.group("(")
        if self.now.keyword == "YIELD":
            self.take()
            self.body()

    def subquery(self) -> None:
        """`{ clauses }`, or a bare pattern as EXISTS and COUNT take it."""
        self.enter("{")
        if self.now.keyword in (*self.allowed.clauses, *self.allowed.refused):
            self.union()
        else:
            self.body_with_where()
        self.leave("{")

    # -- expressions and patterns

    def body(self) -> None:
        """What stands between clause words: expressions, patterns, lists of them."""
        complete = False  # whether a value has just ended
        while not self.at_boundary():
            complete = self.part(complete)

    def body_with_where(self) -> None:
        self.body()
        if self.now.keyword == "WHERE":
            self.take()
            self.body()

    def at_boundary(self) -> bool:
        token = self.now
        if token.kind == "end" or token.text in (*CLOSING.values(), ";"):
            return True
        ends = (*self.allowed.clauses, *self.allowed.continuations, "UNION")
        return token.keyword in ends and not self.is_plain_name()

    def is_plain_name(self) -> bool:
        """After `.`, `:` and AS every word is a name, and so is the key of a map."""
        before = self.behind()
        if before is None or before.kind != "mark":
            return before is not None and before.keyword == "AS"
        if before.text in (".", ":"):
            return True
        return before.text in ("{", ",") and self.ahead().text == ":"

    def part(self, complete: bool) -> bool:
        token = self.now
        if token.kind in ("name", "quoted"):
            return self.named(token, complete)
        if token.kind in ("text", "number", "parameter"):
            self.check_place(token, complete)
            self.take()
            return True
        if token.text in CLOSING:
            return self.bracket(token, complete)
        self.take()
        if token.text in ("*", "+") and self.after_arrow():
            raise self.unbounded(token)
        return token.text == "*" and not complete  # the * of RETURN * is a value

    def named(self, token: Token, complete: bool) -> bool:
        word = token.keyword
        plain = self.is_plain_name()
        if word in ("STARTS", "ENDS") and not plain and self.ahead().keyword == "WITH":
            self.place += 2
            return False
        if word in self.allowed.words and not plain:
            self.take()
            return word in ("END", "ASC", "DESC", "ASCENDING", "DESCENDING")
        if word in self.allowed.refused and not plain:
            raise self.unexpected(token)
        self.check_place(token, complete)
        if word in self.allowed.subqueries and self.ahead().text == "{":
            self.take()
            self.subquery()
            return True
        name = self.dotted_name()
        if self.now.text == "(":
            self.function(token, name)
        return True

    def check_place(self, token: Token, complete: bool) -> None:
        if complete:
            raise self.unexpected(token)

    def dotted_name(self) -> str:
        """`a.b.c` as one name; spaces and comments between do not matter."""
        parts = []
        while self.now.kind in ("name", "quoted"):
            parts.append(self.take().value)
            if self.now.text != "." or self.ahead().kind not in ("name", "quoted"):
                break
            self.take()
        return ".".join(parts)

    def function(self, token: Token, name: str) -> None:
        if not self.allowed.has(self.allowed.functions, name):
            raise self.refuse(token, f"The function {name} is not allowed", _nearest(name))
        self.group("(")

    # -- brackets

    def bracket(self, token: Token, complete: bool) -> bool:
        if token.text == "[" and (before := self.behind()) is not None and before.text == "-":
            self.relationship()
        elif token.text == "{" and (self.ahead().kind == "number" or self.ahead().text == ","):
            self.quantifier()
        else:
            start = self.place
            self.group(token.text)
            if token.text == "(" and self.now.text in ("*", "+") and self.holds_arrow(start):
                raise self.unbounded(self.now)
        return True

    def group(self, opening: str) -> None:
        self.enter(opening)
        self.body_with_where()
        self.leave(opening)

    def relationship(self) -> None:
        """`[name:TYPE*1..3 {…} WHERE …]`."""
        self.enter("[")
        while self.now.kind in ("name", "quoted") or self.now.text in (":", "|", "&", "!", "$"):
            if self.now.keyword == "WHERE" and not self.is_plain_name():
                break
            if self.take().text == "$" and self.now.text == "(":
                self.group("(")
        if self.now.text == "*":
            self.hops(self.take())
        self.body_with_where()
        self.leave("[")

    def hops(self, star: Token) -> None:
        """`*3`, `*1..3` or `*..3`; no upper bound is refused."""
        upper = self.take() if self.now.kind == "number" else None
        if self.now.text == "..":
            self.take()
            upper = self.take() if self.now.kind == "number" else None
        self.check_hops(star, upper)

    def quantifier(self) -> None:
        """`{3}`, `{1,3}` or `{,3}` after a path."""
        opening = self.take()
        upper = self.take() if self.now.kind == "number" else None
        if self.now.text == ",":
            self.take()
            upper = self.take() if self.now.kind == "number" else None
        self.check_hops(opening, upper)
        self.expect("}")

    def check_hops(self, token: Token, upper: Token | None) -> None:
        if upper is None:
            raise self.unbounded(token)
        if not upper.text.isdecimal() or int(upper.text) > self.allowed.max_hops:
            hint = f"Allowed: up to {self.allowed.max_hops} steps."
            raise self.refuse(upper, f"A path of {upper.text} steps is too long", hint)

    def unbounded(self, token: Token) -> NotReadOnly:
        hint = f"Give a bound, e.g. *1..3 (allowed: up to {self.allowed.max_hops} steps)."
        return self.refuse(token, "A path without an upper bound is not allowed", hint)

    def after_arrow(self) -> bool:
        """Whether the token just taken follows `--` or `->`."""
        last, first = self.behind(2), self.behind(3)
        return (
            last is not None
            and first is not None
            and last.text in ("-", ">")
            and first.text in ("-", "]")
        )

    def holds_arrow(self, start: int) -> bool:
        """Whether the bracket that opened at `start` holds a path pattern."""
        marks = [token.text for token in self.tokens[start : self.place]]
        return any(pair in _ARROWS for pair in pairwise(marks))


def _nearest(name: str) -> str:
    """What the writer may have meant."""
    near = get_close_matches(name, allowed().functions, n=3, cutoff=0.7)
    known = near or ("count", "collect", "coalesce", "size", "toLower", "round")
    return f"{'Perhaps' if near else 'Allowed are the usual ones, such as'}: {', '.join(known)}."
