"""How likely an answer is right: a logistic over features that know no schema.

The weights are fitted on questions with gold answers by `bench/bench_confidence.py`, which also
says how well they are calibrated on questions that the fit has not seen (`docs/quality.md`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.qa.question import Question, Wants

if TYPE_CHECKING:
    from chipgraph.qa.draft import Draft
    from chipgraph.qa.form import Form
    from chipgraph.qa.reading import Reading

WEIGHTS = Path(__file__).with_name("confidence.json")
CLEAR = 5.0  # the lead of a reading that has no rival
_FROM_CLAIMS = ("similarity", "coverage", "missing", "margin", "called", "dimension", "turns")


@cache
def fitted() -> dict[str, tuple[float, float, float]]:
    """By feature: its mean, its spread and its weight; `bias` has only a weight."""
    loaded = json.loads(WEIGHTS.read_text(encoding="utf-8"))["features"]
    return {name: (row[0], row[1], row[2]) for name, row in loaded.items()}


def confidence(features: Mapping[str, float]) -> float:
    """The chance that an answer with these features is right, 0 to 1."""
    total = 0.0
    for name, (mean, spread, weight) in fitted().items():
        if name == "bias":
            total += weight
        else:
            size = (features.get(name, 0.0) - mean) / spread
            total += weight * max(-3.0, min(size, 3.0))
    return 1.0 / (1.0 + math.exp(-total))


def explained(
    question: Question,
    readings: Sequence[Reading],
    graph: Draft | None,
    claims: Draft | None,
    given: Draft,
    *,
    follows: bool,
) -> dict[str, float]:
    """What tells right answers from wrong ones, of the question and of both routes."""
    found = {f"wants {wants}": float(question.wants is wants) for wants in Wants}
    found |= {
        "from claims": float(given.route == "claims"),
        "words": float(len(question.tokens)),
        "unknown words": float(len(question.unknown)),
        "follows": float(follows),
        "negated": float("operators.not" in question.operators),
        "names": float(len(given.names)),
        "figures": float(len(given.values)),
        "graph quality": graph.quality if graph is not None else 0.0,
        "claims searched": float(claims is not None),
    }
    if readings:
        found |= _of_reading(readings)
    if claims is not None:
        found |= {f"claims {n}": claims.features.get(n, 0.0) for n in _FROM_CLAIMS}
        found["claims refuse"] = float(claims.refusal is not None)
    if graph is not None and claims is not None:
        found["same names"] = _shared(set(graph.names), set(claims.names))
        found["same figures"] = _shared(
            {round(v.value, 3) for v in graph.values}, {round(v.value, 3) for v in claims.values}
        )
    return found


def _of_reading(readings: Sequence[Reading]) -> dict[str, float]:
    first = readings[0]
    rivals = [r.score for r in readings[1:6] if r.denotation != first.denotation]
    return {
        "graph lead": first.score - rivals[0] if rivals else CLEAR,
        "graph focus": first.features.get("focus", 0.0),
        "graph skipped": first.features.get("skipped", 0.0),
        "graph steps": float(_steps(first.form)),
    }


def _steps(form: Form) -> int:
    from chipgraph.qa.form import Join, parts

    return sum(isinstance(part, Join) for part in parts(form))


def _shared(one: set[object], other: set[object]) -> float:
    return len(one & other) / max(1, len(one | other))
