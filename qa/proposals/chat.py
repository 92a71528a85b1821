"""A chat model of LangChain, asked for one JSON object within a time limit.

LangChain is imported when the first question is proposed. Whatever goes wrong becomes `Unheard`,
whose message holds nothing that a provider wrote: that may hold a key.
"""

from __future__ import annotations

import importlib.util
import json
import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from chipgraph.errors import MissingExtra
from chipgraph.qa.proposals.decode import MAX_OUTPUT, Misfit, parsed
from chipgraph.qa.proposals.prompt import Message, texts

TIMEOUT_VARIABLE = "CHIPGRAPH_CHAT_TIMEOUT"
SECONDS = 30.0


class Unheard(Exception):
    """A model gave no answer; the message says why, and nothing that is secret."""


class Asked(Protocol):
    """Whatever is told messages and a JSON schema, and gives back data."""

    @property
    def name(self) -> str:
        """What it is called in answers."""

    def ask(self, messages: Sequence[Message], schema: dict[str, Any]) -> object:
        """The data that it replies with; `Unheard` or `Misfit` where there is none."""


class ChatModel:
    """A model by the name that LangChain's `init_chat_model` takes, or one that is made already."""

    def __init__(self, model: str | Any, seconds: float | None = None) -> None:
        if importlib.util.find_spec("langchain") is None:
            raise MissingExtra("langchain", f"The chat model “{_called(model)}”")
        self.name = _called(model)
        self._given = model
        self._binds = True  # whether it takes a schema, until it is known not to
        self._seconds = limit() if seconds is None else seconds

    def ask(self, messages: Sequence[Message], schema: dict[str, Any]) -> object:
        """The data of one reply: by the model's own structured output, else read from its text."""
        return _within(self._seconds, lambda: self._asked(messages, schema))

    def opened(self) -> str:
        """The class of the model, made now; `Unheard` where that cannot be."""
        return type(self._model).__name__

    def _asked(self, messages: Sequence[Message], schema: dict[str, Any]) -> object:
        found = self._structured(messages, schema) if self._binds else None
        if found is not None:
            return found
        self._binds = False
        shape = texts()["schema"].format(schema=json.dumps(schema, ensure_ascii=False))
        told = [messages[0], ("system", shape), *messages[1:]]
        return parsed(_text(self._model.invoke([_merged(told[:2]), *told[2:]])))

    def _structured(self, messages: Sequence[Message], schema: dict[str, Any]) -> object:
        """What the model gives when bound to the schema; None where it has no such way.

        Providers differ in which schemas they take, so whatever fails is tried as plain text.
        """
        try:
            return self._model.with_structured_output(schema).invoke(list(messages))
        except Unheard:
            raise
        except Exception:
            return None

    @cached_property
    def _model(self) -> Any:
        if not isinstance(self._given, str):
            return self._given
        try:
            from langchain.chat_models import init_chat_model

            return init_chat_model(self._given)
        except ImportError as error:  # LangChain's own words: which package is to be installed
            raise Unheard(str(error).splitlines()[0][:200]) from None
        except Exception as error:
            raise Unheard(
                f"it cannot be opened ({type(error).__name__}); check its name, written "
                "PROVIDER:MODEL, and the key that its provider wants"
            ) from None


def limit() -> float:
    """How many seconds a model may take, from the environment."""
    try:
        seconds = float(os.environ.get(TIMEOUT_VARIABLE) or SECONDS)
    except ValueError:
        return SECONDS
    return seconds if 0 < seconds < threading.TIMEOUT_MAX else SECONDS


def _within(seconds: float, act: Callable[[], object]) -> object:
    """What an action gives within a time; a thread that takes longer is left to itself."""
    done: SimpleQueue[tuple[object, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            done.put((act(), None))
        except BaseException as error:
            done.put((None, error))

    threading.Thread(target=run, name="asking the chat model", daemon=True).start()
    try:
        found, error = done.get(timeout=seconds)
    except Empty:
        raise Unheard(f"it took more than {seconds:g} seconds") from None
    if isinstance(error, Unheard | Misfit):
        raise error
    if error is not None:
        raise Unheard(f"it failed ({type(error).__name__})") from None
    return found


def _merged(messages: Sequence[Message]) -> Message:
    """Several messages of one speaker as one: some models take a single system message."""
    return messages[0][0], "\n\n".join(text for _, text in messages)


def _text(message: Any) -> str:
    """The text of a reply, whether it came whole or in blocks."""
    content = message.content
    if isinstance(content, list):
        blocks = (b if isinstance(b, str) else b.get("text", "") for b in content)
        content = "".join(str(block) for block in blocks)
    if not isinstance(content, str) or len(content) > MAX_OUTPUT:
        raise Misfit("the answer is too long")
    return content


def _called(model: str | Any) -> str:
    """What a model is called: its own name, else its class."""
    if isinstance(model, str):
        return model
    named = (getattr(model, name, None) for name in ("model_name", "model", "name"))
    return next((n for n in named if isinstance(n, str) and n), type(model).__name__)
