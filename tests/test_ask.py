"""Batches and conversations on the loaded graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from chipgraph.ask import Batch, converse, opened, readable
from chipgraph.client import ChipGraph
from chipgraph.errors import UsageError
from chipgraph.qa.answer import Answer

Answered = tuple[list[Answer], list[tuple[int, str]]]
FIRST = "which vendors are active in cloud inference"
SECOND = "and in edge inference?"
THIRD = "and in cloud training?"


@pytest.fixture
def batch(graph: ChipGraph) -> Callable[..., Answered]:
    """The answers to some lines, and what was told about the others."""

    def act(*lines: str | bytes) -> Answered:
        told: list[tuple[int, str]] = []
        work = Batch(graph, lambda number, problem: told.append((number, problem)))
        raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
        answers = list(work.run(raw))
        assert work.faults == len(told)
        return answers, told

    return act


def line(**fields: object) -> str:
    return json.dumps(fields) + "\n"


def content(answer: Answer) -> tuple[str, str]:
    return answer.interpretation, answer.answer


def test_lines_are_answered_in_order_under_their_ids(
    graph: ChipGraph, batch: Callable[..., Answered]
) -> None:
    answers, told = batch(line(id="b", question=FIRST), "\n", line(id=7, question=THIRD))
    assert [answer.id for answer in answers] == ["b", "7"]
    assert [content(a) for a in answers] == [content(graph.ask(q)) for q in (FIRST, THIRD)]
    assert not told


def test_a_line_that_names_an_earlier_one_continues_its_conversation(
    graph: ChipGraph, batch: Callable[..., Answered]
) -> None:
    answers, _ = batch(
        line(id="1", question=FIRST),
        line(id="2", question="what is quantization"),
        line(id="3", question=SECOND, after="1"),
        line(id="4", question=THIRD, after="3"),
    )
    expected = graph.ask(THIRD, graph.ask(SECOND, graph.ask(FIRST)))
    assert content(answers[-1]) == content(expected)
    assert content(answers[-1]) != content(graph.ask(THIRD))


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("{nonsense\n", "not JSON"),
        (b"\xff\xfe\x00\n", "not JSON"),
        ("[1, 2]\n", "question"),
        (line(id="x"), "question"),
        (line(id="x", question=7), "question"),
        (line(id=["x"], question=FIRST), "must be texts"),
        (line(id="x", question=FIRST, after="nowhere"), "nowhere"),
        (line(id="first", question="again"), "used before"),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_others_are_answered(
    broken: str | bytes, told: str, batch: Callable[..., Answered]
) -> None:
    first, last = line(id="first", question=FIRST), line(id="last", question=SECOND)
    answers, faults = batch(first, broken, last)
    assert [answer.id for answer in answers] == ["first", "last"]
    [(number, problem)] = faults
    assert number == 2
    assert told in problem


def test_a_question_that_cannot_be_read_is_refused_in_its_place(
    batch: Callable[..., Answered],
) -> None:
    answers, told = batch(line(id="e", question="  "), line(id="f", question="\x00\x01\x02"))
    assert [str(answer.status) for answer in answers] == ["unanswerable", "unanswerable"]
    assert [str(answer.reason) for answer in answers] == ["unsupported", "unsupported"]
    assert not told


def test_earlier_questions_are_asked_first(graph: ChipGraph) -> None:
    expected = graph.ask(THIRD, graph.ask(SECOND, graph.ask(FIRST)))
    assert content(converse(graph, THIRD, [FIRST, SECOND])) == content(expected)


@pytest.mark.parametrize("question", ["", " \n\t", "\x00\x01\x02\x03", "\udcff\udcfe ab"])
def test_what_is_no_question_is_refused_in_words(question: str) -> None:
    with pytest.raises(UsageError):
        readable(question)


def test_other_languages_are_questions() -> None:
    for question in ("Wer stellt Chips her?", "谁与其竞争", "кто это"):
        assert readable(question) == question


def test_a_missing_batch_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"), opened(str(tmp_path / "none")):
        pass
