"""`chipgraph load`, `unload`, `validate` and `verify`: facts on their way in, and their sources."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from chipgraph.commands.shared import Documents, FactFiles, Json, page_of, settings_of
from chipgraph.errors import FactsError, UsageError
from chipgraph.failures import tell
from chipgraph.tables import Format, as_json, write_rows


def load(
    context: typer.Context,
    facts: FactFiles = None,
    force: Annotated[bool, typer.Option("--force", help="Build the store anew.")] = False,
    to: Annotated[
        str | None,
        typer.Option(metavar="URL", help="A Neo4j server, instead of where the settings say."),
    ] = None,
    json: Json = False,
) -> None:
    """Load the facts; a second time changes nothing.

    \b
    chipgraph load
    chipgraph load --facts my-facts.ttl
    chipgraph load --to neo4j://127.0.0.1:7687
    """
    settings = settings_of(context, facts=tuple(facts) if facts else None, store=to)
    from chipgraph.client import load_store
    from chipgraph.progress import shown

    with shown() as progress:
        report = load_store(settings, progress, force=force)
    sys.stdout.write(as_json(report.to_dict()) if json else report.summary() + "\n")
    if report.refusals:
        raise typer.Exit(FactsError.exit_code)


def unload(
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="URL", help="A Neo4j server, instead of the settings'."),
    ] = None,
) -> None:
    """Remove our graph from a Neo4j server, and nothing else.

    \b
    chipgraph unload --from neo4j://127.0.0.1:7687
    """
    settings = settings_of(context, store=source)
    from chipgraph.client import unload_store
    from chipgraph.progress import shown

    with shown() as progress:
        removed = unload_store(settings, progress)
    print(
        f"removed {removed:,} nodes from {settings.store}" if removed else "nothing of ours there"
    )


def validate(
    file: Annotated[Path, typer.Argument(metavar="FILE.ttl", help="A Turtle file of facts.")],
    json: Json = False,
) -> None:
    """Check facts of your own, line by line.

    \b
    chipgraph validate my-facts.ttl
    """
    from chipgraph.loaders.validate import validate as check

    report = check(file)
    sys.stdout.write(as_json(report.to_dict()) if json else f"{report.summary()}\n")
    if not report.ok:
        raise typer.Exit(FactsError.exit_code)


def verify(context: typer.Context, documents: Documents = None, json: Json = False) -> None:
    """Check every citation against the documents.

    \b
    chipgraph verify --documents reports/
    """
    from chipgraph.loaders.verify import verify as check

    settings = settings_of(context, documents=documents)
    if settings.documents is None:
        raise UsageError("verify needs the documents.", "Give their folder: --documents FOLDER.")
    report = check(settings.documents)
    if json:
        sys.stdout.write(as_json(report.to_dict()))
    else:
        columns, *rows = report.rows()
        sys.stdout.write(write_rows(columns, rows, Format.TABLE, page_of(settings)))
        for problem in report.problems():
            tell(problem)
    if not report.ok:
        raise typer.Exit(FactsError.exit_code)
