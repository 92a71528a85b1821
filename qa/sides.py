"""Where a question falls into parts that are to be compared, each a phrase of its own.

Behind a colon, at the commas of a list, or on both sides of a word such as `against`. Nothing here
knows what a part means: several ways are proposed, the plainest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from chipgraph.qa.lexicon.build import english
from chipgraph.qa.normalise import ARTICLES
from chipgraph.qa.question import Question, Wants

LISTED = frozenset({Wants.RANK, Wants.COMPARE})
MOST = 8  # members of a list
_WAYS = 4  # that are tried
_TELLING = frozenset({"entity", "measure", "class", "relation", "concept", "value", "attribute"})
_PAUSES = frozenset({",", ":", ";", "?", "-", "–", "—", "/"})
_COMPARING = frozenset(
    {"wants.compare", "compare.ratio", "compare.difference", "compare.share", "compare.percent"}
)
_END = " .?!\n"

Span = tuple[int, int]


def members(question: Question) -> tuple[str, ...]:
    """The texts of a list behind a colon, split at commas and words such as `and`."""
    start = colon(question)
    if start is None or question.wants not in LISTED:
        return ()
    spans = _between(question, (start + 1, len(question.tokens)))
    return _texts(question, spans) if 2 <= len(spans) <= MOST else ()


def colon(question: Question) -> int | None:
    """Where the first colon stands."""
    return next((i for i, t in enumerate(question.tokens) if t.text == ":"), None)


def ways(question: Question) -> tuple[tuple[str, ...], ...]:
    """The texts of the parts, for each way to divide a question that loses nothing of it."""
    found: dict[tuple[str, ...], None] = {}
    for spans in (*_lists(question), *_pairs(question)):
        trimmed = [_trimmed(question, span) for span in spans]
        if all(_names(question, span) for span in trimmed) and _whole(question, trimmed):
            found[_texts(question, trimmed)] = None
    return tuple(found)[:_WAYS]


def _lists(question: Question) -> Iterator[list[Span]]:
    """All members of a list that is to be ranked; what tells nothing only orders it."""
    if question.wants is not Wants.RANK:
        return
    spans = _between(question, (0, len(question.tokens)))
    spans = [span for span in spans if _tells(question, _trimmed(question, span))]
    if 2 <= len(spans) <= MOST:
        yield spans


def _pairs(question: Question) -> Iterator[list[Span]]:
    """Both sides of each word that may stand between them."""
    end = len(question.tokens)
    for name in ("between", "loosely"):
        for first, after in _places(question, _phrases(name), (1, end)):
            if name == "between" or _opens_comparing(question, first):
                yield [(0, first), (after, end)]


def _opens_comparing(question: Question, place: int) -> bool:
    """`the ratio of A to B`, `how many times A is B`: a comparison is asked before both sides."""
    start, _ = _trimmed(question, (0, place))
    return any(
        anchor.end <= start and anchor.entry.target in _COMPARING for anchor in question.anchors
    ) or (_graded_before(question, start) and "operators.or" in question.operators)


def _graded_before(question: Question, place: int) -> bool:
    return any(
        a.end <= place and (a.entry.kind == "grade" or a.entry.target.startswith("superlatives."))
        for a in question.anchors
    )


def _between(question: Question, span: Span) -> list[Span]:
    """What stands between the commas, `and` and `or` of a span."""
    ops = question.operators
    marks = (a for name in ("and", "or") for a in ops.get(f"operators.{name}", ()))
    cuts = sorted({(a.start, a.end) for a in marks if span[0] <= a.start < span[1]})
    found, start = [], span[0]
    for first, after in (*cuts, (span[1], span[1])):
        if start < first:
            found.append((start, first))
        start = max(start, after)
    return found


def _trimmed(question: Question, span: Span) -> Span:
    """A side without the words around it that only ask, order or compare."""
    start, end = _without_tail(question, _without_head(question, span))
    before = True
    while before and start < end:
        asking = _anchored(question, start, end, opening=True)
        after = max((*asking, _asked(question, start, end)))
        for _, stop in _places(question, _phrases("opening"), (start, end), only=start):
            after = max(after, stop)
        before, start = after > start, after
    behind = True
    while behind and start < end:
        first = min(_anchored(question, start, end, opening=False), default=end)
        for begin, _ in _places(question, _phrases("closing"), (start, end), until=end):
            first = min(first, begin)
        if question.tokens[end - 1].text in _PAUSES | _verbs():
            first = min(first, end - 1)
        behind, end = first < end, first
    return start, end


def _without_head(question: Question, span: Span) -> Span:
    """`Which is larger, A`: what stands before a pause and tells nothing is cut off."""
    start, end = span
    pauses = [i for i in range(start, end) if question.tokens[i].text in _PAUSES]
    for place in reversed(pauses):
        if not _tells(question, (start, place)) and _tells(question, (place + 1, end)):
            return place + 1, end
    return start, end


def _without_tail(question: Question, span: Span) -> Span:
    """`B, and by what factor?`: what follows a pause and tells nothing is cut off."""
    start, end = span
    pauses = [i for i in range(start + 1, end) if question.tokens[i].text in _PAUSES]
    for place in pauses:
        if not _tells(question, (place, end)) and _tells(question, (start, place)):
            return start, place
    return start, end


def _anchored(question: Question, start: int, end: int, *, opening: bool) -> Iterator[int]:
    """Ends of asking words that begin a span, or beginnings of comparing ones that end it."""
    for anchor in question.anchors:
        section, _, name = anchor.entry.target.partition(".")
        if not start <= anchor.start < anchor.end <= end:
            continue
        asks = section == "wants" and name not in {"what", "things", "value", "source"}
        if opening and anchor.start == start and (asks or section == "compare"):
            yield anchor.end
        graded = section in {"superlatives", "order"} or anchor.entry.kind == "grade"
        if not opening and anchor.end == end and (section in {"wants", "compare"} or graded):
            yield anchor.start


def _asked(question: Question, start: int, end: int) -> int:
    """Where a comparison begins behind `what`, `by what` or `what is the`; the start for none."""
    words = [t.text for t in question.tokens[:end]]
    place = start + (words[start : start + 1] == ["by"])
    if words[place : place + 1] not in (["what"], ["which"]):
        return start
    place += 1
    while place < end and words[place] in _verbs() | ARTICLES:
        place += 1
    begun = any(a.start == place and a.entry.target in _COMPARING for a in question.anchors)
    return place if begun else start


def _tells(question: Question, span: Span) -> bool:
    """Whether a span says something: it names a thing or a measure, or holds a number."""
    start, end = span
    numbered = any(start <= n.start and n.end <= end for n in question.literals)
    return _names(question, span) or numbered


def _names(question: Question, span: Span) -> bool:
    start, end = span
    return any(
        a.entry.kind in _TELLING and start <= a.start and a.end <= end for a in question.anchors
    )


def _whole(question: Question, spans: Sequence[Span]) -> bool:
    """Whether all names and numbers of the question stand in one of its parts."""
    kept = {i for start, end in spans for i in range(start, end)}
    names = [a for a in question.anchors if a.entry.kind == "entity" and a.entry.weight >= 0.8]
    return all(a.start in kept for a in names) and all(n.start in kept for n in question.literals)


def _places(
    question: Question,
    phrases: frozenset[tuple[str, ...]],
    span: Span,
    only: int | None = None,
    until: int | None = None,
) -> Iterator[Span]:
    """Where one of some phrases stands in a span, the longest at each place."""
    words = [t.text for t in question.tokens]
    longest = max(map(len, phrases))
    for start in range(span[0], span[1]) if only is None else (only,):
        for width in range(min(longest, span[1] - start), 0, -1):
            fits = until is None or start + width == until
            if fits and tuple(words[start : start + width]) in phrases:
                yield start, start + width
                break


@cache
def _phrases(name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in english()["beside"][name])


@cache
def _verbs() -> frozenset[str]:
    return frozenset(english()["wants"]["boolean"])


def _texts(question: Question, spans: Sequence[Span]) -> tuple[str, ...]:
    tokens = question.tokens
    return tuple(
        question.text[tokens[start].start : tokens[end - 1].end].strip(_END) for start, end in spans
    )
