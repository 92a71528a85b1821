"""Batches and conversations, over a graph that repeats what it was asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chipgraph.ask import Batch, converse, opened, readable
from chipgraph.errors import UsageError
from chipgraph.qa.answer import Answer, Status


class Echo:
    """Answers with the question and the one before it; the word `crash` breaks it."""

    def ask(self, question: str, after: Answer | None = None) -> Answer:
        if question == "crash":
            raise ZeroDivisionError("by zero")
        before = f"{after.answer} > " if after else ""
        return Answer("x", question, Status.ANSWERED, before + question)


def batch(*lines: str | bytes) -> tuple[list[Answer], list[tuple[int, str]]]:
    told: list[tuple[int, str]] = []
    work = Batch(Echo(), lambda number, problem: told.append((number, problem)))
    raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
    answers = list(work.run(raw))
    assert work.faults == len(told)
    return answers, told


def line(**fields: object) -> str:
    return json.dumps(fields) + "\n"


def test_lines_are_answered_in_order_under_their_ids() -> None:
    answers, told = batch(line(id="b", question="one"), "\n", line(id="a", question="two"))
    assert [(answer.id, answer.answer) for answer in answers] == [("b", "one"), ("a", "two")]
    assert not told


def test_a_line_that_names_an_earlier_one_continues_its_conversation() -> None:
    answers, _ = batch(
        line(id="1", question="one"),
        line(id="2", question="two"),
        line(id="3", question="three", after="1"),
        line(id="4", question="four", after="3"),
    )
    assert answers[-1].answer == "one > three > four"


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("{nonsense\n", "not JSON"),
        (b"\xff\xfe\x00\n", "not JSON"),
        ("[1, 2]\n", "question"),
        (line(id="x"), "question"),
        (line(id="x", question=7), "question"),
        (line(id=["x"], question="one"), "must be texts"),
        (line(id="x", question="one", after="nowhere"), "nowhere"),
        (line(id="first", question="again"), "used before"),
        (line(id="x", question="crash"), "ZeroDivisionError"),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_others_are_answered(
    broken: str | bytes, told: str
) -> None:
    first, last = line(id="first", question="one"), line(id="last", question="two")
    answers, faults = batch(first, broken, last)
    assert [answer.id for answer in answers] == ["first", "last"]
    [(number, problem)] = faults
    assert number == 2
    assert told in problem


def test_a_question_that_cannot_be_read_is_refused_in_its_place() -> None:
    answers, told = batch(line(id="e", question="  "), line(id="f", question="\x00\x01\x02"))
    assert [str(answer.status) for answer in answers] == ["unanswerable", "unanswerable"]
    assert [str(answer.reason) for answer in answers] == ["unsupported", "unsupported"]
    assert not told


def test_earlier_questions_are_asked_first() -> None:
    assert converse(Echo(), "three", ["one", "two"]).answer == "one > two > three"


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
