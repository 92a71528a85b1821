"""all-MiniLM-L6-v2 in numpy: six encoder layers, the mean over tokens, unit length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chipgraph.qa.embedding.layers import Floats, Layer, Linear, Norm
from chipgraph.qa.embedding.threads import one_thread_each, spread
from chipgraph.qa.embedding.weights import WEIGHTS_SHA256, Tensors, locate, read, verify
from chipgraph.qa.embedding.wordpiece import WordPiece

NAME = "all-MiniLM-L6-v2"
LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST = 256  # tokens; sentence-transformers cuts here too
_BATCH = 2048  # tokens computed at once: more is not faster and takes more memory


class MiniLM:
    """Texts to vectors of 384 numbers, alike in direction where texts are alike in meaning."""

    name = NAME
    dimensions = WIDTH

    def __init__(self, folder: Path | None = None) -> None:
        self._files = locate(folder)
        self._tokenize = WordPiece(self._files.vocabulary, longest=LONGEST)
        tensors = read(self._files)
        # The table of words stays as it is stored: only the rows that a text needs are widened.
        self._words = tensors["embeddings.word_embeddings.weight"]
        places = _full(tensors, "embeddings.position_embeddings.weight")[:LONGEST]
        self._places = places + _full(tensors, "embeddings.token_type_embeddings.weight")[0]
        self._norm = _norm(tensors, "embeddings.LayerNorm")
        self._layers = [_layer(tensors, f"encoder.layer.{number}.") for number in range(LAYERS)]

    @property
    def fingerprint(self) -> str:
        """Changes when the vectors may: model, bytes of the weights, precision they are kept in."""
        return f"{NAME} {WEIGHTS_SHA256[:16]} {'half' if self._files.half else 'full'}"

    def verify(self) -> None:
        """Read every byte of the weights; raises `ModelError` unless they are the right ones."""
        verify(self._files)

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Floats:
        """One row of unit length for each text; `progress` hears how many more are done."""
        tokens = [self._tokenize(text) for text in texts]
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        batches = _batches([len(numbers) for numbers in tokens])

        def compute(rows: list[int]) -> int:
            vectors[rows] = self._encode(np.array([tokens[row] for row in rows]))
            return len(rows)

        with one_thread_each():
            for done in spread(compute, batches):
                if progress is not None:
                    progress(done)
        return vectors

    def _encode(self, numbers: NDArray[np.int_]) -> Floats:
        count, length = numbers.shape
        x: Floats = self._words[numbers] + self._places[:length]
        x = self._norm(x.reshape(count * length, WIDTH))
        for layer in self._layers:
            x = layer(x, length)
        mean: Floats = x.reshape(count, length, WIDTH).mean(axis=1)
        mean /= np.linalg.norm(mean, axis=1, keepdims=True)
        return mean


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Row numbers in groups of one length, shortest first, none larger than a batch."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    found: list[list[int]] = []
    for length, group in groupby(order, key=lengths.__getitem__):
        rows, most = list(group), max(1, _BATCH // length)
        found += [rows[start : start + most] for start in range(0, len(rows), most)]
    return found


def _layer(tensors: Tensors, prefix: str) -> Layer:
    attention = prefix + "attention."
    return Layer(
        heads=HEADS,
        query_key_value=_linear(
            tensors, *(f"{attention}self.{part}" for part in ("query", "key", "value"))
        ),
        attention_out=_linear(tensors, attention + "output.dense"),
        attention_norm=_norm(tensors, attention + "output.LayerNorm"),
        up=_linear(tensors, prefix + "intermediate.dense"),
        down=_linear(tensors, prefix + "output.dense"),
        norm=_norm(tensors, prefix + "output.LayerNorm"),
    )


def _linear(tensors: Tensors, *names: str) -> Linear:
    weight = np.concatenate([_full(tensors, name + ".weight") for name in names]).T
    bias = np.concatenate([_full(tensors, name + ".bias") for name in names])
    return Linear(np.ascontiguousarray(weight), bias)


def _norm(tensors: Tensors, name: str) -> Norm:
    return Norm(_full(tensors, name + ".weight"), _full(tensors, name + ".bias"))


def _full(tensors: Tensors, name: str) -> Floats:
    return tensors[name].astype(np.float32, copy=False)
