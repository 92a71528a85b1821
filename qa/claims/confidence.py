"""How likely an answer from claims is right, from features that know no schema."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

from chipgraph.qa.claims.types import ClaimAnswer
from chipgraph.qa.question import Wants


@cache
def fitted() -> dict[str, Any]:
    """All fitted numbers of the claim route, and the commands that fitted them."""
    text = (Path(__file__).parent / "weights.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def explained(answer: ClaimAnswer, wants: Wants) -> dict[str, float]:
    """The features that confidence is computed from."""
    given = answer.features
    similarity, coverage = given.get("similarity", 0.0), given.get("coverage", 0.0)
    return {
        "similarity": similarity,
        "coverage": coverage,
        "both": similarity * coverage,
        "lacking": min(given.get("lacking", 0.0), 3.0),
        "rank": min(given.get("rank", 0.0), 5.0),
        "margin": max(-3.0, min(given.get("margin", 0.0), 3.0)),
        "things": float(bool(answer.entities)),
        "values": float(bool(answer.values)),
        "boolean": float(answer.boolean is not None),
        "told": float(wants in {Wants.TEXT, Wants.REASON, Wants.DEFINITION, Wants.COMPARE}),
    }


def confidence(answer: ClaimAnswer, wants: Wants) -> float:
    """The chance that the answer is right, 0 to 1; 0 for a refusal."""
    if answer.refusal is not None:
        return 0.0
    weights: dict[str, float] = fitted()["confidence"]
    total = weights.get("bias", 0.0)
    total += sum(weights.get(name, 0.0) * v for name, v in explained(answer, wants).items())
    return 1.0 / (1.0 + math.exp(-total))
