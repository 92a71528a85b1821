"""Strictly from data to steps: what is not exactly a form of the grammar is refused.

No message repeats what a model wrote.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from chipgraph.qa import form as f
from chipgraph.qa.proposals.grammar import (
    MAX_ITEMS,
    MAX_STEPS,
    MAX_TEXT,
    OPERATORS,
    YEAR,
    hints,
    needed,
)

MAX_OUTPUT = 20_000  # characters of an answer in text
_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*)\n\s*```\s*\Z", re.DOTALL)


class Misfit(Exception):
    """A proposal does not hold; the message says why, in our words."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operator, applied; `words` is the part of the question that it stands for."""

    number: int
    form: f.Form
    words: str


@dataclass(frozen=True, slots=True)
class Program:
    """Steps in order; the form of the last one is the whole."""

    steps: tuple[Step, ...]
    shows: str

    @property
    def form(self) -> f.Form:
        """What the question asks for."""
        return self.steps[-1].form


def parsed(text: str) -> object:
    """The JSON value that a text is, with nothing around it but one fence."""
    if len(text) > MAX_OUTPUT:
        raise Misfit("the answer is too long")
    fenced = _FENCE.match(text)
    try:
        return json.loads(
            fenced.group(1) if fenced else text,
            object_pairs_hook=_once,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise Misfit("the answer is not one JSON object") from None


def decode(data: object, allowed: Mapping[str, tuple[str, ...]]) -> Program | None:
    """The steps that data stands for; None where it says that no form fits."""
    if not isinstance(data, dict) or not {"steps"} <= data.keys() <= {"steps", "shows"}:
        raise Misfit("the answer is no object with steps")
    listed, shows = data["steps"], data.get("shows", "")
    if not isinstance(listed, list) or len(listed) > MAX_STEPS:
        raise Misfit(f"steps is no list of at most {MAX_STEPS}")
    if shows and (not isinstance(shows, str) or shows not in allowed["extreme.property"]):
        raise Misfit("shows is no property of the list")
    if not listed:
        return None
    steps: list[Step] = []
    open_steps: set[int] = set()
    for number, raw in enumerate(listed):
        steps.append(_step(number, raw, steps, open_steps, allowed))
        open_steps.add(number)
    if open_steps != {len(steps) - 1}:
        raise Misfit("each step but the last must be used by exactly one later step")
    return Program(tuple(steps), shows or "")


def _step(
    number: int,
    raw: object,
    before: Sequence[Step],
    unused: set[int],
    allowed: Mapping[str, tuple[str, ...]],
) -> Step:
    operator = raw.get("op") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(operator, str) or operator not in OPERATORS:
        raise Misfit(f"step {number} is no object with an operator of the list")
    known = hints(operator)
    given = raw.keys() - {"op", "words"}
    if not needed(operator) <= given <= known.keys():
        raise Misfit(f"step {number} lacks a field, or has one that its operator does not have")
    words = raw.get("words", "")
    if not isinstance(words, str) or len(words) > MAX_TEXT:
        raise Misfit(f"step {number}: words is no short text")
    fields: dict[str, Any] = {}
    for name in sorted(given):
        where = f"step {number}: {name}"
        if known[name] in (f.Form, f.Form | None):
            optional = known[name] != f.Form
            fields[name] = _earlier(raw[name], where, before, unused, optional=optional)
        else:
            fields[name] = _plain(raw[name], known[name], where, allowed.get(f"{operator}.{name}"))
    _bounds(operator, fields, number)
    return Step(number, OPERATORS[operator](**fields), words)


def _earlier(
    value: object, where: str, before: Sequence[Step], unused: set[int], *, optional: bool
) -> f.Form | None:
    if value is None and optional:
        return None
    if type(value) is not int or value not in unused:
        raise Misfit(f"{where} is no earlier step that is still unused")
    unused.discard(value)
    return before[value].form


def _plain(value: object, kind: Any, where: str, listed: tuple[str, ...] | None) -> Any:
    if kind is bool:
        if type(value) is not bool:
            raise Misfit(f"{where} is neither true nor false")
        return value
    if kind is float:
        number = _finite(value)
        if number is None:
            raise Misfit(f"{where} is no number")
        return number
    if kind is str:
        return _text(value, where, listed)
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise Misfit(f"{where} is no list of at most {MAX_ITEMS}")
    return tuple(dict.fromkeys(_text(item, where, listed) for item in value))


def _text(value: object, where: str, listed: tuple[str, ...] | None) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
        raise Misfit(f"{where} is no short text")
    if listed is not None and value not in listed:
        raise Misfit(f"{where} names nothing of the list")
    return value


def _bounds(operator: str, fields: Mapping[str, Any], number: int) -> None:
    for name in ("ids", "values", "measures"):
        if name in fields and not fields[name]:
            raise Misfit(f"step {number}: {name} is empty")
    if operator == "when" and not re.fullmatch(YEAR, fields["year"]):
        raise Misfit(f"step {number}: year has not four digits")


def _finite(value: object) -> float | None:
    """The number that a value is; None for true and false, for what is endless or too large."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(constant: str) -> NoReturn:
    raise ValueError("no number of JSON")
