"""One question or a file of them: read, hand to the graph, write out the answers."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from chipgraph.errors import ChipgraphError, UsageError
from chipgraph.qa.answer import Answer, Reason, Status


class Asks(Protocol):
    """Whatever takes a question and gives an answer."""

    def ask(self, question: str, after: Answer | None = None) -> Answer:
        """The answer; `after` is what was answered just before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a batch."""

    number: int
    id: str
    question: str
    after: str | None


def converse(graph: Asks, question: str, earlier: Iterable[str] = ()) -> Answer:
    """The answer to a question, asked after earlier ones of the same conversation."""
    last = None
    for before in earlier:
        last = graph.ask(readable(before), last)
    return graph.ask(readable(question), last)


def readable(question: str) -> str:
    """The question, or an error that says why nobody could read it."""
    if not question.strip():
        raise UsageError("The question is empty.", 'Example: chipgraph ask "what is inference"')
    odd = sum(not (c.isprintable() or c.isspace()) or c == "\ufffd" for c in question)
    if odd * 10 > len(question):
        raise UsageError("The question is not text.", "Ask in plain words, encoded as UTF-8.")
    return question


def question_of(words: Iterable[str]) -> str:
    """The question as typed, quoted or not; a lone dash reads it from stdin."""
    question = " ".join(words)
    if question != "-":
        return question
    return sys.stdin.buffer.read(1_000_000).decode("utf-8", "replace").strip()


class Batch:
    """Answers lines of questions in order; what is wrong with a line is told, the rest goes on."""

    def __init__(self, graph: Asks, complain: Callable[[int, str], None]) -> None:
        self._graph, self._complain = graph, complain
        self._given: dict[str, Answer] = {}
        self.faults = 0

    def run(self, lines: Iterable[bytes]) -> Iterator[Answer]:
        """One answer per line that is a question."""
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            try:
                yield self._answer(_parse(number, raw))
            except ChipgraphError as error:
                self._fault(number, str(error))
            except Exception as error:  # one bad line must not cost the others their answers
                self._fault(number, f"chipgraph failed: {type(error).__name__}: {error}")

    def _answer(self, line: Line) -> Answer:
        if line.id in self._given:
            raise UsageError(f"The id “{line.id}” was used before.", "Give each line its own.")
        if line.after is not None and line.after not in self._given:
            raise UsageError(f"It comes after “{line.after}”, which no earlier line has as its id.")
        last = self._given.get(line.after) if line.after is not None else None
        try:
            answer = replace(self._graph.ask(readable(line.question), last), id=line.id)
        except UsageError as error:
            answer = _refusal(line, error)
        self._given[line.id] = answer
        return answer

    def _fault(self, number: int, problem: str) -> None:
        self.faults += 1
        self._complain(number, problem)


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The lines of a batch file, or of stdin where the name is a dash."""
    if name == "-":
        yield sys.stdin.buffer
        return
    path = Path(name)
    if not path.is_file() or not os.access(path, os.R_OK):
        raise UsageError(f"{name} cannot be read.", "Name a file of JSON lines, or - for stdin.")
    with path.open("rb") as stream:
        yield stream


def questions_of(lines: Iterable[bytes]) -> Iterator[str]:
    """The questions of a log: one a line, or JSON objects with `question`."""
    for number, raw in enumerate(lines, 1):
        if raw.lstrip().startswith(b"{"):
            try:
                text = _parse(number, raw).question
            except UsageError as error:
                raise UsageError(f"Line {number}: {error.message}", error.hint) from None
        else:
            text = raw.decode("utf-8", "replace")
        if text.strip():
            yield readable(text.strip())


def _parse(number: int, raw: bytes) -> Line:
    try:
        line: Any = json.loads(raw)
    except ValueError as error:  # not JSON, or not UTF-8
        raise UsageError(f"It is not JSON: {error}.") from None
    if not isinstance(line, dict) or not isinstance(line.get("question"), str):
        raise UsageError('It is no object with a text under "question".')
    key, after = line.get("id", str(number)), line.get("after")
    if not isinstance(key, str | int) or not isinstance(after, str | int | None):
        raise UsageError('"id" and "after" must be texts.')
    return Line(number, str(key), line["question"], None if after is None else str(after))


def _refusal(line: Line, error: UsageError) -> Answer:
    return Answer(
        id=line.id,
        question=line.question[:200],
        status=Status.UNANSWERABLE,
        answer=str(error),
        reason=Reason.UNSUPPORTED,
    )
