"""An amount that the question itself gives, beside a share that a source states, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chipgraph.qa import form as f
from chipgraph.qa import quantities as q
from chipgraph.qa.parts import Read, claimed, dimensions_of, stated, values_of
from chipgraph.qa.question import Literal, Question, Wants
from chipgraph.qa.reading import Reading, side_by_side
from chipgraph.qa.world import World

SHARE = "fraction"


def supposed(question: Question, read: Read, world: World) -> Reading | None:
    """The figure beside the amount, or the percentage, that a question gives."""
    percent = _percent(question)
    form = _whole(percent, question, read, world) if percent else _share(question, read, world)
    if form is None or len(values_of(form, world)) != 1:
        return None
    return replace(side_by_side((form,), question, world), worked=True, supposed=True)


def _whole(percent: Literal, question: Question, read: Read, world: World) -> f.Form | None:
    """`5 % of A's revenue`: what the percentage is of, which is no share itself."""
    start = question.tokens[_behind(percent, question)].end
    form = stated(read(question.text[start:].strip()), (), world)
    return form if form is not None and SHARE not in dimensions_of(form, world) else None


def _share(question: Question, read: Read, world: World) -> f.Form | None:
    """`if 500 were sold, how many …`: the share that the rest of the question asks for."""
    amount = _given(question)
    if amount is None:
        return None
    first, last = question.tokens[amount.start], question.tokens[amount.end - 1]
    member = read(f"{question.text[: first.start].rstrip()}{question.text[last.end :]}")
    form = stated(member, (), world)
    share = form is not None and dimensions_of(form, world) == {SHARE}
    return form if share else claimed(member, {SHARE}, world)


def portions(items: Sequence[q.Quantity], question: Question) -> Iterator[q.Computed]:
    """The share of the amount that is taken as given, or the percentage of what is stated."""
    percent, amount = _percent(question), _given(question)
    if percent is not None and items:
        yield q.share_of(q.given(percent.value, "%"), items[0])
    elif amount is not None and items:
        named = (a.entry.target for a in question.anchors if a.start == amount.end)
        money = (unit for unit in (amount.unit, *named) if unit.startswith(q.CURRENCY))
        yield q.share_of(items[0], q.given(amount.value, next(money, "count")))


def _given(question: Question) -> Literal | None:
    """The one amount that a question takes as given."""
    bare = [n for n in question.literals if n.unit not in {"year", "hour", "%"} and n.value >= 2]
    asks = {"wants.count", "wants.value"} & question.operators.keys()
    return bare[0] if "suppose.amount" in question.operators and asks and len(bare) == 1 else None


def _percent(question: Question) -> Literal | None:
    """The one percentage of something that is asked for as an amount: `5 % of A's revenue`."""
    signs = {a.start for a in question.anchors if a.entry.target == "%"}
    shares = [n for n in question.literals if n.unit == "%" or n.end in signs]
    asks = question.wants in {Wants.VALUE, Wants.TEXT} and len(shares) == 1
    return shares[0] if asks and _behind(shares[0], question) else None


def _behind(percent: Literal, question: Question) -> int:
    """Where the `of` of `5 % of` and `5 percent of` stands; 0 for none."""
    near = range(percent.end, min(percent.end + 2, len(question.tokens) - 1))
    return next((i for i in near if question.tokens[i].text == "of"), 0)
