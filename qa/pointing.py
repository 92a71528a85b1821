"""What a follow-up points at: `of those`, `it`, `the first one`, `only chips`, `who else`.

A pronoun stands for what was named before, of one kind; where some of it are asked for, nothing
else can be the answer, and only what is said of those counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa.answer import Value
from chipgraph.qa.claims.types import Hit
from chipgraph.qa.draft import Draft, Memory
from chipgraph.qa.form import OBSERVATION
from chipgraph.qa.item import Item
from chipgraph.qa.lexicon.build import english
from chipgraph.qa.question import Anchor, Entry, Question, Wants, longest
from chipgraph.qa.reading import Reading
from chipgraph.qa.recall import is_alone, picks
from chipgraph.qa.seeds import common, kind_of
from chipgraph.qa.turns import is_fragment, lead, narrows, outer, pieces
from chipgraph.qa.world import World

MANY = 4  # words that say of which of some it is asked
FEW = 4  # names that a pronoun may stand for


def refers_back(question: Question, world: World) -> bool:
    """Whether words of the question point at the last answer."""
    ops = question.operators
    points = any(_free(name, question) for name in ("operators.they", "operators.it"))
    picking = (a for n, found in ops.items() if n.startswith("pick.") for a in found)
    picked = any(is_alone(a, question) for a in picking)
    return points or picked or narrows(question, world)


def _free(name: str, question: Question) -> list[Anchor]:
    """The pronouns that point back; in `does A make its own?` the possessive is A's."""
    names = [a.end for a in question.anchors if a.entry.kind == "entity"]
    own = english()["stop"]["possessives"]
    return [
        a
        for a in question.operators.get(name, ())
        if question.tokens[a.start].text not in own or not any(end <= a.start for end in names)
    ]


def says_nothing(question: Question, world: World) -> bool:
    """`in percent?`, `and the other way round?`: nothing that could be read by itself."""
    return (
        is_fragment(question) and not pieces(question, world) and not refers_back(question, world)
    )


def asking(question: Question, world: World) -> Question:
    """What is asked for some of what was named is asked for things."""
    if question.wants in {Wants.TEXT, Wants.BOOLEAN} and asks_some(question, world):
        opened = question.operators.get("wants.boolean", ())
        if question.wants is Wants.TEXT or not any(a.start <= lead(question) for a in opened):
            return replace(question, wants=Wants.THINGS)
    return question


def says_which(question: Question, stop: Collection[str]) -> bool:
    """Whether anything is said of those that are asked for."""
    pointing = {
        i
        for name, anchors in question.operators.items()
        for a in anchors
        if name == "operators.they" or name.startswith(("pick.", "wants."))
        for i in range(a.start, a.end)
    }
    return any(i not in pointing and t.key not in stop for i, t in enumerate(question.tokens))


def named(question: Question) -> tuple[str, ...]:
    """The things that a question names, in its order; none for a name inside a longer one."""
    sure = [a for a in question.anchors if a.entry.kind == "entity" and a.entry.weight >= 0.8]
    return tuple(
        dict.fromkeys(a.entry.target for a in sorted(longest(sure), key=lambda a: a.start))
    )


def telling(question: Question, hits: tuple[Hit, ...], stop: Collection[str]) -> tuple[Hit, ...]:
    """The hits that hold what is said of some: what holds only their names tells nothing.

    Of many words half may be said in others.
    """
    own = {t.text for t in question.tokens if t.key not in stop}
    spared = len(own) // 2 if len(own) >= MANY else 0
    return tuple(h for h in hits if len(own & set(h.missing)) <= spared)


