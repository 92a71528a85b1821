"""What of a conversation is kept for the next question."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from chipgraph.qa.answer import Status
from chipgraph.qa.draft import Draft, Memory
from chipgraph.qa.gate import Ruling
from chipgraph.qa.pointing import named
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.turns import content

TURNS = 6  # how far back a follow-up may reach


class Resumed(NamedTuple):
    """A fragment as the whole question that it stands for."""

    question: Question
    turn: Memory  # whose question it changes
    renamed: bool  # and by names and years alone
    new: tuple[str, ...]  # the names that it brings
    added: bool  # it only narrows it

    @property
    def before(self) -> Memory | None:
        """What its pronouns point at."""
        return self.turn.before


def told_of(draft: Draft, over: tuple[str, ...]) -> Draft:
    """The draft, saying what was taken over from before."""
    if not over:
        return draft
    said = f"taken from before: {', '.join(over)}"
    return replace(draft, interpretation="; ".join(filter(None, (draft.interpretation, said))))


def remember(ruling: Ruling, question: Question, before: Memory | None) -> Memory | None:
    """What the next question may refer to: after a refusal, the topic before it."""
    own = ruling.draft.memory if ruling.draft is not None else None
    if own is None or ruling.draft is None:
        return before and replace(before, refused=True)
    answered = replace(ruling.draft, memory=None)
    if ruling.status is not Status.ANSWERED:
        own = before or replace(own, asked=question)
        return replace(own, refused=True)
    if own.asked is not None:  # it was recalled, and the topic is the same
        return replace(own, refused=False)
    if before is not None and leans_back(question) and question.wants in _ASIDES:
        return replace(before, answered=answered, refused=False)
    if own.form is None:
        own = replace(own, named=named(question))
    return replace(own, asked=question, answered=answered, before=_recent(before, TURNS))


def _recent(memory: Memory | None, turns: int) -> Memory | None:
    """So many turns back and no further."""
    if memory is None or turns == 0:
        return None
    return replace(memory, before=_recent(memory.before, turns - 1))


_ASIDES = frozenset({Wants.REASON, Wants.SOURCE, Wants.TEXT})


def leans_back(question: Question) -> bool:
    """`why there?`: too little is said to be understood without the question before."""
    kinds = {"entity", "class", "measure", "relation", "concept"}
    return not any(a.entry.kind in kinds for a in content(question))
