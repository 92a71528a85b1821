"""What is said where the extra is not installed; with it: test_parity_live.py."""

from __future__ import annotations

import importlib.util

import pytest

from chipgraph.errors import MissingExtra
from chipgraph.qa.embedding import open_embedder


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="the extra is installed"
)
@pytest.mark.parametrize("name", ["st:some-model", "sentence-transformers/all-MiniLM-L6-v2", "a/b"])
def test_without_the_extra_the_error_names_the_command(name: str) -> None:
    with pytest.raises(MissingExtra, match=r"chipgraph\[sentence-transformers\]"):
        open_embedder(name)
