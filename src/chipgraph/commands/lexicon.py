"""`chipgraph lexicon`: the words that questions are read by, for who keeps the ontology."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from chipgraph.commands.shared import Json, graph_of, page_of, settings_of
from chipgraph.failures import tell
from chipgraph.tables import Format, as_json, write_rows

app = typer.Typer(name="lexicon", no_args_is_help=True, help="Look after the words of questions.")


@app.command()
def lint(context: typer.Context, json: Json = False) -> None:
    """Find words with two meanings, and terms that lack words.

    Each finding is something to look at: a word may well mean two things.

    \b
    chipgraph lexicon lint
    """
    from chipgraph.qa.lexicon.lint import HINTS

    settings = settings_of(context)
    with graph_of(settings) as graph:
        found = graph.lint_lexicon()
    if json:
        sys.stdout.write(as_json([asdict(one) for one in found]))
        return
    for kind, hint in HINTS.items():
        rows = [(one.words, ", ".join(one.stands_for)) for one in found if one.kind == kind]
        if rows:
            print(f"{kind.capitalize()} ({len(rows)}). {hint}\n")
            columns = ("Words", "Stand for")
            sys.stdout.write(write_rows(columns, rows, Format.TABLE, page_of(settings)) + "\n")
    tell(f"{len(found)} findings.", label="note: ")


@app.command()
def gaps(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="Questions: one a line, or JSON lines with question; - is stdin.")
    ],
    json: Json = False,
) -> None:
    """Find the words of asked questions that nothing explains, and propose what they mean.

    A proposal that fits becomes a synonym: an skos:altLabel in the ontology, or a thing's alias.

    \b
    chipgraph lexicon gaps questions.txt
    """
    from chipgraph.ask import opened, questions_of

    settings = settings_of(context)
    with opened(file) as lines:
        questions = list(questions_of(lines))
    with graph_of(settings) as graph:
        found = graph.lexicon_gaps(questions)
    if json:
        sys.stdout.write(as_json([asdict(one) for one in found]))
        return
    rows = [
        (
            one.words,
            one.count,
            ", ".join(f"{p.surface} ({p.kind}, {p.near:.2f})" for p in one.proposals) or "-",
            one.example,
        )
        for one in found
    ]
    columns = ("Words", "Asked", "May mean", "As in")
    sys.stdout.write(write_rows(columns, rows, Format.TABLE, page_of(settings)))
    tell(f"{len(found)} gaps in {len(questions)} questions.", label="note: ")
