"""Documents that a question names by what they are about: `the A article`, `the piece on A`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chipgraph.qa.lexicon.build import english
from chipgraph.qa.question import Anchor, Entry, Question

NEAR = 2  # words between a name and the word for a document


def scoped(question: Question, topics: Mapping[str, frozenset[str]]) -> Question:
    """The question with an anchor for each such document in place of the names inside it.

    `topics` are the things that the title and the names of each document hold. A thing that stands
    in several titles names none of them.
    """
    found = list(_named(question, topics))
    if not found:
        return question
    places = {i for start, end, _ in found for i in range(start, end)}
    kept = [
        a
        for a in question.anchors
        if a.entry.kind not in {"entity", "concept", "class"}
        or not places & set(range(a.start, a.end))
    ]
    added = [
        Anchor(start, end, Entry("document", document, question.words(start, end), "topic"))
        for start, end, document in found
    ]
    unknown = tuple(i for i in question.unknown if i not in places)
    return replace(question, anchors=(*kept, *added), unknown=unknown)


def _named(
    question: Question, topics: Mapping[str, frozenset[str]]
) -> Iterator[tuple[int, int, str]]:
    nouns, about = (frozenset(english()["documents"][name]) for name in ("nouns", "about"))
    words = [t.text for t in question.tokens]
    known = {
        i for a in question.anchors if a.entry.kind == "document" for i in range(a.start, a.end)
    }
    for place, word in enumerate(words):
        if word not in nouns or place in known:
            continue
        behind = place + 1 < len(words) and words[place + 1] in about
        for anchor in sorted(question.anchors, key=lambda a: -a.width):
            document = _only(anchor, topics)
            if not document:
                continue
            if 0 <= place - anchor.end <= NEAR and not about & set(words[anchor.end : place]):
                yield anchor.start, place + 1, document
                break
            if behind and 0 <= anchor.start - place - 2 <= NEAR:
                yield place, _end(anchor, question, topics[document]), document
                break


def _end(anchor: Anchor, question: Question, things: frozenset[str]) -> int:
    """Where `about A's B` ends: at B, where the document is about B too."""
    end = anchor.end
    words = [t.text for t in question.tokens]
    owned = end + 1 if words[end : end + 1] == ["'s"] else end
    more = [a.end for a in question.anchors if a.start == owned and a.entry.target in things]
    return max(more, default=end)


def _only(anchor: Anchor, topics: Mapping[str, frozenset[str]]) -> str:
    """The one document about the thing that an anchor names."""
    if anchor.entry.kind != "entity":
        return ""
    found = [d for d, things in topics.items() if anchor.entry.target in things]
    return found[0] if len(found) == 1 else ""
