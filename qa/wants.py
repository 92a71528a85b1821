"""Which kind of answer the wording asks for: things, a value, a count, yes or no, a reason, …"""

from __future__ import annotations

import re

from chipgraph.qa.alternatives import alternatives
from chipgraph.qa.claims.english import excepting, loosely, number
from chipgraph.qa.claims.pieces import set_aside
from chipgraph.qa.lexicon.build import english
from chipgraph.qa.normalise import key
from chipgraph.qa.question import Anchor, Literal, Question, Wants

# Earlier wins: the more specific kinds first.
_ORDER = (
    ("wants.agree", Wants.TEXT),
    ("wants.source", Wants.SOURCE),
    ("wants.reason", Wants.REASON),
    ("wants.rank", Wants.RANK),
    ("wants.count", Wants.COUNT),
    ("wants.definition", Wants.DEFINITION),
)
_OPENED = {
    "wants.things": Wants.THINGS,
    "wants.value": Wants.VALUE,
    "wants.year": Wants.VALUE,
    "wants.text": Wants.TEXT,
    "wants.what": Wants.TEXT,
}


_PAUSE = re.compile(r"[–—.!(]|\s-\s")  # a new clause begins behind it

LIMITS = {  # words that set a limit, by the sign of the comparison
    "compare.greater": ">",
    "compare.least": ">=",
    "compare.less": "<",
    "compare.most": "<=",
}


def limited(question: Question) -> bool:
    """Whether an amount with its unit is a limit to compare with: `under 20 GB`."""
    return bool(amounts(question)) and bool(LIMITS.keys() & question.operators.keys())


def amounts(question: Question) -> tuple[Literal, ...]:
    """The numbers that have a unit, or are followed by one; years and hours aside."""
    units = {a.start for a in question.anchors if a.entry.kind == "unit"}
    return tuple(
        n
        for n in question.literals
        if n.unit not in {"", "year", "hour"} or (n.unit != "year" and n.end in units)
    )


def classify(question: Question) -> Wants:
    """The kind of answer asked for, from question words and their place."""
    ops = question.operators
    if "order.printed" in ops:
        return Wants.THINGS  # as the source lists them, not by a figure
    for name, wants in _ORDER:
        if name in ops and (name != "wants.count" or _counts(question, ops)):
            return wants
    opener, start = _opener(ops)
    if "wants.confirm" in ops:
        return Wants.BOOLEAN
    if (
        opener == "wants.boolean"
        and _clause_start(question, start)
        and not _polite(question, start)
    ):
        return Wants.TEXT if alternatives(question) else Wants.BOOLEAN
    if "wants.compare" in ops or _apart(question):
        return Wants.COMPARE
    if opener in _OPENED and _OPENED[opener] is not Wants.TEXT:
        return _OPENED[opener]
    if opener == "wants.what" and _class_follows(question, ops):
        return Wants.THINGS
    if opener == "wants.what" and (_figure_asked(question) or _worked_out(question)):
        return Wants.VALUE
    if opener == "wants.what" and _several_asked(question):
        return Wants.THINGS
    for name in ("wants.value", "wants.year", "wants.things"):
        if name in ops and (name != "wants.year" or asks_when(question)):
            return _OPENED[name]
    if _heads_a_clause(question):
        return Wants.THINGS
    if opener == "wants.what" and _in_unit(question):
        return Wants.VALUE
    if limited(question) and any(a.entry.kind == "class" for a in question.anchors):
        return Wants.THINGS
    figure = any(a.entry.kind == "measure" and a.entry.weight >= 0.8 for a in question.anchors)
    if "wants.count" in ops or (figure and opener not in {"wants.text", "wants.what"}):
        return Wants.VALUE  # "how many GB …", or a measure named and nothing else asked
    several = _names_plural(question) or set_aside(question, excepting())
    if "wants.text" not in ops and "wants.what" not in ops and several:
        return Wants.THINGS  # keywords: "rivals of X", "companies building Y", "… except Z"
    return Wants.TEXT


