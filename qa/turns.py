"""A follow-up as the whole question that it stands for, where it only changes the one before.

What is a fragment (`and on the edge?`, `the same for A`, `and the bandwidth?`) is written into the
last question that has something of its kind: a name for a name of its class, a measure for a
measure, a year for a year, a limit for a limit. What has no counterpart is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chipgraph.qa.claims.english import number, verbs_and_askers
from chipgraph.qa.lexicon.build import english
from chipgraph.qa.normalise import ARTICLES
from chipgraph.qa.question import Anchor, Literal, Question, Wants
from chipgraph.qa.seeds import kind_of
from chipgraph.qa.wants import LIMITS
from chipgraph.qa.world import World

SURE = 0.7  # the least weight of a name that is one by itself
_CONTENT = frozenset({"entity", "measure", "class", "relation", "concept", "value", "attribute"})
_DEGREES = frozenset({"grade", "extreme"})
_MARKS = " ?!.,;:"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a question that may take the place of others of their kind."""

    start: int
    end: int
    kinds: frozenset[tuple[str, ...]]  # of what it may mean; alike where one is shared
    targets: frozenset[str]

    @property
    def width(self) -> int:
        """How many words it has."""
        return self.end - self.start

    def is_a(self, *names: str) -> bool:
        """Whether all that it may mean is of these kinds."""
        return all(kind[0] in names for kind in self.kinds)


def lead(question: Question) -> int:
    """How many words at the start only point at the question before: `and`, `what about`."""
    words = [t.text for t in question.tokens]
    follow = english()["follow"]
    phrases = [tuple(p.split()) for p in (*follow["about"], *follow["joins"], ",")]
    place = 0
    while True:
        here = [p for p in phrases if tuple(words[place : place + len(p)]) == p]
        if not here:
            return place
        place += max(map(len, here))


def is_fragment(question: Question) -> bool:
    """Whether nothing in it asks or is a sentence: it says only what is to be other."""
    rest = question.tokens[lead(question) :]
    said = [t for t in rest if t.text.strip(_MARKS)]
    return bool(said) and not any(t.text in verbs_and_askers() for t in said)


def is_whole(question: Question, measures: Sequence[str] = ()) -> bool:
    """Whether it names what it asks about, and so leaves nothing to be taken over.

    The same measure asked of another thing may leave out of what.
    """
    words = question.tokens
    if is_fragment(question) or not words or words[0].text in english()["follow"]["joins"]:
        return False
    if any(a.entry.kind == "measure" and a.entry.target in measures for a in question.anchors):
        return False
    return any(a.entry.kind == "entity" and a.entry.weight >= SURE for a in question.anchors)


def rewritten(question: Question, before: Question, world: World) -> str | None:
    """The question before with what is new in the place of what it replaces; None for no such."""
    first = lead(question)
    if (step := _step(question)) and not any(content(question)):
        return _shifted(before, step)
    if (
        _unread(question, first)
        or not is_fragment(question)
        or question.operators.keys() & _SETTING_APART
    ):
        return None
    new = [p for p in outer(pieces(question, world)) if p.start >= first]
    kinds = {k[0] for p in new for k in p.kinds}
    if not new or "relation" in kinds or (not first and len(new) > 1):
        return None
    old = pieces(before, world)
    swaps: list[tuple[Piece, Piece]] = []
    for piece in new:
        free = [o for o in old if o.kinds & piece.kinds and not any(_meet(o, s) for _, s in swaps)]
        free = [o for o in free if o.targets & piece.targets] or free
        if free and (len(free) == 1 or piece.is_a("entity")):
            swaps.append((piece, _likest(piece, free, question, before, world)))
    if len(swaps) == len(new):
        return _swapped(question, before, swaps)
    return None


def _unread(question: Question, first: int) -> bool:
    """Whether it says something that nothing explains; `on the X side` says no more than X."""
    nouns = english()["follow"]["nouns"]
    return any(i >= first and question.tokens[i].text not in nouns for i in question.unknown)


_SETTING_APART = frozenset({"operators.only", "operators.not"})


def _likest(
    piece: Piece, old: Sequence[Piece], question: Question, before: Question, world: World
) -> Piece:
    """Of several of its kind the one behind the same preposition, or else the most alike."""
    words = {t.key for t in question.tokens[piece.start : piece.end]}

    def likeness(other: Piece) -> tuple[bool, bool, int, float, int]:
        shared = len(words & {t.key for t in before.tokens[other.start : other.end]})
        nested = any(_inside(other, o) for o in old)
        same = _preposition(piece, question) == _preposition(other, before)
        return not nested, same, shared, _alike(piece, other, world), -other.start

    return max(old, key=likeness)


