"""Confidence is a chance, computed from what the fit knows."""

from __future__ import annotations

import pytest

from chipgraph.qa.answer import Answer, Status
from chipgraph.qa.confidence import confidence, fitted
from chipgraph.qa.pipeline import Answerer

QUESTIONS = (
    "memory capacity of the H200",
    "who competes with NVIDIA in cloud inference",
    "why is memory capacity important",
    "is the H200 made by NVIDIA",
    "how many vendors make chips for the edge",
)


def told(answer: Answer) -> dict[str, float]:
    stage = next(stage for stage in answer.trace if stage.name == "confidence")
    pairs = (line.rpartition(" ") for line in stage.told.splitlines())
    return {name: float(value) for name, _, value in pairs}


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_told_is_what_was_fitted(answerer: Answerer, question: str) -> None:
    """A feature without a weight, or a weight without its feature, would be silently lost."""
    answer = answerer.ask(question)
    assert answer.status is Status.ANSWERED
    assert told(answer).keys() <= fitted().keys()
    assert answer.confidence == pytest.approx(confidence(told(answer)), abs=0.002)
    assert 0.05 < answer.confidence < 0.99


def test_a_refusal_claims_no_confidence(answerer: Answerer) -> None:
    assert answerer.ask("who owns the Eiffel Tower").confidence == 0.0


def test_each_feature_pulls_by_its_weight() -> None:
    """One spread above the mean moves the chance in the direction of the weight, and no further
    than three."""
    means = {name: mean for name, (mean, _, _) in fitted().items() if name != "bias"}
    middle = confidence(means)
    for name, (mean, spread, weight) in fitted().items():
        if name != "bias" and abs(weight) > 0.01:
            assert (confidence(means | {name: mean + spread}) > middle) == (weight > 0)
            far = confidence(means | {name: mean + 3 * spread})
            assert confidence(means | {name: mean + 90 * spread}) == pytest.approx(far)
