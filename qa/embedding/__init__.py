"""Texts to vectors that are close together where the texts mean alike.

In come texts, out come `float32` rows of unit length, so that a dot product is the similarity.
`open_embedder()` gives all-MiniLM-L6-v2, without torch (`minilm`: `wordpiece` turns text into
numbers, `weights` finds and reads the model, `encoder` computes). Any other model of
sentence-transformers is one name away (`sentence_transformers`, an optional extra). Nothing here
uses the network on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chipgraph.errors import ModelError

__all__ = ["DEFAULT", "Embedder", "open_embedder"]

DEFAULT = "all-MiniLM-L6-v2"
_PREFIXES = ("st:", "sentence-transformers:")


class Embedder(Protocol):
    """Whatever turns texts into vectors of unit length."""

    @property
    def name(self) -> str:
        """The model's name, as `open_embedder` takes it."""

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""

    @property
    def fingerprint(self) -> str:
        """A text that differs where the vectors may differ."""

    def verify(self) -> None:
        """Check the model's files thoroughly; raises `ModelError` if they are not right."""

    def load(self) -> None:
        """Read the model now rather than for the first text; what is wrong is told by `embed`."""

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """One row of unit length for each text; `progress` hears how many more are done."""


def open_embedder(name: str | None = None) -> Embedder:
    """The embedder of that name; none means the shipped model.

    A folder, a name with a slash such as `sentence-transformers/all-mpnet-base-v2`, or any name
    after `st:` is run by sentence-transformers.
    """
    if name is None or name == DEFAULT:
        from chipgraph.qa.embedding.minilm import MiniLM

        return MiniLM()
    from chipgraph.qa.embedding.sentence_transformers import SentenceTransformersEmbedder

    for prefix in _PREFIXES:
        if name.startswith(prefix) and name != prefix:
            return SentenceTransformersEmbedder(name.removeprefix(prefix))
    if "/" in name or (name and Path(name).is_dir()):
        return SentenceTransformersEmbedder(name)
    raise ModelError(
        f"“{name}” is no embedding model that chipgraph knows.",
        f"Allowed: {DEFAULT}, st:NAME for a model of sentence-transformers, or a model folder.",
    )
