"""Any model of the sentence-transformers library; an optional extra, since it brings PyTorch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chipgraph.errors import MissingExtra, ModelError

_BATCH = 64


class SentenceTransformersEmbedder:
    """A model by its name on the model hub or by its folder; a folder needs no network."""

    def __init__(self, name: str) -> None:
        self.name = f"st:{name}"
        self._model = _load(name)
        self.dimensions = len(self._encode(["x"])[0])
        self.fingerprint = f"{self.name} {self.dimensions} {_mark(self._model)}"

    def verify(self) -> None:
        """Nothing is pinned for a model of the user's choice."""

    def load(self) -> None:
        """Nothing: the model was read when it was named."""

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """One row of unit length for each text; `progress` hears how many more are done."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            part = list(texts[start : start + _BATCH])
            vectors[start : start + len(part)] = self._encode(part)
            if progress is not None:
                progress(len(part))
        return vectors

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = np.asarray(
            self._model.encode(
                texts,
                batch_size=_BATCH,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            ),
            dtype=np.float32,
        )
        return found


def _load(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError as error:
        if error.name != "sentence_transformers":
            raise
        raise MissingExtra("sentence-transformers", f"The embedding model “{name}”") from None
    try:
        return SentenceTransformer(name)
    except Exception as error:  # the hub, the disk and the model's own code fail in many ways
        raise ModelError(
            f"The embedding model “{name}” cannot be loaded: {_first_line(error)}",
            "Give a model's name on the hub or a folder that holds one.",
        ) from error


def _mark(model: Any) -> str:
    """A digest of the weights, sampled: two models of one name do not share vectors."""
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(f"{key} {tuple(tensor.shape)}".encode())
        digest.update(np.asarray(tensor.flatten()[:256].float().cpu()).tobytes())
    return digest.hexdigest()[:16]


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
