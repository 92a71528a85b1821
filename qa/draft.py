"""A possible answer before the gate: what was found, how much it explains, the receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chipgraph.qa.answer import Reason, Value

if TYPE_CHECKING:
    from chipgraph.graph.store import Query
    from chipgraph.qa.form import Form
    from chipgraph.qa.question import Question


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the answer's table: cells as read, and the claims that prove them."""

    cells: tuple[Any, ...]
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What a follow-up question may refer to."""

    question: str
    form: Form | None
    label: str
    wants: str
    entities: tuple[str, ...] = ()  # ids, in answer order
    named: tuple[str, ...] = ()  # ids that the question named
    measures: tuple[str, ...] = ()
    shows: str = ""  # the property that was asked for
    parts: tuple[Form, ...] = ()  # both sides of a comparison
    figures: tuple[str, ...] = ()  # observations that gave the values, where no form did
    asked: Question | None = None  # the question in full, with what it took over
    answered: Draft | None = None  # the answer itself
    refused: bool = False  # whether what was asked after it found no answer
    before: Memory | None = None  # what was answered one question earlier

    @property
    def said(self) -> str:
        """The question in full."""
        return self.asked.text if self.asked is not None else self.question

    def turns(self) -> Iterator[Memory]:
        """This and what was answered before, the last first."""
        turn: Memory | None = self
        while turn is not None:
            yield turn
            turn = turn.before


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer of one route; empty `text` means that the route found nothing to say."""

    route: str
    text: str
    quality: float  # 0 to 1: how much of the question it explains
    query: Query | None = None
    entities: tuple[str, ...] = ()  # ids
    names: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    boolean: bool | None = None
    columns: tuple[tuple[str, str, str], ...] = ()  # name, type, unit
    lines: tuple[Line, ...] = ()
    claims: tuple[str, ...] = ()
    interpretation: str = ""
    notes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    refusal: Reason | None = None
    memory: Memory | None = None
    features: Mapping[str, float] = field(default_factory=dict)
