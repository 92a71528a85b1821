"""Two things that a question offers to choose from: `is X training or inference?`."""

from __future__ import annotations

from chipgraph.qa.question import Question

_BEFORE = frozenset({"a", "an", "the", "either", "on", "in", "for", "at", "by", ","})


def alternatives(question: Question) -> frozenset[str]:
    """The things on both sides of the `or` that the question ends with."""
    names = [a for a in question.anchors if a.entry.kind == "entity"]
    for joint in question.operators.get("operators.or", ()):
        left = {a.entry.target for a in names if a.end == joint.start}
        after = joint.end
        while after < len(question.tokens) and question.tokens[after].text in _BEFORE:
            after += 1
        right = {a.entry.target for a in names if a.start == after and a.end == _last(question)}
        if left and right:
            return frozenset(left | right)
    return frozenset()


def _last(question: Question) -> int:
    """Where the words end, the mark at the end aside."""
    end = len(question.tokens)
    while end and not question.tokens[end - 1].text[0].isalnum():
        end -= 1
    return end
