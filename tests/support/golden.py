"""What the real sentence-transformers made of 80 texts; written by packaging/make_golden.py."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[1] / "qa" / "embedding"


class Golden(NamedTuple):
    """Texts and their vectors."""

    texts: list[str]
    vectors: NDArray[np.float32]


def read_golden() -> Golden:
    """The golden file; its vectors belong to the texts beside it."""
    raw = (FOLDER / "golden_texts.txt").read_bytes()
    with np.load(FOLDER / "golden_minilm.npz", allow_pickle=False) as stored:
        assert str(stored["texts_sha256"]) == hashlib.sha256(raw).hexdigest()
        return Golden(raw.decode().split("\n")[:-1], stored["vectors"])
