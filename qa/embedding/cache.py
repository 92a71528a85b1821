"""Vectors kept on disk between runs: a text is computed once, not at every load."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chipgraph.qa.embedding import Embedder
from chipgraph.qa.embedding.vectors import VectorFile

FILE_NAME = "embeddings.sqlite3"
_MOST = 50_000  # vectors kept: about 80 MB
_CHUNK = 512  # texts computed between two writes: what a killed load may lose


class CachedEmbedder:
    """Another embedder, asked only for texts that were never seen; meant for loads.

    `path` is a file in the cache folder of the user, shared by all models: deleting it costs time
    and nothing else. Questions need no cache: one costs less to compute than to look up and keep.
    """

    def __init__(self, embedder: Embedder, path: Path, *, most: int = _MOST) -> None:
        self._embedder = embedder
        self._file = VectorFile(path, dimensions=embedder.dimensions, most=most)

    @property
    def name(self) -> str:
        """The name of the model behind the cache."""
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return self._embedder.dimensions

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the model behind the cache."""
        return self._embedder.fingerprint

    def verify(self) -> None:
        """Check the model's files thoroughly."""
        self._embedder.verify()

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """One row of unit length for each text; `progress` hears how many more are done."""
        keys = [self._key(text) for text in texts]
        known = self._file.read(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if progress is not None:
            progress(len(texts) - len(missing))
        if missing:
            self.verify()  # wrong vectors must not outlive the wrong weights
        # Texts of like length lie together, since the model computes those at once.
        ordered = sorted(missing, key=lambda key: len(missing[key]))
        for start in range(0, len(ordered), _CHUNK):
            part = ordered[start : start + _CHUNK]
            rows = self._embedder.embed([missing[key] for key in part], progress)
            computed = dict(zip(part, rows, strict=True))
            self._file.write(computed)
            known |= computed
        if not keys:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return np.stack([known[key] for key in keys])

    def _key(self, text: str) -> bytes:
        model = self.fingerprint.encode()
        told = text.encode("utf-8", errors="surrogatepass")
        return hashlib.sha256(b"%d:%b%b" % (len(model), model, told)).digest()
