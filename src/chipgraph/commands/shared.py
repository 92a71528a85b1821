"""What several commands take and need: options, the settings in force, the graph, the page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chipgraph.failures import tell
from chipgraph.settings import Settings, read_settings

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph
    from chipgraph.render import Page

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FactFiles = Annotated[
    list[Path] | None,
    typer.Option("--facts", metavar="FILE", help="Your own facts in Turtle, beside the shipped."),
]
Documents = Annotated[
    Path | None,
    typer.Option("--documents", metavar="FOLDER", help="Your copies of the source documents."),
]


def settings_of(context: typer.Context, **given: Any) -> Settings:
    """The settings in force; `given` are the command's own flags."""
    flags = dict(context.obj or {})
    flags.update({name: value for name, value in given.items() if value is not None})
    return read_settings(flags)


def graph_of(settings: Settings) -> ChipGraph:
    """The graph, loaded first where that was not done yet; stderr shows how far it is."""
    from chipgraph.client import ChipGraph
    from chipgraph.progress import shown

    return ChipGraph(settings, progress=shown, say=lambda words: tell(words, label="note: "))


def page_of(settings: Settings) -> Page:
    """The page that stdout is."""
    from chipgraph.render import page

    return page(sys.stdout, settings.color)