def _alike(one: Piece, other: Piece, world: World) -> float:
    """How much two things have the same relations in the graph, 0 to 1."""
    mine, its = (_relations(p.targets, world) for p in (one, other))
    return len(mine & its) / max(len(mine | its), 1)


def _relations(nodes: frozenset[str], world: World) -> set[tuple[str, bool]]:
    ways = ((world.snapshot.outgoing, True), (world.snapshot.incoming, False))
    return {
        (name, forward)
        for edges, forward in ways
        for name, ends in edges.items()
        if not nodes.isdisjoint(ends)
    }


def _preposition(piece: Piece, question: Question) -> str:
    """What stands before it, articles aside."""
    before = [t.text for t in question.tokens[: piece.start] if t.text not in ARTICLES]
    return before[-1] if before and before[-1] in english()["follow"]["narrowing"] else ""


def is_doubtful(question: Question, before: Question, world: World) -> bool:
    """Whether a name of the question before could be exchanged that is not the one meant."""
    new = {k for p in outer(pieces(question, world)) if p.is_a("entity") for k in p.kinds}
    return sum(bool(p.kinds & new) for p in outer(pieces(before, world))) > 1


def content(question: Question) -> Iterator[Anchor]:
    """What names something: not `why` and `difference`, whatever else is called so."""
    asking = _asking(question)
    for a in question.anchors:
        if a.entry.kind in _CONTENT and not any(_over(o, a) for o in asking):
            yield a


def _asking(question: Question) -> list[Anchor]:
    every = (a for found in question.operators.values() for a in found)
    return [a for a in every if a.entry.target.startswith(("compare.", "wants."))]


def _step(question: Question) -> int:
    """How many years `the year before`, `a year later` are away from the one spoken of."""
    said = f" {' '.join(t.text for t in question.tokens)} "
    follow = english()["follow"]
    for name, step in (("previous", -1), ("next", 1)):
        if any(f" {phrase} " in said for phrase in follow[name]):
            return step
    return 0


def _shifted(before: Question, step: int) -> str | None:
    """The question before, of another year than the one that it names."""
    years = [n for n in before.literals if n.unit == "year"]
    if len(years) != 1:
        return None
    first, last = before.tokens[years[0].start], before.tokens[years[0].end - 1]
    year = re.sub(
        r"\d+$", lambda m: str(int(m.group()) + step), before.text[first.start : last.end]
    )
    return f"{before.text[: first.start]}{year}{before.text[last.end :]}"


def pieces(question: Question, world: World) -> list[Piece]:
    """The pieces of a question; a name inside a longer one too, for it may be what is changed."""
    found: dict[tuple[int, int], list[tuple[tuple[str, ...], str]]] = {}
    asking = _asking(question)
    for a in question.anchors:
        kind = _kind(a, world)
        if kind == _LIMIT or (kind and not any(_over(o, a) for o in asking)):
            found.setdefault((a.start, a.end), []).append((kind, a.entry.target))
    for n in question.literals:
        found.setdefault(_span(n, question), []).append(
            (("year",) if n.unit == "year" else ("amount",), str(n.value))
        )
    made = [
        Piece(start, end, frozenset(k for k, _ in means), frozenset(t for _, t in means))
        for (start, end), means in found.items()
    ]
    names = [p for p in made if p.is_a("entity", "measure", "year")]
    return [p for p in made if p in names or not any(_inside(p, n) for n in names)]


def outer(found: Sequence[Piece]) -> Iterator[Piece]:
    """The widest of the pieces at each place, in the order of the question."""
    kept: list[Piece] = []
    for piece in sorted(found, key=lambda p: -p.width):
        if not any(_meet(piece, k) for k in kept):
            kept.append(piece)
    yield from sorted(kept, key=lambda p: p.start)


def taken_over(question: Question, whole: Question, world: World) -> tuple[str, ...]:
    """The words of the whole question that the follow-up did not say."""
    said = {t for p in pieces(question, world) for t in p.targets}
    own = {t.text for t in question.tokens}
    return tuple(
        dict.fromkeys(
            text
            for p in outer(pieces(whole, world))
            if not p.targets & said and (text := whole.words(p.start, p.end)).casefold() not in own
        )
    )


