"""all-MiniLM-L6-v2: six encoder layers, the mean over tokens, unit length."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from chipgraph.qa.embedding.encoder import LONGEST, WIDTH, Encoder
from chipgraph.qa.embedding.weights import WEIGHTS_SHA256, Floats, locate, read, verify
from chipgraph.qa.embedding.wordpiece import WordPiece

NAME = "all-MiniLM-L6-v2"
_BATCH = 2048  # tokens computed at once: more is not faster and takes more memory


class MiniLM:
    """Texts to vectors of 384 numbers, alike in direction where texts are alike in meaning.

    The files are found and checked at once, and read when the first text comes.
    """

    name = NAME
    dimensions = WIDTH

    def __init__(self, folder: Path | None = None) -> None:
        self._files = locate(folder)
        self._lock = threading.Lock()
        self._loaded: tuple[WordPiece, Encoder] | None = None

    @property
    def fingerprint(self) -> str:
        """Changes when the vectors may: model, bytes of the weights, precision they are kept in."""
        return f"{NAME} {WEIGHTS_SHA256[:16]} {'half' if self._files.half else 'full'}"

    def verify(self) -> None:
        """Read every byte of the weights; raises `ModelError` unless they are the right ones."""
        verify(self._files)

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Floats:
        """One row of unit length for each text; `progress` hears how many more are done."""
        tokenize, encode = self._load()
        tokens = [tokenize(text) for text in texts]
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        for rows in _batches([len(numbers) for numbers in tokens]):
            vectors[rows] = encode(np.array([tokens[row] for row in rows]))
            if progress is not None:
                progress(len(rows))
        return vectors

    def word_vectors(self, words: Sequence[str]) -> Floats:
        """A row for each word from the table that the model begins with, nought for pieces."""
        tokenize, encode = self._load()
        numbers = [tokenize.whole(word) for word in words]
        rows = np.zeros((len(words), WIDTH), dtype=np.float32)
        known = [i for i, number in enumerate(numbers) if number is not None]
        if known:
            rows[known] = encode.table(np.array([numbers[i] for i in known]))
        return rows

    def load(self) -> None:
        """Read the model now; whatever is wrong with it comes with the first text."""
        with contextlib.suppress(Exception):
            self._load()

    def _load(self) -> tuple[WordPiece, Encoder]:
        with self._lock:
            if self._loaded is None:
                tokenize = WordPiece(self._files.vocabulary, longest=LONGEST)
                self._loaded = tokenize, Encoder(read(self._files))
            return self._loaded


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Row numbers in groups of one length, longest first, none larger than a batch."""

    def length(row: int) -> int:
        return lengths[row]

    found: list[list[int]] = []
    for tokens, group in groupby(sorted(range(len(lengths)), key=length, reverse=True), key=length):
        rows, most = list(group), max(1, _BATCH // tokens)
        found += [rows[start : start + most] for start in range(0, len(rows), most)]
    return found
