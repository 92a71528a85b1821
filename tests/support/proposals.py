"""Chat models of LangChain that say what a test wants, and logical forms for them to say.

Not imported by the other tests: a process of theirs needs no LangChain.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage

from chipgraph.qa.proposals.chat import ChatModel
from chipgraph.qa.proposals.proposer import Proposer

if TYPE_CHECKING:
    from chipgraph.qa.pipeline import Answerer

Reply = dict[str, Any]


class Scripted(GenericFakeChatModel):
    """LangChain's fake, which also keeps what it was told."""

    told: list[list[BaseMessage]]

    def _generate(self, messages: list[BaseMessage], *args: Any, **more: Any) -> Any:
        self.told.append(messages)
        return super()._generate(messages, *args, **more)


class Bound(Scripted):
    """A fake that takes tools, so that `with_structured_output` works as with a real model."""

    def bind_tools(self, tools: Sequence[Any], **more: Any) -> Bound:
        return self


def saying(*replies: Reply | str) -> Scripted:
    """A model that writes these replies, then that no form fits."""
    texts = [r if isinstance(r, str) else json.dumps(r) for r in replies]
    return Scripted(messages=iter([*texts, *['{"steps": []}'] * 9]), told=[])


def calling(*replies: Any) -> Bound:
    """A model that gives these replies as calls of the tool that the schema is."""
    calls = [
        AIMessage("", tool_calls=[{"name": "logical_form", "args": reply, "id": "1"}])
        for reply in (*replies, *[{"steps": []}] * 9)
    ]
    return Bound(messages=iter(calls), told=[])


_MADE: dict[int, Proposer] = {}  # the terms of a graph are embedded once


def with_model(answerer: Answerer, model: Any, seconds: float = 20.0) -> Answerer:
    """The answerer with a chat model in the place of any other."""
    chat = ChatModel(model, seconds)
    made = _MADE.get(id(answerer))
    if made is None or made._world is not answerer.world:
        embedder, paths = answerer.claims._embedder, answerer.rules.paths
        made = Proposer(chat, answerer.world, answerer.lexicon, embedder, paths)
        _MADE[id(answerer)] = made
    made._model, made._failures = chat, 0
    answerer.proposer = made
    return answerer


# The operators as replies: each refers to earlier steps by their number.


def form(*steps: Reply, shows: str = "") -> Reply:
    return {"steps": list(steps), "shows": shows}


def ents(*ids: str, words: str = "") -> Reply:
    return {"op": "ents", "ids": list(ids), "words": words}


def every(label: str, words: str = "") -> Reply:
    return {"op": "all", "label": label, "words": words}


def join(relation: str, forward: bool, of: int, words: str = "") -> Reply:
    return {
        "op": "join", "relation": relation, "forward": forward, "of": of,
        "within": None, "standing": [], "words": words,
    }  # fmt: skip


def both(left: int, right: int) -> Reply:
    return {"op": "and", "left": left, "right": right, "words": ""}


def minus(left: int, right: int) -> Reply:
    return {"op": "minus", "left": left, "right": right, "words": ""}


def obs(*measures: str, words: str = "") -> Reply:
    return {"op": "obs", "measures": list(measures), "words": words}


def when(year: str) -> Reply:
    return {"op": "when", "year": year, "statuses": [], "words": ""}


def where(comparison: str, value: float, unit: str) -> Reply:
    return {"op": "where", "comparison": comparison, "value": value, "unit": unit, "words": ""}


def top(of: int, greatest: bool) -> Reply:
    return {"op": "top", "of": of, "greatest": greatest, "words": ""}
