"""What is worked out when facts ship, so that no first load has to: a verdict and vectors.

`packaging/prepare_facts.py` writes both, and a test does the work again and compares
(docs/decisions/0010-prepared-facts.md). Where they do not fit what is installed, they are not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy
from numpy.typing import NDArray

from chipgraph.loaders.content import digest_of, ontology_files, shipped_facts
from chipgraph.loaders.vectors import Vectors, key_of

_HOME = Path(__file__).parent
VERDICT = _HOME / "facts" / "admitted.sha256"
VECTORS = _HOME / "facts" / "vectors.npz"
# What decides beside facts and ontology.
_GATE = (
    *(_HOME.parent / "ontology" / name for name in ("closure.py", "gate.py", "vocabulary.py")),
    *(_HOME / name for name in ("quarantine.py", "sources.py", "turtle.py")),
)
_STEPS = 127  # of an eight-bit number on each side of zero


def admitted(paths: Sequence[Path]) -> bool:
    """Whether these are the shipped facts, all of them, and the gate has let them in before."""
    if {path.resolve() for path in paths} != {path.resolve() for path in shipped_facts()}:
        return False
    try:
        return VERDICT.read_text(encoding="ascii").strip() == fingerprint()
    except (OSError, ValueError):
        return False


def fingerprint() -> str:
    """One hash over the shipped facts and all that the gate decides by."""
    return digest_of(facts=shipped_facts(), ontology=ontology_files(), code=_GATE)


def prepared_vectors(model: str, path: Path = VECTORS) -> dict[bytes, Vectors]:
    """Text digest to vector, for texts of the shipped facts; empty for any other model."""
    try:
        with path.open("rb") as file, numpy.load(file, allow_pickle=False) as stored:
            if model not in stored["models"].tolist():
                return {}
            rows = _restored(stored["steps"], stored["largest"])
            return dict(zip(map(bytes, stored["keys"]), rows, strict=True))
    except Exception:  # a zip file can break in many ways
        return {}


def write_vectors(path: Path, models: Sequence[str], vectors: Mapping[str, Vectors]) -> None:
    """Keep the vectors of texts, each number as one of 255 steps up to the largest of its row.

    No cosine moves by more than 0.003 by it.
    """
    texts = sorted(vectors)
    rows = numpy.stack([vectors[text] for text in texts])
    largest = numpy.abs(rows).max(axis=1, keepdims=True)
    steps = numpy.rint(rows / largest * _STEPS).astype(numpy.int8)
    keys = numpy.array([list(key_of(text)) for text in texts], dtype=numpy.uint8)
    numpy.savez_compressed(
        path, models=numpy.array(models), keys=keys, steps=steps, largest=largest.astype("f4")
    )


def _restored(steps: NDArray[numpy.int8], largest: Vectors) -> Vectors:
    """Rows of unit length again."""
    rows = steps.astype(numpy.float32) * (largest / _STEPS)
    unit: Vectors = rows / numpy.linalg.norm(rows, axis=1, keepdims=True)
    return unit
