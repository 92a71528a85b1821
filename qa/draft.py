"""A possible answer before the gate: what was found, how much it explains, the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chipgraph.qa.answer import Reason, Value

if TYPE_CHECKING:
    from chipgraph.graph.store import Query
    from chipgraph.qa.form import Form


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
    answered: Draft | None = None  # the answer itself
    before: Memory | None = None  # what was answered one question earlier


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