def compares(question: Question) -> bool:
    """Whether figures are set against each other, or ranked."""
    worked = {"compare.ratio", "compare.difference", "compare.share"}
    if question.wants in {Wants.COMPARE, Wants.RANK}:
        figured = {"measure", "unit", "grade"}
        numbered = any(a.entry.kind in figured for a in question.anchors) or question.literals
        return bool(numbered) or bool(worked & question.operators.keys())
    return question.wants in {Wants.VALUE, Wants.BOOLEAN, Wants.THINGS, Wants.TEXT} and (
        bool(worked & question.operators.keys()) or _alternatives(question)
    )


def _apart(question: Question) -> bool:
    """`which has more, A or B, and how many GB is it ahead`: both things and a figure."""
    ops = question.operators
    terms = {(a.start, a.end) for a in question.anchors if a.entry.kind in {"measure", "class"}}
    names = {(a.start, a.end) for a in question.anchors if a.entry.kind == "entity"} - terms
    widest = [s for s in names if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in names)]
    figure = any(a.entry.kind in {"measure", "unit"} for a in question.anchors)
    asks = {"wants.count", "wants.value"} & ops.keys()
    both = bool(asks) and "wants.things" in ops
    return "compare.difference" in ops and both and figure and len(widest) == 2


def _alternatives(question: Question) -> bool:
    """`which is larger, A or B`: one of several is asked for by its degree."""
    return "operators.or" in question.operators and _graded(question)


def _graded(question: Question) -> bool:
    return any(
        a.entry.kind == "grade" or a.entry.target.startswith("superlatives.")
        for a in question.anchors
    )


def asked_nouns(question: Question) -> frozenset[int]:
    """Places of the noun behind `which` or `what`, where it is none that the graph knows.

    `By what means are firms …` asks for means, whatever class follows.
    """
    start, end = asked_phrase(question)
    named = any(
        start <= a.start < end and a.entry.kind in {"class", "concept", "entity", "measure"}
        for a in question.anchors
    )
    return frozenset() if named else frozenset(range(start, end)) & set(question.unknown)


def asked_phrase(question: Question) -> tuple[int, int]:
    """Where the words between the first `which` or `what` and its verb stand; empty for none."""
    words = [t.text for t in question.tokens]
    verbs = {w for name in ("one", "many", "modal") for w in number()[name]}
    for i, word in enumerate(words):
        if word in number()["asking"]:
            end = next((j for j in range(i + 1, len(words)) if words[j] in verbs), i + 1)
            return i + 1, end
    return 0, 0


def asks_when(question: Question) -> bool:
    """`when` opens a clause that asks; inside one it is no question: `when they train models`."""
    for anchor in question.operators.get("wants.year", ()):
        before = question.tokens[anchor.start - 1].text if anchor.start else ""
        if anchor.entry.surface != "when" or not before or before in _BEFORE_WHEN:
            return True
    return False


_BEFORE_WHEN = frozenset(
    {",", ";", ":", "and", "or", "but", "by", "since", "until", "from", "exactly"}
)


def _in_unit(question: Question) -> bool:
    """`what was left, in USD billion?`: a unit without an amount of its own."""
    before = {a.start: question.tokens[a.start - 1].text for a in question.anchors if a.start}
    return any(a.entry.kind == "unit" and before.get(a.start) == "in" for a in question.anchors)


def _figure_asked(question: Question) -> bool:
    """`what memory has X`: a measure between `what` and the verb."""
    start, end = asked_phrase(question)
    return any(
        a.entry.kind == "measure" and a.entry.weight >= 0.8 and start <= a.start and a.end <= end
        for a in question.anchors
    )


def _worked_out(question: Question) -> bool:
    """`what is the average price`: arithmetic on a measure."""
    asked = {"compare.mean", "compare.sum", "compare.middle"} & question.operators.keys()
    return bool(asked) and any(a.entry.kind == "measure" for a in question.anchors)


def _several_asked(question: Question) -> bool:
    """`what yardsticks is …`: an unknown noun in the plural right behind `what`."""
    words = question.tokens
    place = next((i for i, t in enumerate(words) if t.text == "what"), len(words))
    noun = words[place + 1].text if place + 2 < len(words) else ""
    known = {i for a in question.anchors for i in range(a.start, a.end)}
    return (
        noun.endswith("s")
        and not noun.endswith("ss")
        and place + 1 in set(question.unknown) - known
    )


