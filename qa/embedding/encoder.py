"""The encoder of all-MiniLM-L6-v2: token numbers of texts of one length to vectors.

ONNX Runtime runs the network; `minilm.onnx` says what is computed (`packaging/make_encoder.py`
writes it), the numbers come from the model's own files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from chipgraph.qa.embedding.weights import Floats, Tensors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST = 256  # tokens; sentence-transformers cuts here too
GRAPH = Path(__file__).with_name("minilm.onnx")
_MOST_THREADS = 4  # one question's products are too small for more


class Encoder:
    """The network with its weights; called from any number of threads."""

    def __init__(self, tensors: Tensors) -> None:
        # The table of words stays as it is stored: only the rows that a text needs are widened.
        self._words = tensors["embeddings.word_embeddings.weight"]
        places = _full(tensors, "embeddings.position_embeddings.weight")[:LONGEST]
        self._places = places + _full(tensors, "embeddings.token_type_embeddings.weight")[0]
        self._session = _session(dict(_numbers(tensors)))

    def __call__(self, numbers: NDArray[np.int_]) -> Floats:
        """One row of unit length for each row of token numbers."""
        embedded: Floats = self._words[numbers] + self._places[: numbers.shape[1]]
        vectors: Floats = self._session.run(None, {"embedded": embedded})[0]
        return vectors

    def table(self, numbers: NDArray[np.int_]) -> Floats:
        """What the network begins with for some pieces of words."""
        return self._words[numbers].astype(np.float32, copy=False)


def _session(numbers: dict[str, Floats]) -> InferenceSession:
    import onnxruntime as ort

    ort.disable_telemetry_events()  # the builds for Windows have some
    options = ort.SessionOptions()
    options.log_severity_level = 3  # errors
    options.intra_op_num_threads = min(_cores(), _MOST_THREADS)
    # A thread that waits actively gains a millisecond on an idle machine and loses ten on a busy.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    values = [ort.OrtValue.ortvalue_from_numpy(array) for array in numbers.values()]
    options.add_external_initializers(list(numbers), values)
    return ort.InferenceSession(GRAPH.read_bytes(), options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _numbers(tensors: Tensors) -> Iterator[tuple[str, Floats]]:
    """The arrays that the graph wants, by its names for them."""
    yield from _pair("norm", tensors, "embeddings.LayerNorm")
    for number in range(LAYERS):
        to, of = f"layer.{number}.", f"encoder.layer.{number}."
        attention = of + "attention."
        three = [f"{attention}self.{part}" for part in ("query", "key", "value")]
        yield from _pair(to + "attention", tensors, *three)  # one product instead of three
        yield from _pair(to + "attention_out", tensors, attention + "output.dense")
        yield from _pair(to + "attention_norm", tensors, attention + "output.LayerNorm")
        yield from _pair(to + "up", tensors, of + "intermediate.dense")
        yield from _pair(to + "down", tensors, of + "output.dense")
        yield from _pair(to + "norm", tensors, of + "output.LayerNorm")


def _pair(to: str, tensors: Tensors, *names: str) -> Iterator[tuple[str, Floats]]:
    """Weight, transposed for row vectors, and bias; of several the columns side by side."""
    weight = np.concatenate([_full(tensors, name + ".weight") for name in names])
    yield f"{to}.weight", np.ascontiguousarray(weight.T)
    yield f"{to}.bias", np.concatenate([_full(tensors, name + ".bias") for name in names])


def _full(tensors: Tensors, name: str) -> Floats:
    return tensors[name].astype(np.float32, copy=False)
