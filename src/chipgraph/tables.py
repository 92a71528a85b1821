"""Rows as a table for people, as JSON or as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from chipgraph.render import Page, show, table


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def write_rows(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], form: Format, page: Page
) -> str:
    """The rows in one of the formats; nothing is cut."""
    if form is Format.JSON:
        return as_json([dict(zip(columns, row, strict=True)) for row in rows])
    if form is Format.CSV:
        return _as_csv(columns, rows)
    numeric = [
        bool(rows) and all(isinstance(row[at], int | float) for row in rows)
        for at in range(len(columns))
    ]
    shown = [[show(value) for value in row] for row in rows]
    return page.paint([table(columns, shown, numeric=numeric)])


def as_json(value: Any) -> str:
    """A value as indented JSON with a final newline."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"


def _as_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_flat(value) for value in row] for row in rows)
    return text.getvalue()


def _flat(value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value
