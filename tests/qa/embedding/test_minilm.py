"""One text and many texts give the same vectors, from any number of threads."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from support.golden import Golden

from chipgraph.errors import ModelError
from chipgraph.qa.embedding import open_embedder
from chipgraph.qa.embedding.minilm import MiniLM


def test_texts_alone_and_together_get_the_same_vectors(minilm: MiniLM, golden: Golden) -> None:
    together = minilm.embed(golden.texts)
    alone = np.concatenate([minilm.embed([text]) for text in golden.texts])
    assert np.abs(together - alone).max() < 1e-5


def test_the_order_of_texts_does_not_matter(minilm: MiniLM, golden: Golden) -> None:
    order = list(range(len(golden.texts)))
    random.Random(4).shuffle(order)
    shuffled = minilm.embed([golden.texts[at] for at in order])
    assert np.abs(shuffled - minilm.embed(golden.texts)[order]).max() < 1e-5


def test_rows_have_unit_length_and_the_promised_shape(minilm: MiniLM, golden: Golden) -> None:
    rows = minilm.embed(golden.texts)
    assert rows.dtype == np.float32
    assert rows.shape == (len(golden.texts), minilm.dimensions)
    assert np.abs(np.linalg.norm(rows, axis=1) - 1).max() < 1e-6


def test_no_texts_give_no_rows(minilm: MiniLM) -> None:
    assert minilm.embed([]).shape == (0, 384)


def test_an_empty_text_has_a_vector(minilm: MiniLM) -> None:
    assert np.isfinite(minilm.embed([""])).all()


def test_progress_hears_of_every_text_once(minilm: MiniLM, golden: Golden) -> None:
    heard: list[int] = []
    minilm.embed(golden.texts, heard.append)
    assert sum(heard) == len(golden.texts)


def test_many_threads_get_what_one_gets(golden: Golden) -> None:
    fresh = MiniLM()  # not loaded yet: the threads race for that as well
    texts = golden.texts[:12] * 4
    with ThreadPoolExecutor(8) as pool:
        rows = np.concatenate(list(pool.map(lambda text: fresh.embed([text]), texts)))
    assert np.abs(rows - np.tile(golden.vectors[:12], (4, 1))).max() < 5e-6


def test_an_error_in_progress_reaches_the_caller_and_leaves_no_thread(minilm: MiniLM) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        minilm.embed([f"text number {n} " * (n % 7) for n in range(400)], stop)
    assert not [t for t in threading.enumerate() if t.name.startswith("embedding")]


def test_texts_alike_in_meaning_are_close(minilm: MiniLM) -> None:
    price, cost, colour = minilm.embed(
        ["price of an accelerator", "what does an accelerator cost", "the sky is blue today"]
    )
    assert price @ cost > 0.7 > 0.3 > price @ colour


@pytest.mark.parametrize("name", ["nonsense", "st:", "", "all-minilm"])
def test_an_unknown_model_is_told_with_what_is_allowed(name: str) -> None:
    with pytest.raises(ModelError, match="st:NAME"):
        open_embedder(name)


@pytest.mark.parametrize("name", [None, "all-MiniLM-L6-v2"])
def test_the_shipped_model_is_the_default(name: str | None) -> None:
    assert open_embedder(name).name == "all-MiniLM-L6-v2"
