"""An answer as a person reads it in a terminal: the answer, its proof, then what explains it.

Words that come from a question or a source never meet rich's markup: everything is a `Text`.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from chipgraph.qa.answer import Answer, Citation, Status

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table as RichTable
    from rich.text import Text

NARROWEST, NARROW, WIDE = 40, 80, 120  # columns: the least, those of a pipe, the most
NUMBERS = ("number", "integer", "float", "count", "year")


@dataclass(frozen=True, slots=True)
class Page:
    """Where text goes: how many columns it has and whether it shows colours."""

    width: int = NARROW
    color: bool = False

    def paint(self, parts: Iterable[RenderableType]) -> str:
        """The parts one under the other, no blanks at line ends; a `str` stays as it is."""
        from rich.console import Console

        console = Console(
            file=io.StringIO(),
            width=self.width,
            force_terminal=self.color,
            no_color=not self.color,
            color_system="standard" if self.color else None,
            highlight=False,
            markup=False,
            emoji=False,
        )
        with console.capture() as drawn:
            for part in parts:
                if isinstance(part, str):
                    console.out(part, highlight=False)
                else:
                    console.print(part)
        return "\n".join(line.rstrip() for line in drawn.get().splitlines()) + "\n"


def page(stream: TextIO, color: str = "auto") -> Page:
    """The page that a stream is: plain and narrow in a pipe; NO_COLOR and COLUMNS are obeyed."""
    shown = stream.isatty()
    colors = color == "always" or (color == "auto" and shown and "NO_COLOR" not in os.environ)
    told = shown or os.environ.get("COLUMNS", "").isdigit()
    width = shutil.get_terminal_size((NARROW, 24)).columns if told else NARROW
    return Page(max(NARROWEST, min(width, WIDE)), colors)


def render(answer: Answer, page: Page, *, cypher: bool = False, explain: bool = False) -> str:
    """One answer as text: its first line answers, the table proves, the rest explains."""
    blocks: list[list[RenderableType]] = [
        list(_stages(answer)) if explain else [],
        [_text(answer.answer, "bold")],
        [_commands(answer.options)] if answer.options else [],
        [_proof(answer)] if answer.rows.rows else [],
        [_indented(_text(note)) for note in answer.notes],
        [_labelled(list(_explanations(answer, shown=cypher)))],
        list(_queries(answer)) if cypher else [],
    ]
    return "\n".join(page.paint(block) for block in blocks if block)


def _explanations(answer: Answer, *, shown: bool) -> Iterable[tuple[str, RenderableType]]:
    if answer.reason:
        yield "Why no answer", _text(str(answer.reason).replace("_", " "))
    if answer.interpretation:
        yield "Understood as", _text(answer.interpretation)
    if answer.citations:
        yield "Sources", _sources(answer.citations)
    if answer.suggestions:
        yield "Next", _stack([_text(_command(question)) for question in answer.suggestions])
    elif answer.status is Status.ANSWERED and answer.cypher and not shown:
        yield "Next", _text("--cypher shows the query, --json gives everything")


def _proof(answer: Answer) -> RenderableType:
    """Every row of the answer, with the numbers of the citations that prove it."""
    columns, rows = answer.rows.columns, answer.rows.rows
    headers = [heading(c.name) + (f" ({c.unit})" if c.unit else "") for c in columns]
    shown = [
        [
            show(cell.value, year=column.type == "year")
            for column, cell in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    if any(cell.citations for row in rows for cell in row):
        headers.append("Source")
        for cells, row in zip(shown, rows, strict=True):
            numbers = sorted({number for cell in row for number in cell.citations})
            cells.append(" ".join(f"[{number + 1}]" for number in numbers))
    return _indented(table(headers, shown, numeric=[c.type in NUMBERS for c in columns]))


def table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: Sequence[bool] = ()
) -> RichTable:
    """A table without lines: words left, numbers right, nothing cut, long cells wrapped."""
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for at, name in enumerate(headers):
        right = at < len(numeric) and numeric[at]
        grid.add_column(_text(name), justify="right" if right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(_text(cell) for cell in row))
    return grid


def heading(name: str) -> str:
    """A column name as a heading: camelCase and snake_case become words."""
    spaced = "".join(f" {c.lower()}" if c.isupper() and not name.isupper() else c for c in name)
    spaced = spaced.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def show(value: Any, *, year: bool = False) -> str:
    """A value as text: numbers with thousands separators, lists joined, nothing as a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.12g}"
    if isinstance(value, int | float):
        return str(int(value)) if year else f"{int(value):,}"
    if isinstance(value, list | tuple):
        return ", ".join(show(part) for part in value)
    return str(value)


def clean(text: str) -> str:
    """Text without control characters, so that no data can steer the terminal."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def _sources(citations: Sequence[Citation]) -> RenderableType:
    """Each statement under the section that makes it; its words where there is a copy."""
    from rich.table import Table

    numbered = sorted(enumerate(citations, 1), key=lambda pair: (_place(pair[1]), pair[0]))
    groups = [list(group) for _, group in groupby(numbered, key=lambda pair: _place(pair[1]))]
    lines: list[RenderableType] = []
    for group in sorted(groups, key=lambda group: group[0][0]):
        lines.append(_text(_place(group[0][1])))
        grid = Table.grid(padding=(0, 1, 0, 0))
        for number, citation in group:
            told = [_text(citation.statement, "dim")]
            told += [_text(f"“{citation.quote}”")] if citation.quote else []
            grid.add_row(_text(f"[{number}]"), _stack(told))
        lines.append(grid)
    return _stack(lines)


def _place(citation: Citation) -> str:
    return ", ".join(filter(None, (citation.title or citation.document, citation.section)))


def _command(question: str) -> str:
    plain = not set(question) & set('"$`\\!')
    return f'chipgraph ask "{question}"' if plain else f"chipgraph ask {shlex.quote(question)}"


def _commands(questions: Sequence[str]) -> RenderableType:
    return _indented(_stack([_text(_command(question)) for question in questions]))


def _queries(answer: Answer) -> Iterable[RenderableType]:
    for label, query in (("Cypher", answer.cypher), ("Evidence", answer.evidence_cypher)):
        if query:
            yield _text(label, "dim")
            yield _code(query)
    if answer.parameters:
        yield _text("Parameters", "dim")
        for name, value in answer.parameters.items():
            literal = json.dumps(value, ensure_ascii=False, default=str)
            yield _code(f":param {name} => {literal}")


def _code(text: str) -> str:
    """Text to paste elsewhere: indented and never wrapped, as `paint` leaves a plain `str`."""
    return "\n".join(f"  {line}" for line in clean(text).splitlines())


def _stages(answer: Answer) -> Iterable[RenderableType]:
    for stage, told, seconds in answer.trace:
        yield _text(f"{stage}  {seconds * 1000:.1f} ms", "dim")
        yield _indented(_text(told))


def _labelled(rows: Sequence[tuple[str, RenderableType]]) -> RenderableType:
    from rich.table import Table

    grid = Table.grid(padding=(0, 3, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, told in rows:
        grid.add_row(_text(label), told)
    return grid


def _stack(parts: Sequence[RenderableType]) -> RenderableType:
    from rich.console import Group

    return Group(*parts)


def _indented(part: RenderableType) -> RenderableType:
    from rich.padding import Padding

    return Padding(part, (0, 0, 0, 2), expand=False)


def _text(words: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(clean(words), style=style)
