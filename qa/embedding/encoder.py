"""The encoder of all-MiniLM-L6-v2: token numbers of texts of one length to vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chipgraph.qa.embedding.layers import Floats, Layer, Linear, Norm
from chipgraph.qa.embedding.weights import Tensors

LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST = 256  # tokens; sentence-transformers cuts here too


class Encoder:
    """The weights, laid out for fast products; called from any number of threads."""

    def __init__(self, tensors: Tensors) -> None:
        # The table of words stays as it is stored: only the rows that a text needs are widened.
        self._words = tensors["embeddings.word_embeddings.weight"]
        places = _full(tensors, "embeddings.position_embeddings.weight")[:LONGEST]
        self._places = places + _full(tensors, "embeddings.token_type_embeddings.weight")[0]
        self._norm = _norm(tensors, "embeddings.LayerNorm")
        self._layers = [_layer(tensors, f"encoder.layer.{number}.") for number in range(LAYERS)]

    def __call__(self, numbers: NDArray[np.int_]) -> Floats:
        """One row of unit length for each row of token numbers."""
        count, length = numbers.shape
        x: Floats = self._words[numbers] + self._places[:length]
        x = self._norm(x.reshape(count * length, WIDTH))
        for layer in self._layers:
            x = layer(x, length)
        mean: Floats = x.reshape(count, length, WIDTH).mean(axis=1)
        mean /= np.linalg.norm(mean, axis=1, keepdims=True)
        return mean


def _layer(tensors: Tensors, prefix: str) -> Layer:
    attention = prefix + "attention."
    three = [f"{attention}self.{part}" for part in ("query", "key", "value")]
    return Layer(
        heads=HEADS,
        query_key_value=_linear(tensors, *three),
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
