"""`chipgraph ask`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from chipgraph.commands.shared import Documents, Json, graph_of, page_of, settings_of
from chipgraph.errors import UsageError
from chipgraph.failures import tell
from chipgraph.tables import as_json


def ask(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="In plain words; - reads stdin.")
    ] = None,
    json: Json = False,
    cypher: Annotated[bool, typer.Option("--cypher", help="Show the queries that ran.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each stage from the words to the query.")
    ] = False,
    after: Annotated[
        list[str] | None,
        typer.Option(metavar="QUESTION", help="What was asked just before (repeat for more)."),
    ] = None,
    batch: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Answer JSON lines with id, question, after; - is stdin."
        ),
    ] = None,
    documents: Documents = None,
) -> None:
    """Answer a question, with its sources.

    \b
    chipgraph ask "which chips are made for training"
    chipgraph ask "and for inference?" --after "which chips are made for training"
    chipgraph ask --batch questions.jsonl > answers.jsonl
    """
    from chipgraph.ask import Batch, converse, opened, question_of, readable

    if batch and words:
        raise UsageError("Give a question or --batch, not both.")
    settings = settings_of(context, documents=documents)
    if batch is None:
        question = readable(question_of(words or []))
        with graph_of(settings) as graph:
            answer = converse(graph, question, after or ())
        if json:
            sys.stdout.write(as_json(answer.to_dict()))
            return
        from chipgraph.render import render

        sys.stdout.write(render(answer, page_of(settings), cypher=cypher, explain=explain))
        return
    with opened(batch) as lines, graph_of(settings) as graph:
        answers = Batch(graph, lambda number, problem: tell(f"{batch}, line {number}: {problem}"))
        for answer in answers.run(lines):
            sys.stdout.write(answer.to_json() + "\n")
            sys.stdout.flush()
    if answers.faults:
        raise typer.Exit(UsageError.exit_code)
