"""What a chat model is told: the terms, the question, the last form; no claim and no figure."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path

from chipgraph.qa.draft import Memory
from chipgraph.qa.form import SUBJECT
from chipgraph.qa.gloss import gloss
from chipgraph.qa.proposals.terms import Terms
from chipgraph.qa.question import Question

Message = tuple[str, str]  # who speaks, and what


@cache
def texts() -> dict[str, str]:
    """The texts of `prompt.toml`."""
    return tomllib.loads(Path(__file__).with_name("prompt.toml").read_text(encoding="utf-8"))


def prompt(question: Question, terms: Terms, memory: Memory | None) -> list[Message]:
    """The messages that ask for a form."""
    said = texts()["question"].format(
        question=json.dumps(question.text, ensure_ascii=False),
        unknown=json.dumps(question.unknown_runs(), ensure_ascii=False),
    )
    if memory is not None and memory.form is not None:
        before = json.dumps(gloss(memory.form, terms.world), ensure_ascii=False)
        said += texts()["before"].format(gloss=before)
    return [
        ("system", texts()["system"].format(card=terms.card(), subject=SUBJECT)),
        ("human", said),
    ]


def again(reason: str) -> Message:
    """What is wrong with the last form."""
    return ("human", texts()["again"].format(reason=reason))
