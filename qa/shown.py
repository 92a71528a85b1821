"""Route A, values of a property: what each thing of a set has, and which claim says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chipgraph.qa.answer import Value
from chipgraph.qa.draft import Draft, Line
from chipgraph.qa.reading import Reading
from chipgraph.qa.world import World

_KINDS = {"integer": "number", "float": "number", "date": "date"}  # of columns; else text


def with_values(
    draft: Draft, rows: Sequence[Mapping[str, Any]], reading: Reading, world: World
) -> Draft:
    """The draft of a set of things as one of their values; those without one are told."""
    terms = world.schema.attributes[reading.shows]
    term = next(t for t in terms if reading.label in world.schema.subclasses(t.owner))
    title = term.label[:1].upper() + term.label[1:]
    having = [(line, row) for line, row in zip(draft.lines, rows, strict=True) if _held(row)]
    values = tuple(dict.fromkeys(row["value"] for _, row in having))
    lines = tuple(
        Line(
            (row["name"], row["value"]),
            tuple(world.evidence.proving(str(row["id"]), term.name)) or line.claims,
        )
        for line, row in having
    )
    lacking = len(rows) - len(having)
    notes = [f"{lacking} of {len(rows)} have no {term.label} on record."] if lacking else []
    return replace(
        draft,
        text=f"{title}: {', '.join(f'{v} {term.unit}'.strip() for v in values)}." if values else "",
        values=tuple(
            Value(float(v), term.unit or "count") for v in values if isinstance(v, int | float)
        ),
        columns=(*draft.columns[:1], (title, _KINDS.get(term.datatype, "text"), term.unit)),
        lines=lines,
        claims=tuple(dict.fromkeys(claim for line in lines for claim in line.claims)),
        interpretation=f"{term.label} of {draft.interpretation}",
        notes=(*draft.notes, *notes),
        features={"shown": 1.0},
    )


def _held(row: Mapping[str, Any]) -> bool:
    return row["value"] is not None
