"""`chipgraph schema`, `cypher`, `export` and `stats`: the graph itself."""

from __future__ import annotations

import json as jsonlib
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from chipgraph.commands.shared import Json, graph_of, page_of, settings_of
from chipgraph.errors import UsageError
from chipgraph.failures import tell
from chipgraph.tables import Format, as_json, write_rows

ROWS = 1000  # of a raw query, unless --limit says otherwise


def schema(
    context: typer.Context,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="table, ttl, md or json.")
    ] = "table",
) -> None:
    """Print what questions and queries can name.

    \b
    chipgraph schema
    chipgraph schema --format md > schema.md
    """
    from chipgraph.describe import schema_text

    sys.stdout.write(schema_text(form, page_of(settings_of(context))))


def cypher(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="A query that only reads; - reads stdin.")],
    param: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="The value of a $parameter.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", metavar="FORMAT", help="table, json or csv.")
    ] = Format.TABLE,
    limit: Annotated[int, typer.Option(min=0, help="At most so many rows; 0 means all.")] = ROWS,
) -> None:
    """Run a Cypher query that reads.

    \b
    chipgraph cypher 'MATCH (v:Vendor)-[:MAKES]->(c:Chip) RETURN v.name, c.name ORDER BY c.name'
    chipgraph cypher 'MATCH (s:Segment {id: $id}) RETURN s.name' --param id=cloud-inference
    """
    from chipgraph.ask import question_of

    settings = settings_of(context)
    parameters = dict(_parameter(text) for text in param or ())
    with graph_of(settings) as graph:
        result = graph.query(question_of([query]), parameters, limit=limit or None)
    sys.stdout.write(write_rows(result.columns, result.rows, form, page_of(settings)))
    if result.truncated:
        more = "--limit 0 shows all" if result.cut == "rows" else "add SKIP and LIMIT to read on"
        tell(f"{result.limit_note} To see them: {more}.", label="note: ")


def export(
    context: typer.Context,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="ttl, graphml, json or csv.")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="PATH", help="A file; for csv a folder.")
    ],
) -> None:
    """Write the whole graph out, for other tools.

    \b
    chipgraph export --format graphml -o chipgraph.graphml
    """
    from chipgraph.graph.export import FORMATS
    from chipgraph.graph.export import export as write

    if form not in ("ttl", *FORMATS):
        raise UsageError(f"--format {form} is unknown.", f"Allowed: ttl, {', '.join(FORMATS)}.")
    settings = settings_of(context)
    if form == "ttl":
        from chipgraph.loaders.export_ttl import export_turtle
        from chipgraph.places import fact_files

        output.write_text(export_turtle(fact_files(settings)), encoding="utf-8")
    else:
        with graph_of(settings) as graph:
            write(graph.snapshot, form, output)
    print(f"wrote {output}")


def stats(context: typer.Context, json: Json = False) -> None:
    """Count what is in the graph."""
    settings = settings_of(context)
    with graph_of(settings) as graph:
        manifest = graph.stats()
    if json:
        sys.stdout.write(as_json(manifest))
        return
    columns, rows = ("What", "How many"), [*manifest["labels"].items(), *manifest["types"].items()]
    sys.stdout.write(write_rows(columns, rows, Format.TABLE, page_of(settings)))
    print(f"\ngraph {manifest['hash']}, built {manifest['created']}, model {manifest['model']}")


def _parameter(text: str) -> tuple[str, Any]:
    """`name=value`; the value is JSON where it reads as JSON, else the text itself."""
    name, sign, raw = text.partition("=")
    if not sign or not name.isidentifier():
        raise UsageError(
            f"--param {text} is not NAME=VALUE.", "Example: --param id=cloud-inference"
        )
    try:
        return name, jsonlib.loads(raw)
    except ValueError:
        return name, raw
