"""Our encoder and the real sentence-transformers, side by side, in an environment with both.

The ordinary environment has no PyTorch: `packaging/parity.sh` builds one that does and runs this.
"""

from __future__ import annotations

import numpy as np
import pytest
from support.golden import Golden

from chipgraph.errors import ModelError
from chipgraph.qa.embedding import Embedder, open_embedder
from chipgraph.qa.embedding.minilm import MiniLM
from chipgraph.qa.embedding.weights import locate_installed

pytest.importorskip(
    "sentence_transformers", reason="sentence-transformers is not installed: packaging/parity.sh"
)
# What PyTorch and its friends warn of while they are imported is theirs to mend.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def real() -> Embedder:
    return open_embedder(f"st:{locate_installed().weights.parent}")


def test_the_vectors_are_the_same(real: Embedder, minilm: MiniLM, golden: Golden) -> None:
    theirs, ours = real.embed(golden.texts), minilm.embed(golden.texts)
    assert (theirs * ours).sum(axis=1).min() > 0.99999
    assert np.abs(theirs - ours).max() < 1e-5


def test_the_golden_file_is_what_the_library_still_gives(real: Embedder, golden: Golden) -> None:
    assert np.abs(real.embed(golden.texts) - golden.vectors).max() < 1e-5


def test_a_folder_alone_opens_the_model_in_it(real: Embedder) -> None:
    folder = open_embedder(str(locate_installed().weights.parent))
    assert np.array_equal(folder.embed(["one text"]), real.embed(["one text"]))
    assert folder.dimensions == 384


def test_rows_and_progress_are_as_with_the_default_model(real: Embedder, golden: Golden) -> None:
    heard: list[int] = []
    rows = real.embed(golden.texts, heard.append)
    assert rows.dtype == np.float32
    assert sum(heard) == len(golden.texts)
    assert real.embed([]).shape == (0, 384)


def test_fingerprints_of_different_models_differ(real: Embedder, minilm: MiniLM) -> None:
    assert real.fingerprint != minilm.fingerprint


def test_a_folder_without_a_model_is_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_embedder(f"st:{tmp_path_factory.mktemp('empty')}")
