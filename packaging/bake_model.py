"""Writes the weights that a release carries: half precision, 45 MB, so that it answers offline.

    python packaging/bake_model.py      # before `python -m build` or `uv build`

The files land in `qa/embedding/model/`, git-ignored, and the build takes them in. Half precision
moves no similarity by more than 0.001 (`tests/qa/embedding/test_parity.py`).
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from chipgraph.qa.embedding.weights import (
    BAKED,
    BAKED_FOLDER,
    VOCABULARY,
    ModelFiles,
    locate_installed,
    read_safetensors,
    verify,
)

LICENSE = Path(__file__).parent.parent / "LICENSE"  # the same text: the model is Apache-2.0 too
NOTICE = BAKED_FOLDER / "NOTICE"


def bake(source: ModelFiles, target: Path) -> list[Path]:
    """Write archive, vocabulary, licence and notice; the weights are checked first."""
    verify(source)
    target.mkdir(parents=True, exist_ok=True)
    copies = {VOCABULARY: source.vocabulary}
    if target.resolve() != BAKED_FOLDER.resolve():  # a release has both already
        copies |= {"LICENSE": LICENSE, "NOTICE": NOTICE}
    for name, original in copies.items():
        shutil.copyfile(original, target / name)
    return [_archive(source, target), *(target / name for name in copies)]


def _archive(source: ModelFiles, target: Path) -> Path:
    tensors = read_safetensors(source.weights)
    half: dict[str, Any] = {
        name: tensor.astype(np.float16) for name, tensor in sorted(tensors.items())
    }
    beside = target / f"new-{BAKED}"
    np.savez(beside, **half)
    return beside.replace(target / BAKED)


def main() -> None:
    """Bake, then print sizes and checksums."""
    parser = argparse.ArgumentParser(description="Write the half-precision weights of a release.")
    parser.add_argument("--to", type=Path, default=BAKED_FOLDER, metavar="FOLDER")
    for path in bake(locate_installed(), parser.parse_args().to):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{digest}  {path.stat().st_size:>10,}  {path}")


if __name__ == "__main__":
    main()
