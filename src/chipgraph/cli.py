"""The command line: each command reads what was typed, calls one function, prints what it gave."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from chipgraph.commands import asking, exploring, facts, lexicon, looking, machine, server
from chipgraph.commands.shared import Documents, FactFiles
from chipgraph.errors import UsageError
from chipgraph.failures import guarded, unheard

app = typer.Typer(
    name="chipgraph",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.unraisablehook = unheard
    code = guarded(lambda: run(sys.argv[1:]))
    gc.freeze()  # a process that ends need not look for what it could free: that took 0.2 s
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; the exit code, or the error that says why not."""
    command = typer.main.get_command(app)
    try:
        with command.make_context("chipgraph", list(arguments)) as context:
            command.invoke(context)
    except typer.Exit as ending:
        return ending.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.TyperException as error:
        raise UsageError(error.format_message(), _help_of(error)) from None
    return 0


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    data_dir: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the loaded stores lie.")
    ] = None,
    cache_dir: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where computed embeddings are kept.")
    ] = None,
    documents: Documents = None,
    own_facts: FactFiles = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Another embedding model.")
    ] = None,
    chat_model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Chat model that may read what is refused otherwise."),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(metavar="STORE", help="Where the graph lives: embedded, or neo4j://…."),
    ] = None,
    maven_repository: Annotated[
        str | None, typer.Option(metavar="URL", help="Where Neo4j is fetched from.")
    ] = None,
    color: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Colours: auto, always or never.")
    ] = None,
) -> None:
    """Exact, cited answers about the AI chip market, over a graph you can query with Cypher.

    Start with:  chipgraph ask "who competes in cloud inference"

    The first question loads the graph; that takes some seconds, once. Settings may also stand in
    chipgraph.toml or in CHIPGRAPH_ variables; `chipgraph doctor` shows what is in force.
    """
    context.obj = {
        "data_dir": data_dir,
        "cache_dir": cache_dir,
        "documents": documents,
        "facts": tuple(own_facts) if own_facts else None,
        "model": model,
        "chat_model": chat_model,
        "store": store,
        "maven_repository": maven_repository,
        "color": color,
    }
    if context.invoked_subcommand is None:
        print(context.get_help())


for command in (
    asking.ask,
    facts.load,
    facts.unload,
    facts.validate,
    facts.verify,
    looking.schema,
    looking.cypher,
    looking.export,
    looking.stats,
    exploring.explore,
    machine.doctor,
    machine.version,
):
    app.command()(command)
app.add_typer(server.app)
app.add_typer(lexicon.app)


def _help_of(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "chipgraph"
    return f"{path} --help shows what there is."
