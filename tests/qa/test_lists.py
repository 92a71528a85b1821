"""Lists crossed, cut and read in order: what a source lists, and what is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chipgraph.qa.answer import Status

if TYPE_CHECKING:
    from conftest import Ask

SETS = {
    # what a source says of a relation, and nobody else
    "Which of TrendX's leaders also rival NVIDIA in cloud inference?": {"AWS", "Google Cloud"},
    "Which cloud training leaders does the market evolution article name?": {"Google", "NVIDIA"},
    "Which hyperscalers are among TrendX's leaders?": {
        "AWS", "Google Cloud", "Microsoft Azure",
    },
    # one source lists a house where another lists a part of it
    "Which of Nvidia's rivals in cloud inference are absent from TrendX's list of training "
    "leaders?": {"AMD", "Cerebras", "Groq", "Intel", "Mythic", "Qualcomm", "Tenstorrent"},
    # the segment stands before the relation that it qualifies
    "Who are NVIDIA's cloud training rivals?": {"AMD", "AWS", "Google", "Meta"},
    # who leads in a workload leads in a segment with that workload
    "Who leads training in the Training vs Inference page?": {"NVIDIA"},
    # what holds of a category does not hold of all below it: no Etched, no Intel, no Microsoft
    "Which companies sell chips for inference as well as for training?": {
        "AMD", "AWS", "Google", "NVIDIA",
    },
    # names are set aside alone, in lists, in pairs, and from behind
    "Who, apart from AMD and Intel, competes with NVIDIA in cloud inference?": {
        "AWS", "Cerebras", "Google", "Groq", "Mythic", "Qualcomm", "Tenstorrent",
    },
    "Which cloud inference vendors are neither incumbents nor hyperscalers?": {
        "Cerebras", "Groq", "Mythic", "Tenstorrent",
    },
    "edge inference vendors, Qualcomm aside": {
        "AMD", "Ambarella", "Apple", "Google", "Hailo", "Horizon Robotics", "Intel", "Mobileye",
        "NVIDIA", "Sony",
    },
    # an entrant challenges, too
    "Who are the challengers in cloud training?": {"AMD", "AWS", "Meta"},
}  # fmt: skip
IN_ORDER = {
    "What are the first three leaders that TrendX lists?": ["NVIDIA", "Google Cloud", "AWS"],
    "Which vendor is 4th on the TrendX leaders list?": ["Microsoft Azure"],
    "Who does TrendX put second among the AI training leaders?": ["Google Cloud"],
}


@pytest.mark.parametrize("question", SETS)
def test_sets(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert (answer.status, set(answer.entities)) == (Status.ANSWERED, SETS[question])
    assert answer.citations


@pytest.mark.parametrize("question", IN_ORDER)
def test_places_in_a_list(question: str, ask: Ask) -> None:
    assert list(ask(question).entities) == IN_ORDER[question]


def test_a_list_is_given_in_the_order_of_its_source(ask: Ask) -> None:
    listed = ask("List TrendX's AI training leaders in the printed order.").entities
    assert (listed[0], listed[4], listed[-1]) == ("NVIDIA", "CoreWeave", "Determined AI")
    assert len(listed) == 10


def test_each_source_whose_word_is_taken_is_cited(ask: Ask) -> None:
    answer = ask("Which of TrendX's leaders also rival NVIDIA in cloud inference?")
    documents = {c.document for c in answer.citations}
    assert "ai-training-market" in documents
    assert len(documents) > 1


def test_who_is_on_no_list_is_not_put_there(ask: Ask) -> None:
    assert ask("Is Groq among TrendX's training leaders?").boolean is False
    assert ask("Is Lambda Labs among TrendX's training leaders?").boolean is True
