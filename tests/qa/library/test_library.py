"""Properties that questions speak of: by their values, their names, and words that grade them."""

from __future__ import annotations

import pytest

from chipgraph.qa.answer import Reason, Status
from chipgraph.qa.pipeline import Answerer

THINGS = {
    # by a value, with and without the name of the property, however it is written
    "Which book has the ISBN 7-77-1?": {"Moss"},
    "Which books did readers named Mira borrow?": {"A Dusk", "Moss", "The Tide"},
    "Which books were borrowed by readers with the surname Stone?": {
        "A Dusk", "Moss", "Fern", "Lost Leaves",
    },
    "Which readers with the last name Vale borrowed a crime novel?": {"Mira Vale"},
    "Who is a friend of Otto?": {"Mira Vale"},
    # two properties may have the same value: the property that is named decides
    "Which readers have the surname Stone?": {"Mira Stone", "Otto Stone"},
    "Which readers have the first name Stone?": {"Stone Vale"},
    # dates, as people write them
    "Which book was published on 10 August 2021?": {"Moss"},
    "Which book was published on August 10, 2021?": {"Moss"},
    "Which book was published on 2021-08-10?": {"Moss"},
    # superlatives, with ties, and conditions that go inside them
    "What is the longest book?": {"A Dusk"},
    "What is the shortest book?": {"Moss", "Fern"},
    "What is the latest book?": {"The Tide"},
    "What is the longest book kept in the Hill Branch?": {"Moss", "Fern"},
    "Which of the books that Mira Stone borrowed is the oldest?": {"A Dusk"},
    # joins of several steps
    "Which branches hold books borrowed by friends of Mira Stone?": {"Harbour Branch"},
}  # fmt: skip
VALUES = {
    "What are the surnames of the readers who borrowed poetry?": {"Stone"},
    "What is the ISBN of Moss?": {"7-77-1"},
    "When was Moss published?": {"2021-08-10"},
    "What is the genre of the longest book?": {"crime novel"},
    "How long is The Tide?": {180},
    "What is the publication date of the oldest book in the Hill Branch?": {"2004-01-15"},
}
COUNTS = {
    "How many books were borrowed by readers named Mira?": 3,
    "How many readers have the surname Vale?": 2,
    "How many books are there?": 5,
    "How many thrillers stand in the Harbour Branch?": 2,
    "How often was a book borrowed by readers named Otto?": 2,
}


@pytest.mark.parametrize("question", THINGS)
def test_things(library: Answerer, question: str) -> None:
    answer = library.ask(question)
    assert (answer.status, set(answer.entities)) == (Status.ANSWERED, THINGS[question])


@pytest.mark.parametrize("question", VALUES)
def test_values(library: Answerer, question: str) -> None:
    answer = library.ask(question)
    assert answer.status is Status.ANSWERED
    assert {cells[1].value for cells in answer.rows.rows} == VALUES[question]


@pytest.mark.parametrize("question", COUNTS)
def test_counts(library: Answerer, question: str) -> None:
    answer = library.ask(question)
    assert [value.value for value in answer.values] == [COUNTS[question]]


def test_a_value_cites_what_proves_it(library: Answerer) -> None:
    answer = library.ask("When was Moss published?")
    assert [c.statement for c in answer.citations] == ["Moss came out in August 2021."]
    assert answer.rows.rows[0][1].citations == (0,)


def test_what_has_no_value_is_told(library: Answerer) -> None:
    answer = library.ask("What are the publication dates of the books in the Hill Branch?")
    assert "1 of 3 have no date of publication on record." in answer.notes


def test_a_superlative_that_cannot_be_had_is_no_list(library: Answerer) -> None:
    """Nobody's age is recorded here, so `the oldest reader` is not everyone."""
    answer = library.ask("Who is the oldest reader who borrowed a book?")
    assert (answer.status, answer.reason) == (Status.UNANSWERABLE, Reason.UNSUPPORTED)


def test_a_refusal_blames_no_name_where_each_word_is_known(library: Answerer) -> None:
    assert library.ask("Which readers borrowed a brontosaurus?").reason is Reason.UNKNOWN_NAME
    assert library.ask("Which branches hold books of readers?").status is Status.ANSWERED


@pytest.mark.parametrize("question", [*THINGS, *VALUES])
def test_the_rows_are_those_of_the_reading(library: Answerer, question: str) -> None:
    """The store gives what the form denotes in memory."""
    answer = library.ask(question)
    assert answer.memory is not None
    assert answer.memory.form is not None
    denoted = library.world.members(library.world.denote(answer.memory.form))
    assert set(answer.memory.entities) == set(denoted)


def test_a_conversation(library: Answerer) -> None:
    """Mira Stone borrowed A Dusk (310 pages, 2019) and Moss (96 pages, 2021)."""
    first = library.ask("Which books did readers named Mira borrow?")
    longest = library.ask("the longest?", first)
    assert longest.entities == ("A Dusk",)
    others = library.ask("and readers named Otto?", first)
    assert set(others.entities) == {"Fern", "Lost Leaves"}
    crime = library.ask("only crime novels", first)
    assert set(crime.entities) == {"A Dusk", "The Tide"}
    where = library.ask("in which branches do they stand?", crime)
    assert where.entities == ("Harbour Branch",)
