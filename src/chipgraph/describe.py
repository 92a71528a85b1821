"""The schema as people read it: what a question can name and a query can match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chipgraph.errors import UsageError
from chipgraph.ontology.schema import Schema, ontology_paths, read_schema

if TYPE_CHECKING:
    from chipgraph.render import Page

FORMATS = ("table", "ttl", "md", "json")


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the schema."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def schema_text(form: str, page: Page) -> str:
    """The shipped schema in one of FORMATS."""
    if form not in FORMATS:
        raise UsageError(f"--format {form} is unknown.", f"Allowed: {', '.join(FORMATS)}.")
    if form == "ttl":
        return "\n".join(path.read_text(encoding="utf-8") for path in ontology_paths())
    schema = read_schema()
    if form == "json":
        return schema.to_json() + "\n"
    if form == "md":
        return markdown(schema)
    return _tables(schema, page)


def markdown(schema: Schema) -> str:
    """The schema as a Markdown page."""
    blocks = ["# Schema", f"Version {schema.version}. Written by `chipgraph schema --format md`."]
    for section in sections(schema):
        rule = "|".join("---" for _ in section.columns)
        lines = [_row(section.columns), f"|{rule}|", *(_row(row) for row in section.rows)]
        blocks += [f"## {section.title}", "\n".join(lines)]
    return "\n\n".join(blocks) + "\n"


def sections(schema: Schema) -> Iterator[Section]:
    """The tables of the schema, each in the order of its names."""
    yield Section(
        "Classes",
        ("Label", "In words", "Kind of", "Meaning"),
        tuple(
            (c.name, c.label, ", ".join(c.parents), c.definition) for c in schema.classes.values()
        ),
    )
    yield Section(
        "Relations",
        ("Type", "From", "To", "In words", "Meaning"),
        tuple(
            (r.name, " or ".join(r.domain), " or ".join(r.range), r.label, r.definition)
            for r in schema.relations.values()
        ),
    )
    yield Section(
        "Measures",
        ("Measure", "In words", "Unit", "Of", "Meaning"),
        tuple(
            (m.id, m.label, m.unit, " or ".join(m.applies_to), m.definition)
            for m in schema.measures.values()
        ),
    )
    yield Section(
        "Values",
        ("Property", "Value", "Meaning"),
        tuple((c.property, c.label, c.definition) for c in schema.concepts.values()),
    )
    yield Section(
        "Units",
        ("Symbol", "In words", "Dimension"),
        tuple((u.symbol, u.label, u.dimension) for u in schema.units.values()),
    )


def _tables(schema: Schema, page: Page) -> str:
    from chipgraph.render import table

    text = []
    for section in sections(schema):
        text += [f"{section.title}\n", page.paint([table(section.columns, section.rows)])]
    return "\n".join(text)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
