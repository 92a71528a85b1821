"""The model as a user has it, and the vectors that it must give."""

from __future__ import annotations

import pytest
from support.golden import Golden, read_golden

from chipgraph.qa.embedding.minilm import MiniLM


@pytest.fixture(scope="session")
def golden() -> Golden:
    return read_golden()


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    return MiniLM()
