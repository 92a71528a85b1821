"""What a Cypher query of a person or a program gives: rows that know their limits."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chipgraph.errors import MissingExtra
from chipgraph.graph.caps import Caps, Cut
from chipgraph.graph.readonly import check
from chipgraph.graph.store import Query, Rows, Store
from chipgraph.graph.timeouts import query_timeout

if TYPE_CHECKING:
    import pandas
    import pyarrow

MAX_ROWS = 100_000  # of a raw query, where nobody says how many
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Result:
    """The rows of one query; iterating gives a dict per row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cypher: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    limit: int | None = None
    cut: Cut = ""  # the cap that stopped the rows, where there were more

    @classmethod
    def of(cls, rows: Rows, query: Query, limit: int | None = None) -> Result:
        """The rows that a store gave for a query."""
        return cls(rows.columns, rows.rows, query.text, query.parameters, limit, rows.cut)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.records())

    @property
    def truncated(self) -> bool:
        """Whether there are more rows than these."""
        return bool(self.cut)

    @property
    def limit_note(self) -> str:
        """A sentence for whoever sees the rows, if there are more than these; else nothing."""
        if not self.cut:
            return ""
        why = f", the most that is kept: {MAX_BYTES >> 20} MiB" if self.cut == "bytes" else ""
        return f"Only the first {len(self):,} rows are here{why}; there are more."

    def records(self) -> list[dict[str, Any]]:
        """Each row as a dict from column to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_csv(self) -> str:
        """The rows as CSV text with a header; lists and maps are written as JSON."""
        page = io.StringIO()
        writer = csv.writer(page, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_cell(value) for value in row] for row in self.rows)
        return page.getvalue()

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame."""
        try:
            import pandas
        except ImportError:
            raise MissingExtra("data", "A pandas table") from None
        return pandas.DataFrame.from_records(list(self.rows), columns=list(self.columns))

    def to_arrow(self) -> pyarrow.Table:
        """The rows as an Arrow table; a column of mixed types becomes text."""
        try:
            import pyarrow
        except ImportError:
            raise MissingExtra("data", "An Arrow table") from None
        arrays = []
        for place in range(len(self.columns)):
            values = [row[place] for row in self.rows]
            try:
                arrays.append(pyarrow.array(values))
            except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError):
                arrays.append(pyarrow.array([_text(value) for value in values]))
        return pyarrow.Table.from_arrays(arrays, names=list(self.columns))


def run(
    store: Store,
    text: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    limit: int | None = MAX_ROWS,
    timeout: float | None = None,
) -> Result:
    """Check that a text only reads, run it, keep at most `limit` rows, say if there were more.

    Nobody waits longer than `timeout` seconds, or than the general limit where none is given.
    """
    check(text)
    query = Query(text, parameters or {})
    store.prove(query)
    seconds = query_timeout() if timeout is None else timeout
    rows = store.read(query, timeout=seconds or None, caps=Caps(limit, MAX_BYTES))
    return Result.of(rows, query, limit)


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _text(value: Any) -> str | None:
    return None if value is None else str(_cell(value))
