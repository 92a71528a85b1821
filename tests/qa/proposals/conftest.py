"""The orchards with an answerer of their own, so that no other test meets a chat model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.market import asking, read_market
from support.proposals import with_model

if TYPE_CHECKING:
    from chipgraph.qa.answer import Answer
    from chipgraph.qa.pipeline import Answerer

ORCHARD = Path(__file__).parents[1] / "orchard"
AskWith = Callable[..., "Answer"]


@pytest.fixture(scope="session")
def orchards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """The second market."""
    facts = [ORCHARD / "facts.ttl", ORCHARD / "ripening.ttl"]
    market = read_market(ORCHARD / "terms.ttl", facts)
    with asking(market, tmp_path_factory.mktemp("orchard")) as answerer:
        yield answerer


@pytest.fixture
def ask(orchards: Answerer) -> Iterator[AskWith]:
    """Asks the orchards a question with a model, and after an answer."""

    def asked(question: str, model: Any, after: Any = None, **more: Any) -> Answer:
        return with_model(orchards, model, **more).ask(question, after)

    yield asked
    orchards.proposer = None