def _heads_a_clause(question: Question) -> bool:
    """`methods that …`, `chips taking …`: keywords whose first noun is told more about."""
    for anchor in question.anchors:
        if anchor.entry.kind not in {"class", "concept", "entity"} or anchor.end >= len(
            question.tokens
        ):
            continue
        plural = question.tokens[anchor.end - 1].text.endswith("s")
        following = question.tokens[anchor.end].text
        tells = following in {"that", "which", "who"} or (
            _participle(following) and not _asks(question)
        )
        if plural and tells and "wants.what" not in question.operators:
            return not any(_of(a, anchor, question) for a in question.anchors)
    return False


def _participle(word: str) -> bool:
    """`chips taking …`, `labs said to …`."""
    return word.endswith(("ing", "ed")) or word in english()["stop"]["participles"]


def _asks(question: Question) -> bool:
    return any(name.startswith("wants.") for name in question.operators)


def _of(measure: Anchor, noun: Anchor, question: Question) -> bool:
    """`prices of chips that …`: a figure before the noun, which belongs to it."""
    between = {t.text for t in question.tokens[measure.end : noun.start]}
    return measure.entry.kind == "measure" and bool(between & {"of", "for", "per", "in", "by"})


def _class_follows(question: Question, ops: dict[str, list[Anchor]]) -> bool:
    """`what chips`, `what AI chip families`: a class noun right behind `what`."""
    end = min(a.end for a in ops["wants.what"] if a.width == 1)
    phrases = [a for found in ops.values() for a in found if a.width > 1]
    return any(
        a.entry.kind in {"class", "concept"}
        and end <= a.start <= end + 2
        and not any(p.start <= a.start and a.end <= p.end and a.width < p.width for p in phrases)
        for a in question.anchors
    ) and not any(a.entry.kind == "measure" for a in question.anchors)


def _names_plural(question: Question) -> bool:
    """Whether a class, or the other end of a relation, is in the plural or in the superlative."""
    graded = any(
        a.entry.kind == "grade" or a.entry.target.startswith("superlatives.")
        for a in question.anchors
    )
    if graded and any(a.entry.kind == "class" for a in question.anchors):
        return True
    return any(
        a.entry.kind in {"class", "relation", "concept"}
        and question.tokens[a.end - 1].text.endswith("s")
        for a in question.anchors
    )


def _counts(question: Question, ops: dict[str, list[Anchor]]) -> bool:
    """`how many GB`, `how many dollars` and `how many times` ask for a value, not for a count."""
    ends = {a.end for a in ops["wants.count"]}
    loose = [a.end for a in ops["wants.count"] if a.entry.surface in loosely()]
    if any(t.text in number()["general"] for end in loose for t in question.tokens[end : end + 1]):
        return False  # "how often is it done": rarely, daily
    things = {a.start for a in question.anchors if a.entry.kind in {"class", "concept"}}
    return not any(
        a.start in ends - things
        and (a.entry.kind == "unit" or a.entry.target == "compare.ratio")
        and a.entry.target != "count"
        for a in question.anchors
    )


def _opener(ops: dict[str, list[Anchor]]) -> tuple[str, int]:
    """The wants-operator that stands first, longest match preferred at the same place."""
    found = [
        (a.start, -a.width, name)
        for name, anchors in ops.items()
        if name.startswith("wants.")
        for a in anchors
    ]
    start, _, name = min(found, default=(0, 0, ""))
    return name, start


def _polite(question: Question, start: int) -> bool:
    """`could you tell me`, `I should like to know` ask for what follows."""
    said = [t.text for t in question.tokens[start : start + 2]]
    return " ".join(said) in english()["polite"]["carriers"]


def _clause_start(question: Question, start: int) -> bool:
    """Whether only polite words, or the end of a clause, stand before an auxiliary verb."""
    before = question.tokens[:start]
    if not before or before[-1].text in {",", ";", ":", "?", "and", "or", "but"}:
        return True
    if _PAUSE.search(question.text[before[-1].end : question.tokens[start].start]):
        return True
    polite = {w for phrase in english()["polite"]["phrases"] for w in phrase.split()}
    return all(t.text in polite or key(t.text) in polite for t in before)
