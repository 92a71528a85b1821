"""The Python door: `chipgraph.open()` gives a graph to ask, to query and to look at."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

from chipgraph.collector import without_collector
from chipgraph.errors import StoreDamaged, UsageError
from chipgraph.loaders.progress import Progress, Silent
from chipgraph.loaders.report import LoadReport
from chipgraph.ontology.schema import Schema
from chipgraph.places import ServerPlace, place_of
from chipgraph.qa.embedding import open_embedder
from chipgraph.settings import Settings, read_settings

if TYPE_CHECKING:
    from chipgraph.graph.result import Result
    from chipgraph.graph.snapshot import Snapshot
    from chipgraph.graph.store import Store
    from chipgraph.qa.answer import Answer
    from chipgraph.qa.lexicon.gaps import Gap
    from chipgraph.qa.lexicon.lint import Finding
    from chipgraph.qa.pipeline import Answerer
    from chipgraph.qa.proposals.chat import Asked
    from chipgraph.quotes import Documents

Shown = Callable[[], AbstractContextManager[Progress]]


def open(
    store: Path | str | None = None,
    facts: Sequence[Path | str] | None = None,
    *,
    documents: Path | str | None = None,
    model: str | None = None,
    chat_model: Any = None,
) -> ChipGraph:
    """Open the graph, loading it first where that was not done yet.

    `store` is the data folder, `facts` are Turtle files of your own beside the shipped ones; what
    is not given comes from the environment and chipgraph.toml, as on the command line. `chat_model`
    is a name as in the settings, or a chat model of LangChain that you made yourself.
    """
    given = {"data_dir": store, "facts": facts, "documents": documents, "model": model}
    if isinstance(chat_model, str):
        given["chat_model"], chat_model = chat_model, None
    return ChipGraph(read_settings(given), chat_model=chat_model)


class ChipGraph:
    """A loaded graph. Close it, or use it as a context manager."""

    def __init__(
        self,
        settings: Settings,
        *,
        progress: Shown = lambda: nullcontext(Silent()),
        say: Callable[[str], None] = lambda words: None,
        chat_model: Any = None,
    ) -> None:
        self.settings = settings
        self._chat_model = settings.chat_model if chat_model is None else chat_model
        self._embedder = open_embedder(settings.model)
        self._place = place_of(settings, self._embedder)
        try:
            self._store = self._opened(progress, say)
        except BaseException:
            self._place.close()
            raise

    def ask(self, question: str, after: Answer | None = None) -> Answer:
        """The cited answer to a question; `after` is the answer that came just before."""
        answer = self._answerer.ask(question, after)
        return self._documents.quote(answer) if self._documents else answer

    def cypher(self, text: str, **parameters: Any) -> Result:
        """The rows of a query that only reads; a warning where they are more than is kept."""
        from chipgraph.graph.result import MAX_ROWS

        result = self.query(text, parameters, limit=MAX_ROWS)
        if result.truncated:
            warnings.warn(result.limit_note, stacklevel=2)
        return result

    def query(
        self, text: str, parameters: Mapping[str, Any] | None = None, *, limit: int | None = None
    ) -> Result:
        """As `cypher`, with the parameters as one mapping and a cap on the rows of your own.

        None is no cap on rows; the one on size stays. `Result.limit_note` says what was cut.
        """
        from chipgraph.graph.result import run

        return run(self._store, text, parameters, limit=limit)

    @cached_property
    def schema(self) -> Schema:
        """The classes, relations, measures, values and units of the graph."""
        return self._place.schema()

    @cached_property
    def snapshot(self) -> Snapshot:
        """The whole graph in memory, for analytics and pictures."""
        from chipgraph.graph.snapshot import Snapshot

        return Snapshot.read(self._store)

    def lint_lexicon(self) -> tuple[Finding, ...]:
        """What in the words of ontology and graph is worth a look, such as two meanings."""
        from chipgraph.qa.lexicon.lint import lint

        return lint(self._answerer.lexicon, self.schema)

    def lexicon_gaps(self, questions: Iterable[str]) -> tuple[Gap, ...]:
        """The words of questions that nothing explains, the most frequent first."""
        from chipgraph.qa.lexicon.gaps import gaps

        understood = [self._answerer.understand(question) for question in questions]
        return gaps(understood, self._answerer.lexicon, self._embedder)

    def stats(self) -> dict[str, Any]:
        """What the store says about itself: its hash, when it was built, how many of what."""
        return self._place.manifest() or {}

    def close(self) -> None:
        """Let the store go."""
        self._store.close()
        self._place.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _answerer(self) -> Answerer:
        from chipgraph.qa.pipeline import Answerer

        chat = _chat_of(self._chat_model)
        # The model is read beside the graph: it hardly needs Python, of which the graph takes all.
        Thread(target=self._embedder.load, name="loading the model").start()
        with without_collector():
            self._place.quicken(self._store, self.snapshot, self.schema)
            return Answerer(
                self._store,
                self.schema,
                self.snapshot,
                self._embedder,
                self._place.name,
                chat,
            )

    @cached_property
    def _documents(self) -> Documents | None:
        if self.settings.documents is None:
            return None
        from chipgraph.quotes import Documents

        rows = self._store.read("MATCH (d:Document) RETURN d.id, d.sha256 ORDER BY d.id")
        return Documents(self.settings.documents, dict(rows.rows))

    def _opened(self, progress: Shown, say: Callable[[str], None]) -> Store:
        """The store, loaded first where that was not done yet, anew where it is damaged."""
        if self._place.manifest() is None:
            self._load(progress, say)
        try:
            return self._place.open()
        except StoreDamaged as damage:
            say(f"{damage.message} It is built anew from the facts.")
            self._load(progress, say, force=True)
            return self._place.open()

    def _load(self, progress: Shown, say: Callable[[str], None], *, force: bool = False) -> None:
        with progress() as shown:
            report = self._place.load(shown, force=force)
        if report.refusals:
            say(f"{len(report.refusals)} facts were refused; `chipgraph load` lists them")


def _chat_of(model: Any) -> Asked | None:
    """The chat model to ask; without one, nothing of it is imported."""
    if model is None:
        return None
    from chipgraph.qa.proposals.chat import ChatModel

    return ChatModel(model)


def load_store(settings: Settings, progress: Progress, *, force: bool = False) -> LoadReport:
    """Bring the store of these settings up to date, or say that it is."""
    with closing(place_of(settings, open_embedder(settings.model))) as place:
        return place.load(progress, force=force)


def unload_store(settings: Settings, progress: Progress) -> int:
    """Remove from a server what is ours; how many nodes there were."""
    place = place_of(settings, open_embedder(settings.model))
    if not isinstance(place, ServerPlace):
        raise UsageError(
            f"The embedded store is a folder: {settings.stores}",
            "Delete it, or name a server: chipgraph unload --from neo4j://127.0.0.1:7687",
        )
    with closing(place):
        return place.unload(progress)
