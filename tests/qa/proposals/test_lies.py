"""A lying model: whatever it claims, a right refusal stays a refusal."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from support.proposals import (
    Reply,
    both,
    calling,
    ents,
    every,
    form,
    join,
    minus,
    obs,
    saying,
    top,
    when,
    where,
    with_model,
)

from chipgraph.qa.answer import Status
from chipgraph.qa.proposals.decode import Misfit, decode
from chipgraph.qa.proposals.grammar import grammar
from chipgraph.qa.proposals.terms import Terms

if TYPE_CHECKING:
    from chipgraph.qa.pipeline import Answerer

OWNED = "Which farmsteads does Linden Farm administer?"
ILLS = "Which maladies does Frostling resist?"
SPAN = "How many hectares does Long Acre span?"
LARGE = "Which regions hold orchards larger than 15 hectares?"
WITHOUT = "Which farmsteads in Northvale do not grow Amberling?"
FARMS = every("Orchard", "farmsteads")


def owned(node: str = "linden-farm", **changed: Any) -> Reply:
    """What is right for `OWNED`, save for what is changed."""
    step = join("RUNS", False, 0, "administer") | changed
    return form(ents(node), step, FARMS, both(1, 2))


def large(sign: str = ">", value: Any = 15, unit: str = "ha", *more: Reply) -> Reply:
    """What is right for `LARGE`, save for what is changed."""
    limit = where(sign, value, unit)
    return form(obs("area"), limit, both(0, 1), join("OF", False, 2), join("LIES_IN", False, 3))


LIES: dict[str, tuple[str, Reply]] = {
    "a thing that the question does not name": (OWNED, owned("hollis-brothers")),
    "a thing that nobody knows": (OWNED, owned("zephyr-peak")),
    "a thing that is offered by nobody and stands beside the right one": (
        OWNED, form(ents("linden-farm", "hollis-brothers"), join("RUNS", False, 0, "administer"),
                    FARMS, both(1, 2)),
    ),
    "a relation with the wrong ends": (OWNED, owned(relation="RESISTS")),
    "the wrong direction": (OWNED, owned(forward=True)),
    "a relation that does not exist": (OWNED, owned(relation="SELLS")),
    "words that the question does not have": (OWNED, owned(words="manages")),
    "words that do not mean the relation": (OWNED, owned(words="farmsteads")),
    "an operator that does not exist": (OWNED, owned(op="cypher")),
    "a field that does not exist": (OWNED, owned(limit=1)),
    "a figure in a field that takes a step": (OWNED, owned(of=410)),
    "a step that refers to itself": (OWNED, owned(of=1)),
    "a step behind it": (OWNED, owned(of=3)),
    "a figure where a truth belongs": (OWNED, owned(forward=1)),
    "a standing that the relation has not": (OWNED, owned(standing=["planned"])),
    "a property that nothing has": (OWNED, {**owned(), "shows": "price"}),
    "an answer beside the form": (OWNED, {**owned(), "answer": "Zephyr Peak"}),
    "a step left over": (OWNED, form(*owned()["steps"], every("Region"))),
    "a step used twice": (
        OWNED, form(ents("linden-farm"), join("RUNS", False, 0, "administer"), both(1, 1)),
    ),
    "an unknown word left out": (
        OWNED, form(ents("linden-farm"), join("RUNS", False, 0, "administer")),
    ),
    "a word that stands for two things": (
        OWNED, form(ents("linden-farm"), join("RUNS", False, 0, "administer"),
                    every("Orchard", "farmsteads"), both(1, 2), every("Grower", "farmsteads"),
                    both(3, 4)),
    ),
    "more than is asked": (
        ILLS, form(ents("frostling"), join("RESISTS", False, 0), every("Disease", "maladies"),
                   both(1, 2), join("RESISTS", True, 3)),
    ),
    "another measure in the same unit of nothing": (
        SPAN, form(obs("harvest"), ents("long-acre"), join("OF", True, 1), both(0, 2)),
    ),
    "another thing of the same kind": (
        SPAN, form(obs("area"), ents("kestrel-hill"), join("OF", True, 1), both(0, 2)),
    ),
    "any measure": (SPAN, form(obs(), ents("long-acre"), join("OF", True, 1), both(0, 2))),
    "a year that the question does not name": (
        SPAN, form(obs("area"), ents("long-acre"), join("OF", True, 1), both(0, 2), when("2024"),
                   both(3, 4)),
    ),
    "a greatest that nobody asks for": (
        SPAN, form(obs("area"), ents("long-acre"), join("OF", True, 1), both(0, 2), top(3, True)),
    ),
    "another limit": (LARGE, large(value=12)),
    "the limit the other way round": (LARGE, large("<")),
    "the limit in another unit": (LARGE, large(unit="t")),
    "a limit that is no number": (LARGE, large(value="15")),
    "a limit that is a truth": (LARGE, large(value=True)),
    "a limit without end": (LARGE, large(value=10**400)),
    "no limit": (LARGE, form(every("Orchard"), join("LIES_IN", False, 0))),
    "the negation left out": (
        WITHOUT, form(ents("northvale"), join("LIES_IN", True, 0), FARMS, both(1, 2),
                      ents("amberling"), join("GROWS", True, 4), both(3, 5)),
    ),
    "the negation turned round": (
        WITHOUT, form(ents("amberling"), join("GROWS", True, 0), FARMS, both(1, 2),
                      ents("northvale"), join("LIES_IN", True, 4), minus(3, 5)),
    ),
    "a no, which only a source may say": (
        "Does Linden Farm administer the farmstead Old Mill?",
        form(ents("linden-farm"), join("RUNS", False, 0, "administer"),
             every("Orchard", "farmstead"), both(1, 2), ents("old-mill"), both(3, 4)),
    ),
    "what is not recorded": (
        "What is the sugariness of Frostling?",
        form(ents("frostling"), join("OF", True, 0), obs("sugar-content", words="sugariness"),
             both(1, 2)),
    ),
    "a measure that such things cannot have": (
        "What is the sugariness of Stonegate?",
        form(ents("stonegate"), join("OF", True, 0), obs("sugar-content", words="sugariness"),
             both(1, 2)),
    ),
    "the measure of another word": (
        "What is the sugariness of Stonegate?",
        form(ents("stonegate"), join("OF", True, 0), obs("planting-year", words="sugariness"),
             both(1, 2)),
    ),
    "no steps": (OWNED, form()),
}  # fmt: skip


@pytest.mark.parametrize("model", [saying, calling], ids=["as text", "as a call"])
@pytest.mark.parametrize("lie", LIES)
def test_a_lie_stays_a_refusal(lie: str, model: Any, ask: Any) -> None:
    question, reply = LIES[lie]
    plain = ask(question, saying())
    answer = ask(question, model(reply, reply))
    assert answer.status is Status.UNANSWERABLE, answer.answer
    assert (answer.answer, answer.reason, answer.citations) == (
        plain.answer, plain.reason, plain.citations,
    )  # fmt: skip
    assert not answer.values
    assert any("no reading of it holds" in note for note in answer.notes)


UNANSWERED = (
    "What is the sugariness of Frostling?",
    "What is the sugariness of Stonegate?",
)


@pytest.mark.parametrize("question", UNANSWERED)
def test_lies_at_random_stay_refusals(question: str, orchards: Answerer, ask: Any) -> None:
    """Nothing here records what is asked, so whatever form gets through is wrong."""
    ask(question, saying())
    proposer = with_model(orchards, saying()).proposer
    assert proposer is not None
    understood = orchards.understand(question)
    terms = Terms(orchards.world, proposer._things(understood, None))
    words = [understood.words(i, i + 1) for i in understood.unknown]
    chance, typed = random.Random(question), 0
    for _ in range(150):
        reply = at_random(grammar(terms), words, chance)
        try:
            decode(reply, terms.allowed())
            typed += 1
        except Misfit:
            continue
        assert ask(question, saying(reply)).status is Status.UNANSWERABLE, reply
    assert typed > 15


def at_random(schema: Reply, words: list[str], chance: random.Random) -> Reply:
    """A reply that fits the schema, each step used by the next that can take one."""
    kinds = {
        k["properties"]["op"]["enum"][0]: k for k in schema["properties"]["steps"]["items"]["anyOf"]
    }
    steps: list[Reply] = []
    free: list[int] = []
    for op in _operators(kinds, chance):
        step = {}
        for name, shape in kinds[op]["properties"].items():
            if shape.get("type") == "integer":
                step[name] = free.pop()
            else:
                step[name] = _value(name, shape, words, chance)
        free.append(len(steps))
        steps.append(step | {"op": op})
    return {"steps": steps, "shows": ""}


def _operators(kinds: Reply, chance: random.Random) -> Iterator[str]:
    """Operators in an order in which each finds its operands, and one set is left."""
    needs = {
        op: sum(s.get("type") == "integer" for s in kind["properties"].values())
        for op, kind in kinds.items()
    }
    leaves = [op for op, n in needs.items() if not n]
    likely = ["ents", "ents", "all", "obs", "obs", *leaves]
    ready = 0
    for _ in range(chance.randint(1, 4)):
        yield chance.choice(likely)
        ready += 1
        for _ in range(chance.randint(0, 2)):
            yield chance.choice(["join", "join", *(op for op, n in needs.items() if n == 1)])
    for _ in range(ready - 1):
        yield chance.choice(["and", "and", "and", "or", "minus"])


def _value(name: str, shape: Reply, words: list[str], chance: random.Random) -> Any:
    if name == "words":
        return chance.choice([*words, *words, ""])
    if name == "year":
        return "2024"
    if isinstance(shape["type"], list):
        return None
    if shape["type"] == "array":
        listed = shape["items"].get("enum") or ["early"]
        empty = name in {"standing", "statuses"} and chance.random() < 0.9
        return [] if empty else [chance.choice(listed)]
    if "enum" in shape:
        return chance.choice(shape["enum"])
    return {"boolean": chance.random() < 0.5, "number": 15.0, "string": "x"}.get(shape["type"])
