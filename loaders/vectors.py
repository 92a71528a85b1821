"""Embeddings of texts, kept beside the stores: a text is embedded once per model, not per load."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from numpy.typing import NDArray

from chipgraph.errors import ModelError
from chipgraph.loaders.progress import Progress

Vectors = NDArray[numpy.float32]
Embed = Callable[[Sequence[str]], Vectors]

_CHUNK = 512


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
            with numpy.load(self.path, allow_pickle=False) as stored:
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


def embed_texts(
    texts: Mapping[str, str], embed: Embed, cache: VectorCache, progress: Progress
) -> dict[str, Vectors]:
    """Node id to vector; only texts that the cache lacks go through the model."""
    keys = {name: hashlib.sha256(text.encode()).digest()[:16] for name, text in texts.items()}
    wanted = {keys[name]: text for name, text in texts.items()}
    known = {key: row for key, row in cache.read().items() if key in wanted}
    missing = sorted((len(text), text, key) for key, text in wanted.items() if key not in known)
    progress.advance(len(known))
    for start in range(0, len(missing), _CHUNK):
        chunk = missing[start : start + _CHUNK]
        rows = _embed([text for _, text, _ in chunk], embed)
        known |= {key: row for (_, _, key), row in zip(chunk, rows, strict=True)}
        progress.advance(len(chunk))
    if missing:
        cache.write(known)
    return {name: known[key] for name, key in keys.items()}


def _embed(texts: Sequence[str], embed: Embed) -> Vectors:
    rows = numpy.asarray(embed(texts), dtype=numpy.float32)
    if rows.ndim != 2 or len(rows) != len(texts) or not numpy.isfinite(rows).all():
        raise ModelError(
            "The embedding model gave no usable vectors.",
            "Run `chipgraph doctor` to see which model is used.",
        )
    return rows