def _kind(anchor: Anchor, world: World) -> tuple[str, ...]:
    entry = anchor.entry
    if entry.kind == "entity" and entry.weight >= SURE and entry.target in world.index:
        return ("entity", kind_of(entry.target, world))
    if entry.kind in {"measure", "class", "relation", "document", "attribute"}:
        return (entry.kind,)
    if entry.kind in {"concept", "value"}:
        return (entry.kind, entry.detail)
    if entry.kind in _DEGREES or entry.target.startswith("superlatives."):
        return ("degree",)
    return _LIMIT if entry.target in LIMITS else ()


_LIMIT = ("limit",)


def _span(literal: Literal, question: Question) -> tuple[int, int]:
    """Where a year stands, or an amount with its unit."""
    units = (a.end for a in question.anchors if a.entry.kind == "unit" and a.start == literal.end)
    return literal.start, literal.end if literal.unit == "year" else max(units, default=literal.end)


def _over(operator: Anchor, anchor: Anchor) -> bool:
    """`difference` asks for arithmetic, whatever else is called so."""
    return operator.start <= anchor.start and anchor.end <= operator.end


def _swapped(question: Question, before: Question, swaps: Sequence[tuple[Piece, Piece]]) -> str:
    text = before.text
    bare = {n.start: n.end for n in question.literals if n.unit == ""}
    amounts = {n.start: n.end for n in before.literals}
    for new, old in sorted(swaps, key=lambda s: -s[1].start):
        # A number without a unit leaves the unit as it was.
        end = amounts.get(old.start, old.end) if bare.get(new.start) == new.end else old.end
        first, last = before.tokens[old.start], before.tokens[end - 1]
        text = f"{text[: first.start]}{question.words(new.start, new.end)}{text[last.end :]}"
    return text


def added(question: Question, before: Question, world: World) -> str | None:
    """The question before, narrowed by what begins with a preposition: `and for X?`."""
    first = lead(question)
    words = question.tokens[first:]
    unread = _unread(question, first)
    new = [p for p in pieces(question, world) if p.start >= first]
    if not new or unread or not is_fragment(question):
        return None
    if any(p.is_a("relation", "degree") for p in new):
        return None
    apart = {a.start for a in question.operators.get("operators.not", ())}
    if words[0].text not in english()["follow"]["narrowing"] and first not in apart:
        return None
    return f"{before.text.rstrip(_MARKS)} {question.text[words[0].start :]}"


def of_class(question: Question, before: Question, world: World) -> str | None:
    """`which one grows fastest?`: one of the class, and of the things, that were asked about."""
    words = [t.text for t in question.tokens]
    place = next((i for i in range(1, len(words)) if words[i - 1 : i + 1] == ["which", "one"]), 0)
    label = next((a.entry.target for a in before.anchors if a.entry.kind == "class"), "")
    if not place or not label or any(content(question)) or question.operators.keys() & _POINTING:
        return None
    names = [p for p in outer(pieces(before, world)) if p.is_a("entity")]
    said = ", ".join(before.words(p.start, p.end) for p in names)
    token = question.tokens[place]
    noun = world.schema.classes[label].label
    text = f"{question.text[: token.start]}{noun}{question.text[token.end :]}"
    return f"{said}: {text}" if said else text


_POINTING = frozenset({"operators.they", "operators.it"})


def narrows(question: Question, world: World) -> bool:
    """`only chips`, `the cheapest?`, `which has more?`: some of what was named."""
    if question.operators.keys() & _POINTING or question.unknown:
        return False
    found = [p for p in outer(pieces(question, world)) if p.start >= lead(question)]
    degrees = [p for p in found if p.is_a("degree")]
    rest = [p for p in found if not p.is_a("degree")]
    graded = len(degrees) == 1 and not question.literals
    measured = question.tokens[lead(question)].text in number()["asking"]  # `which`, not `who`
    if question.wants is Wants.THINGS and graded and all(("measure",) in p.kinds for p in rest):
        return measured or not rest
    only = bool(found) and "operators.only" in question.operators
    said = question.wants in {Wants.TEXT, Wants.THINGS} and is_fragment(question)
    return said and ((graded and not rest) or only)


def _meet(one: Piece, other: Piece) -> bool:
    return one.start < other.end and other.start < one.end


def _inside(one: Piece, other: Piece) -> bool:
    return other.start <= one.start and one.end <= other.end and one.width < other.width
