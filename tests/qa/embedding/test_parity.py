"""The numpy encoder against vectors that the real sentence-transformers computed."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest
from support.golden import Golden

from chipgraph.qa.embedding.minilm import MiniLM
from chipgraph.qa.embedding.weights import locate_installed

BAKE = Path(__file__).parents[3] / "packaging" / "bake_model.py"


@pytest.fixture(scope="session")
def baked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the weights as a release carries them, written by the release's script."""
    folder = tmp_path_factory.mktemp("model")
    runpy.run_path(str(BAKE))["bake"](locate_installed(), folder)
    return folder


def test_full_weights_give_the_vectors_of_sentence_transformers(
    minilm: MiniLM, golden: Golden
) -> None:
    ours = minilm.embed(golden.texts)
    assert (ours * golden.vectors).sum(axis=1).min() > 0.99999
    assert np.abs(ours - golden.vectors).max() < 5e-6


def test_half_weights_give_nearly_the_same(baked: Path, golden: Golden) -> None:
    ours = MiniLM(baked).embed(golden.texts)
    assert (ours * golden.vectors).sum(axis=1).min() > 0.9999
    similarities = np.abs(ours @ ours.T - golden.vectors @ golden.vectors.T)
    assert similarities.max() < 1e-3


def test_baked_folder_carries_licence_and_notice(baked: Path) -> None:
    assert "Apache License" in (baked / "LICENSE").read_text(encoding="utf-8")
    assert "sentence-transformers" in (baked / "NOTICE").read_text(encoding="utf-8")


def test_baking_twice_gives_the_same_bytes(baked: Path, tmp_path: Path) -> None:
    runpy.run_path(str(BAKE))["bake"](locate_installed(), tmp_path)
    for path in baked.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()
