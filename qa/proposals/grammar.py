"""The JSON schema of a logical form: a list of steps, each an operator of `form.py`.

A step refers to earlier steps by their number, so that nothing is nested and no schema is
recursive: providers differ most in what they make of recursion.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, get_args, get_type_hints

from chipgraph.qa import form as f
from chipgraph.qa.proposals.terms import Terms

NAME = "logical_form"
MAX_STEPS = 24
MAX_ITEMS = 40  # of a list in a step
MAX_TEXT = 200  # characters of a text in a step
YEAR = r"^[0-9]{4}$"
# Not offered: who says a thing and in which place of a list is for the words of the question alone.
_WITHHELD = frozenset({"told", "ranks"})
OPERATORS: dict[str, type[f.Form]] = {
    kind.__name__.lower(): kind for kind in get_args(f.Form) if kind is not f.Kin
}


@cache
def hints(operator: str) -> dict[str, Any]:
    """The fields of an operator with their types."""
    every = get_type_hints(OPERATORS[operator], vars(f))
    return {name: kind for name, kind in every.items() if name not in _WITHHELD}


def needed(operator: str) -> frozenset[str]:
    """The fields of an operator that have no default."""
    return frozenset(x.name for x in fields(OPERATORS[operator]) if not _optional(x))


def grammar(terms: Terms) -> dict[str, Any]:
    """The schema, with whatever may be named listed."""
    allowed = terms.allowed()
    steps = [
        _step(name, allowed)
        for name in OPERATORS
        if all(allowed.get(f"{name}.{field}", ("any",)) for field in needed(name))
    ]
    return {
        "title": NAME,
        "description": "How a question is read; the last step is what it asks for.",
        "type": "object",
        "properties": {
            "steps": {"type": "array", "maxItems": MAX_STEPS, "items": {"anyOf": steps}},
            "shows": {
                "type": "string",
                "enum": ["", *terms.world.schema.attributes],
                "description": "The property whose value is asked for, or empty.",
            },
        },
        "required": ["steps", "shows"],
        "additionalProperties": False,
    }


def _step(operator: str, allowed: Any) -> dict[str, Any]:
    said = {
        "type": "string",
        "description": "The words of the question that this step stands for, or empty.",
    }
    properties = {
        name: _field(kind, allowed.get(f"{operator}.{name}"), name)
        for name, kind in hints(operator).items()
    }
    return {
        "type": "object",
        "description": (OPERATORS[operator].__doc__ or "").strip(),
        "properties": {"op": {"type": "string", "enum": [operator]}, **properties, "words": said},
        "required": ["op", *properties, "words"],
        "additionalProperties": False,
    }


def _field(kind: Any, listed: tuple[str, ...] | None, name: str) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    if listed:
        text["enum"] = list(listed)
    elif name == "year":
        text["pattern"] = YEAR
    if kind == f.Form:
        return {"type": "integer", "minimum": 0, "description": "The number of an earlier step."}
    if kind == f.Form | None:
        return {"type": ["integer", "null"], "description": "An earlier step, or null."}
    if kind is bool:
        return {"type": "boolean"}
    if kind is float:
        return {"type": "number"}
    if kind is str:
        return text
    return {"type": "array", "maxItems": MAX_ITEMS, "items": text}


def _optional(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING
