"""Which way a ranking runs."""

from __future__ import annotations

from chipgraph.qa.question import Question


def descending(question: Question) -> bool:
    """True for greatest first: what the first superlative or ordering word of the question says."""
    found: list[tuple[int, int, bool]] = []
    for anchor in question.anchors:
        target = anchor.entry.target
        if anchor.entry.kind == "grade":
            found.append((anchor.start, 1, anchor.entry.detail == "max"))
        elif target.startswith("superlatives."):
            found.append((anchor.start, 2, target.endswith(".max")))
        elif target in {"order.down", "order.up"}:
            found.append((anchor.start, 0, target.endswith(".down")))
    return min(found)[2] if found else True
