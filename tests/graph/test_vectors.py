"""Vector search against the exact answer, at the size of the real graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from chipgraph.graph.batch import Batch, Node
from chipgraph.graph.embedded import EmbeddedStore, build, open_embedded
from chipgraph.graph.nearest import Nearest

COUNT, DIMENSIONS = 3000, 96
EQUALS = {"d": 1, "b": 2, "a": 1, "c": 4}  # the length of a vector says nothing


@pytest.fixture(scope="module")
def matrix() -> np.ndarray:
    """Directions in groups of five, as the wordings of one claim lie together."""
    chance = np.random.default_rng(5)
    centres = np.repeat(
        chance.normal(size=(COUNT // 5, 24)) @ chance.normal(size=(24, DIMENSIONS)), 5, 0
    )
    vectors = centres + 2 * chance.normal(size=(COUNT, DIMENSIONS))
    scaled: np.ndarray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("f4")
    return scaled


@pytest.fixture(scope="module")
def vectors(
    matrix: np.ndarray, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedStore]:
    """A store of nothing but vectors."""
    folder = tmp_path_factory.mktemp("vectors") / "graph"
    nodes = (
        Node(f"p{row}", ("Phrasing",), {"text": str(row), "embedding": vector})
        for row, vector in enumerate(matrix)
    )
    build(Batch(tuple(nodes), ()), folder)
    with open_embedded(folder) as store:
        yield store


def test_the_index_finds_what_an_exact_search_finds(
    vectors: EmbeddedStore, matrix: np.ndarray
) -> None:
    shares = []
    for turn, noise in enumerate(np.random.default_rng(6).normal(size=(40, DIMENSIONS)) / 12):
        question = matrix[turn * 71] + noise
        question = question / np.linalg.norm(question)
        exact = [f"p{row}" for row in np.argsort(-(matrix @ question))[:50]]
        found = [key for key, _ in vectors.vector_search("phrasing", question, 50)]
        assert found[:3] == exact[:3]
        shares.append(len(set(exact) & set(found)) / 50)
    assert np.mean(shares) > 0.995


@pytest.mark.parametrize("count", [1, 84, 85, 86, 400])  # 85 rows of 96 numbers are a block
def test_no_row_is_lost_between_blocks(matrix: np.ndarray, count: int) -> None:
    rows = matrix[:count]
    near = Nearest.of((f"{row:03}", vector) for row, vector in enumerate(rows))
    assert near is not None
    found = near.search(rows[-1], count)
    assert next(iter(found)) == f"{count - 1:03}"
    assert [found[f"{row:03}"] for row in range(count)] == pytest.approx(
        (rows @ rows[-1]).tolist(), abs=1e-6
    )


def test_scores_are_cosines_in_falling_order(vectors: EmbeddedStore, matrix: np.ndarray) -> None:
    question = matrix[17]
    found = vectors.vector_search("phrasing", question, 20)
    assert found[0] == ("p17", pytest.approx(1.0, abs=1e-5))
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    cosines = [float(matrix[int(key[1:])] @ question) for key, _ in found]
    assert scores == pytest.approx(cosines, abs=1e-5)


def test_equal_vectors_come_by_id_whatever_the_order_of_the_load(tmp_path: Path) -> None:
    vector = np.arange(8.0)
    nodes = [Node(key, ("Claim",), {"embedding": vector * size}) for key, size in EQUALS.items()]
    found = []
    for name, order in (("one", nodes), ("other", nodes[::-1])):
        build(Batch(tuple(order), ()), tmp_path / name)
        with open_embedded(tmp_path / name) as store:
            found.append(store.vector_search("claim", vector, 3))
    assert found[0] == found[1]
    assert [key for key, _ in found[0]] == ["a", "b", "c"]


def test_more_than_there_are_gives_all(store: EmbeddedStore) -> None:
    assert len(store.vector_search("claim", np.ones(16), 100)) == 6


def test_the_same_index_answers_from_cypher(vectors: EmbeddedStore, matrix: np.ndarray) -> None:
    rows = vectors.read(
        "CALL db.index.vector.queryNodes('phrasing_embedding', 3, $vector) YIELD node, score "
        "RETURN node.id AS id, score ORDER BY score DESC",
        {"vector": matrix[99]},
    )
    assert rows.rows[0] == ("p99", pytest.approx(1.0, abs=1e-5))


def test_vectors_come_back_as_they_were(vectors: EmbeddedStore, matrix: np.ndarray) -> None:
    ((vector,),) = vectors.read("MATCH (p:Phrasing {id: 'p5'}) RETURN p.embedding")
    assert np.array_equal(np.array(vector, dtype="f4"), matrix[5])


def test_the_index_is_used_after_a_copy_of_the_folder(
    folder: Path, tmp_path: Path, store: EmbeddedStore
) -> None:
    import shutil

    copy = shutil.copytree(folder, tmp_path / "copy")
    question = np.arange(16.0)
    with open_embedded(copy) as other:
        assert other.vector_search("claim", question, 3) == store.vector_search(
            "claim", question, 3
        )
