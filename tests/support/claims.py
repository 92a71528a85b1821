"""The claim route by itself, with questions read as the pipeline reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chipgraph.qa.claims.answers import propose
from chipgraph.qa.claims.index import ClaimIndex
from chipgraph.qa.claims.types import ClaimAnswer, Hit
from chipgraph.qa.lexicon import Lexicon
from chipgraph.qa.normalise import tokens
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import asked_classes
from chipgraph.qa.scan import scan
from chipgraph.qa.statements import context_of, documents_of
from chipgraph.qa.wants import classify
from chipgraph.qa.world import World


@dataclass(frozen=True)
class Route:
    """Everything between a text and what the claims say to it."""

    index: ClaimIndex
    lexicon: Lexicon
    world: World

    def read(self, text: str, wants: Wants | None = None) -> Question:
        """A question, scanned; `wants` overrules what its wording asks for."""
        question = scan(Question(text, tokens(text)), self.lexicon)
        return replace(question, wants=wants or classify(question))

    def find(self, text: str) -> tuple[Hit, ...]:
        """The hits for a text."""
        question = self.read(text)
        return self.index.search(question, documents=documents_of(question))

    def say(self, text: str, wants: Wants | None = None) -> ClaimAnswer:
        """What the claims say to a text."""
        question = self.read(text, wants)
        context = context_of(question, self.world, asked_classes(question, self.world))
        hits = self.index.search(question, documents=documents_of(question))
        answer = propose(question, hits, context)
        assert answer is not None
        return answer

    def names(self, answer: ClaimAnswer) -> list[str]:
        """The names of the things that an answer gives."""
        return [self.index.book.names[n][0] for n in answer.entities]
