"""What a question gets back: one frozen object that every door formats and none computes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from chipgraph.qa.trace import Stage


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    UNANSWERABLE = "unanswerable"
    CLARIFY = "clarify"


class Reason(StrEnum):
    """Why a question was refused."""

    UNKNOWN_NAME = "unknown_name"
    NOT_RECORDED = "not_recorded"
    NOT_DISCLOSED = "not_disclosed"
    NOT_APPLICABLE = "not_applicable"
    OUT_OF_SCOPE = "out_of_scope"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Citation:
    """One claim of one document, found by section and character span."""

    document: str
    section: str
    start: int
    end: int
    claim: str
    statement: str
    title: str = ""
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A number that was asked for, with its unit and what qualifies it."""

    value: float
    unit: str
    of: str = ""
    qualifiers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer's table."""

    name: str
    type: str = "text"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and the numbers (from 0) of the citations that prove it."""

    value: Any
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as the store returned them, each cell with its citations."""

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question; the fields are the contract of every door."""

    id: str
    question: str
    status: Status
    answer: str
    entities: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    boolean: bool | None = None
    citations: tuple[Citation, ...] = ()
    rows: Table = field(default_factory=Table)
    cypher: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    evidence_cypher: str = ""
    interpretation: str = ""
    confidence: float = 0.0
    reason: Reason | None = None
    options: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    graph_version: str = ""
    seconds: float = 0.0
    memory: Any = field(default=None, compare=False, repr=False)  # the last form, for follow-ups
    trace: tuple[Stage, ...] = field(default=(), compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data, in the order of the contract, without the working memory."""
        plain = {
            name: getattr(self, name) for name in self.__slots__ if name not in {"memory", "trace"}
        }
        plain["values"] = [
            {"value": v.value, "unit": v.unit} | ({"of": v.of} if v.of else {}) | v.qualifiers
            for v in self.values
        ]
        plain["citations"] = [_plain_citation(c) for c in self.citations]
        plain["rows"] = asdict(self.rows)
        for name in ("entities", "options", "suggestions", "notes"):
            plain[name] = list(plain[name])
        return plain

    def to_json(self) -> str:
        """The answer as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, default=str)


def _plain_citation(citation: Citation) -> dict[str, Any]:
    plain = asdict(citation)
    if plain["quote"] is None:
        del plain["quote"]
    return plain