def of_new(names: Sequence[str], hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The hits that speak of what is new: the others speak of what was asked before."""
    new = [n.casefold() for n in names]
    return tuple(
        h for h in hits if not any(n in missed.casefold() for n in new for missed in h.missing)
    )


def among(draft: Draft, memory: Memory, world: World) -> Draft | None:
    """What a draft names of what was named before; nothing where it names none of it."""
    turn = spoken_of(memory)
    known = {world.name(i) for i in turn.entities or turn.named}
    known |= set(turn.answered.names) if turn.answered is not None else set()
    names = tuple(n for n in draft.names if n in known)
    if not names:
        return None
    opening = f"{', '.join(draft.names)}."
    rest = (
        draft.text[len(opening) :] if draft.text.casefold().startswith(opening.casefold()) else ""
    )
    return replace(
        draft,
        text=f"{', '.join(names)}.{rest}",
        names=names,
        entities=tuple(i for i in draft.entities if world.name(i) in names),
        values=(Value(float(len(names)), "count"),) if draft.values else (),
    )


def asks_some(question: Question, world: World) -> bool:
    """Whether some of what was named are asked for: `of those`, `only chips`, `the cheapest?`."""
    partly = english()["follow"]["partly"]
    said = (a.entry.surface.split()[0] for a in question.operators.get("operators.they", ()))
    return any(word in partly for word in said) or narrows(question, world)


def pronouns(question: Question, memory: Memory, world: World) -> Iterator[Item]:
    """The last answer in place of `they`; what was named before, or a lone answer, of `it`."""
    turn = spoken_of(memory)
    answer = tuple(i for i in turn.entities if i in world.index)
    named = tuple(i for i in turn.named if i in world.index)
    alone = answer if len(answer) == 1 else named
    for anchor, ids in picks(question, memory, world).items():
        yield _stands_for(anchor, ids, world)
    if narrows(question, world):
        for group in _kinds(_beside(memory) or answer or named, world):
            if len(group) == 1:  # the most of one thing is none
                continue
            yield _stands_for(_before_first(question, world), group, world)
    standing = [("operators.they", answer or named), ("operators.it", alone or answer)]
    if alone != named:  # `who makes A? — what is it used for?`
        standing.append(("operators.it", named))
    for name, ids in standing:
        for group in _kinds(ids, world):
            for anchor in _free(name, question):
                yield _stands_for(anchor, group, world)


def only_those(
    readings: tuple[Reading, ...], question: Question, world: World
) -> tuple[Reading, ...]:
    """Where some of what was named are asked for, only what is read of them."""
    if not narrows(question, world):
        return readings
    beside = _before_first(question, world)
    return tuple(r for r in readings if beside in r.used)


def _beside(memory: Memory) -> tuple[str, ...]:
    """The things of which the same was asked one after the other, in that order."""
    found: list[str] = []
    for turn in memory.turns():
        if not turn.measures or turn.measures != memory.measures:
            break
        found = [*turn.entities, *found]
    return tuple(dict.fromkeys(found)) if memory.label == OBSERVATION else ()


def spoken_of(memory: Memory) -> Memory:
    """The last turn that spoke of things."""
    return next((t for t in memory.turns() if t.entities or t.named), memory)


def others(reading: Reading, question: Question, memory: Memory, world: World) -> Reading:
    """`who else?`: without those that were named before."""
    if "operators.else" not in question.operators or reading.label == OBSERVATION:
        return reading
    turn = spoken_of(memory)
    known = tuple(i for i in dict.fromkeys((*turn.entities, *turn.named)) if i in world.index)
    form = f.Minus(reading.form, f.Ents(known))
    bits = world.denote(form)
    if not known or bits == reading.denotation:
        return reading
    return replace(reading, form=form, denotation=bits)


def _before_first(question: Question, world: World) -> Anchor:
    """The word beside what narrows: `only`, `the`."""
    first = next(p for p in outer(pieces(question, world)) if p.start >= lead(question))
    place = first.start - 1 if first.start else first.end
    return Anchor(place, place + 1, Entry("operator", "operators.they", "", "operator"))


def _stands_for(anchor: Anchor, ids: tuple[str, ...], world: World) -> Item:
    form = f.Ents(ids)
    bits = world.denote(form)
    return Item(
        "set", anchor.start, anchor.end, 1.2, (f.Sense(form, bits),),
        common(bits, world), used=frozenset({anchor}),
    )  # fmt: skip


def meant(question: Question, memory: Memory, world: World) -> str:
    """The names that `it` or `they` stand for, where the question names nothing itself."""
    if not refers_back(question, world):
        return ""
    they = any(_free("operators.they", question)) or narrows(question, world)
    turn = spoken_of(memory)
    ids = (turn.entities or turn.named) if they else turn.named
    ids = next(iter(picks(question, memory, world).values()), ids)
    return ", ".join(world.name(i) for i in ids[:FEW] if i in world.snapshot.nodes)


def _kinds(ids: tuple[str, ...], world: World) -> list[tuple[str, ...]]:
    """The ids by their most specific class: a pronoun stands for things of one kind."""
    kinds: dict[str, list[str]] = {}
    for i in ids:
        kinds.setdefault(kind_of(i, world), []).append(i)
    return [tuple(group) for group in kinds.values()]
