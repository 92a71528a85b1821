"""Embeddings of texts, kept beside the stores: a text is embedded once per model, not per load."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

import numpy
from numpy.typing import NDArray

from chipgraph.errors import ModelError
from chipgraph.loaders.progress import Progress

if TYPE_CHECKING:
    from chipgraph.graph.batch import Node
    from chipgraph.graph.snapshot import NodeRecord
    from chipgraph.ontology.schema import Schema

Vectors = NDArray[numpy.float32]
Embed = Callable[[Sequence[str]], Vectors]

_CHUNK = 256
_MOST_KEPT = 20_000  # vectors of texts that this load does not need go first


@dataclass(frozen=True, slots=True)
class VectorCache:
    """One file of vectors per model; a damaged or missing file only costs time."""

    folder: Path
    model: str

    @property
    def path(self) -> Path:
        """Where the vectors of the model lie."""
        slug = re.sub(r"[^A-Za-z0-9.-]+", "-", self.model).strip("-.")[:64]
        mark = hashlib.sha256(self.model.encode()).hexdigest()[:8]
        return self.folder / f"vectors-{slug}-{mark}.npz"

    def read(self) -> dict[bytes, Vectors]:
        """Text digest to vector; empty where nothing can be read."""
        try:
            with self.path.open("rb") as file, numpy.load(file, allow_pickle=False) as stored:
                keys, rows = stored["keys"], stored["vectors"]
                return {bytes(key): row for key, row in zip(keys, rows, strict=True)}
        except Exception:
            return {}

    def write(self, vectors: Mapping[bytes, Vectors]) -> None:
        """Keep exactly these vectors; a cache that cannot be written is no reason to fail."""
        if not vectors:
            return
        beside = self.path.with_suffix(".new.npz")
        keys = numpy.array([numpy.frombuffer(key, dtype=numpy.uint8) for key in vectors])
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                numpy.savez(beside, keys=keys, vectors=numpy.stack(list(vectors.values())))
                beside.replace(self.path)
            finally:
                beside.unlink(missing_ok=True)


class Embedding:
    """Embeds texts in a thread of its own, so that the gate and the rules run meanwhile.

    Only texts that are neither prepared nor in the cache go through the model, short ones first.
    """

    def __init__(
        self,
        texts: Iterable[str],
        embed: Embed,
        cache: VectorCache,
        prepared: Mapping[bytes, Vectors] | None = None,
    ) -> None:
        self._embed, self._cache = embed, cache
        wanted = {key_of(text): text for text in texts}
        stored = cache.read() | dict(prepared or {})
        self._others = {key: row for key, row in stored.items() if key not in wanted}
        self._known = {key: row for key, row in stored.items() if key in wanted}
        self._missing = sorted(
            ((key, text) for key, text in wanted.items() if key not in self._known),
            key=lambda item: (len(item[1]), item[1]),
        )
        self._steps: SimpleQueue[int | BaseException | None] = SimpleQueue()
        self._stop = Event()
        self._thread = Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._steps.put(len(self._known))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop after the chunk at hand; what was embedded is kept for the next load."""
        self._stop.set()
        self._thread.join()
        if self._missing:
            room = max(0, _MOST_KEPT - len(self._known))
            others = dict(list(self._others.items())[:room])
            self._cache.write(self._known | others)

    def vectors(self, texts: Mapping[str, str], progress: Progress) -> dict[str, Vectors]:
        """Wait for the vectors: node id to the one of its text."""
        while (step := self._steps.get()) is not None:
            if isinstance(step, BaseException):
                raise step
            progress.advance(step)
        if others := sorted({text for text in texts.values() if key_of(text) not in self._known}):
            rows = _checked(self._embed(others), len(others))
            self._known |= {key_of(text): row for text, row in zip(others, rows, strict=True)}
        return {name: self._known[key_of(text)] for name, text in texts.items()}

    def _work(self) -> None:
        try:
            for start in range(0, len(self._missing), _CHUNK):
                if self._stop.is_set():
                    return
                chunk = self._missing[start : start + _CHUNK]
                rows = _checked(self._embed([text for _, text in chunk]), len(chunk))
                self._known |= {key: row for (key, _), row in zip(chunk, rows, strict=True)}
                self._steps.put(len(chunk))
        except BaseException as problem:  # told where the vectors are waited for
            self._steps.put(problem)
        finally:
            self._steps.put(None)


def texts_to_embed(nodes: Iterable[Node | NodeRecord], schema: Schema) -> dict[str, str]:
    """Node id to text, for every label with a vector index: its full text of the same name."""
    indexes = {(term.owner, term.vector_index) for term in schema.properties if term.vector_index}
    by_label = {
        term.owner: term.name
        for term in schema.properties
        if (term.owner, term.full_text) in indexes
    }
    return {
        node.id: node.properties[by_label[label]]
        for node in nodes
        for label in node.labels
        if label in by_label
    }


def key_of(text: str) -> bytes:
    """What a text is known by where vectors are kept."""
    return hashlib.sha256(text.encode()).digest()[:16]


def _checked(given: Vectors, count: int) -> Vectors:
    rows = numpy.asarray(given, dtype=numpy.float32)
    if rows.ndim != 2 or len(rows) != count or not numpy.isfinite(rows).all():
        raise ModelError(
            "The embedding model gave no usable vectors.",
            "Run `chipgraph doctor` to see which model is used.",
        )
    return rows
