"""`chipgraph doctor` and `version`: this machine."""

from __future__ import annotations

import sys

import typer

from chipgraph.commands.shared import Json, page_of, settings_of
from chipgraph.errors import ChipgraphError
from chipgraph.tables import as_json


def doctor(context: typer.Context, json: Json = False) -> None:
    """Say what is installed, used and missing."""
    from chipgraph.doctor import examine

    settings = settings_of(context)
    report = examine(settings)
    sys.stdout.write(as_json(report.to_dict()) if json else report.text(page_of(settings)))
    if not report.ok:
        raise typer.Exit(ChipgraphError.exit_code)


def version() -> None:
    """Print the version of chipgraph."""
    from chipgraph import __version__

    print(__version__)
