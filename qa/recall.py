"""What the last answers themselves tell: how many they named, who said it, which one is meant.

Nothing is looked for anew; the answer is proved as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from chipgraph.qa.answer import Reason, Value
from chipgraph.qa.claims.english import verbs_and_askers
from chipgraph.qa.claims.prose import attribution, speaking
from chipgraph.qa.draft import Draft, Memory
from chipgraph.qa.lexicon.build import english
from chipgraph.qa.question import Anchor, Question, Wants, longest
from chipgraph.qa.seeds import kind_of
from chipgraph.qa.turns import content, is_fragment

if TYPE_CHECKING:
    from chipgraph.qa.claims.book import ClaimBook
    from chipgraph.qa.world import World

PLACES = {"pick.first": 0, "pick.second": 1, "pick.third": 2, "pick.fourth": 3, "pick.fifth": 4,
          "pick.last": -1}  # fmt: skip
SAID = 3  # claims of an answer whose sources are told


def recalled(question: Question, memory: Memory, book: ClaimBook, world: World) -> Draft | None:
    """The answer out of the last one, where the question names nothing of its own."""
    pointed = "wants.count" in question.operators and _points(question)
    if (question.unknown and not pointed) or any(_own(question, loose=pointed)):
        return None
    last = memory.answered
    counts = question.wants is Wants.COUNT or pointed
    if counts or question.wants is Wants.SOURCE or _asks_document(question):
        found = None if last is None or memory.refused else last
        if found is None:
            return _NOTHING
        return _counted(found, memory) if counts else _sourced(found, memory, book)
    if question.wants is Wants.THINGS and "operators.they" in question.operators:
        bare = last is not None and last.names and not _says_more(question)
        return _named_again(last, memory) if bare and last is not None else None
    picking = any(name.startswith("pick.") for name in question.operators)
    if not picking or not is_fragment(question):
        return None
    picked = [n for ids in picks(question, memory, world).values() for n in ids]
    if len(picked) == 1 and last is not None:
        name = world.name(picked[0])
        told = (t.answered for t in memory.turns() if t.answered is not None)
        return _named(picked[0], next((d for d in told if name in d.names), last), memory, world)
    return _NOTHING


# What was refused cannot be counted, and `the third one` of two is none.
_NOTHING = Draft("claims", "", 0.0, refusal=Reason.NOT_RECORDED)


def _says_more(question: Question) -> bool:
    """Whether more is said than `which are they`."""
    words = {t.text for t in question.tokens}
    pointing = {w for p in english()["operators"]["they"] for w in p.split()}
    return bool(words - pointing - _SAYING)


_SAYING = frozenset({*verbs_and_askers(), "list", "name", "?", ".", "all"})


def _named_again(last: Draft, memory: Memory) -> Draft:
    """`which are they?`: what was named, or only counted, by name."""
    return replace(
        last,
        text=f"{', '.join(last.names)}.",
        quality=1.0,
        values=(),
        boolean=None,
        memory=memory,
    )


def _own(question: Question, *, loose: bool) -> Iterator[Anchor]:
    """What it names itself; behind `how many` a noun says only what those are."""
    for anchor in content(question):
        if not loose or anchor.entry.kind not in _NOUNS:
            yield anchor


_NOUNS = frozenset({"class", "value", "attribute"})


def _points(question: Question) -> bool:
    return bool({"operators.they", "operators.it"} & question.operators.keys())


def _counted(last: Draft, memory: Memory) -> Draft | None:
    """`how many are those?`: the number of what it named."""
    if not last.names:
        return None
    count = len(last.names)
    return replace(
        last,
        text=f"{count}: {', '.join(last.names)}.",
        quality=1.0,
        values=(Value(float(count), "count"),),
        boolean=None,
        interpretation=f"the number of: {last.interpretation}",
        memory=memory,
    )


def _asks_document(question: Question) -> bool:
    """`in which document?`, `where does it say that?`: nothing but where it stands is asked."""
    words = [t.text for t in question.tokens]
    nouns = {*english()["documents"]["nouns"], *english()["follow"]["sources"]}
    asks = {"which", "what", "where"} & set(words)
    says = set(english()["follow"]["saying"]) & set(words)
    return bool(asks) and bool(nouns & set(words) or ("where" in words and says))


def _sourced(last: Draft, memory: Memory, book: ClaimBook) -> Draft | None:
    """Who says what it gave, and where: each document once."""
    claims = [book.claims[c] for c in last.claims if c in book.claims]
    first = {c.document: c for c in reversed(claims)}
    told = sorted(first.values(), key=claims.index)[:SAID]
    if not told:
        return None
    voices = tuple(dict.fromkeys(node for c in told for node in speaking(c, book)))
    return replace(
        last,
        route="claims",
        text=" ".join(attribution(c, book) for c in told),
        quality=1.0,
        entities=voices,
        names=tuple(book.names[node][0] for node in voices),
        values=(),
        boolean=None,
        claims=tuple(c.id for c in told),
        interpretation=f"who says what was answered to “{memory.said}”",
        memory=memory,
    )


def _named(node: str, last: Draft, memory: Memory, world: World) -> Draft:
    """The one of the last answer that is meant, with what was said of it."""
    name = world.name(node)
    lines = tuple(x for x in last.lines if name in x.cells)
    claims = tuple(dict.fromkeys(c for x in lines for c in x.claims)) or last.claims
    draft = replace(
        last,
        text=f"{name}.",
        quality=1.0,
        entities=(node,),
        names=(name,),
        values=tuple(v for v in last.values if v.of == name),
        boolean=None,
        lines=lines or last.lines,
        claims=claims,
        interpretation=f"one of: {last.interpretation}",
    )
    turn = replace(memory, entities=(node,), named=(node,), answered=draft, before=memory)
    return replace(draft, memory=turn)


def picks(question: Question, memory: Memory, world: World) -> dict[Anchor, tuple[str, ...]]:
    """What `the first one`, `the latter`, `the other one` stand for among what was named."""
    found: dict[Anchor, tuple[str, ...]] = {}
    for name, anchors in question.operators.items():
        if name in PLACES:
            ids = _placed(PLACES[name], memory)
        elif name == "pick.other":
            ids = other(memory, world)
        else:
            continue
        found |= {a: ids for a in anchors if ids and is_alone(a, question)}
    return {a: found[a] for a in longest(found)}


def _placed(place: int, memory: Memory) -> tuple[str, ...]:
    """The one at a place of the last list that is long enough."""
    for turn in memory.turns():
        if len(turn.entities) > max(place, 1):
            return (turn.entities[place],)
    return ()


def other(memory: Memory, world: World) -> tuple[str, ...]:
    """Of the last two things of a kind named together, the one that was not spoken of last."""
    spoken = memory.entities or memory.named
    kinds = {kind_of(i, world) for i in spoken}
    for turn in memory.turns():
        for ids in (turn.entities, turn.named):
            pair = tuple(i for i in ids if kind_of(i, world) in kinds)
            rest = tuple(i for i in pair if i not in spoken)
            if len(pair) == 2 and len(rest) == 1:
                return rest
    return ()


def is_alone(anchor: Anchor, question: Question) -> bool:
    """`the first chip` counts among chips; `the first` before no noun points back."""
    after = question.tokens[anchor.end :][:1]
    written = question.words(anchor.start, anchor.end).casefold()
    whole = written.endswith(tuple(english()["follow"]["alone"]))
    return whole or not after or not after[0].text.isalpha()
