"""Two things that a question offers to choose from: `is X training or inference?`."""

from __future__ import annotations

from chipgraph.qa.claims.english import number
from chipgraph.qa.lexicon.build import english
from chipgraph.qa.normalise import ARTICLES
from chipgraph.qa.question import Question


def alternatives(question: Question) -> frozenset[str]:
    """The things on both sides of an `or` that ends the question or stands before its colon."""
    names = [a for a in question.anchors if a.entry.kind == "entity"]
    before = {*ARTICLES, *english()["follow"]["narrowing"], *english()["operators"]["or"], ","}
    for joint in question.operators.get("operators.or", ()):
        left = {a.entry.target for a in names if a.end == joint.start}
        after = joint.end
        while after < len(question.tokens) and question.tokens[after].text in before:
            after += 1
        ends = {_last(question), *_colons(question)}
        right = {a.entry.target for a in names if a.start == after and a.end in ends}
        if left and right:
            return frozenset(left | right)
    return frozenset()


def _colons(question: Question) -> set[int]:
    """Where the words before a colon, or before `which` behind a comma, end."""
    words, asking = [t.text for t in question.tokens], {*number()["asking"]}
    return {
        i
        for i, word in enumerate(words)
        if word == ":" or (word == "," and set(words[i + 1 : i + 2]) & asking)
    }


def _last(question: Question) -> int:
    """Where the words end, the mark at the end aside."""
    end = len(question.tokens)
    while end and not question.tokens[end - 1].text[0].isalnum():
        end -= 1
    return end
