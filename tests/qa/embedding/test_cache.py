"""Computed vectors outlive the process, whatever happens to it or to the file."""

from __future__ import annotations

import logging
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chipgraph.qa.embedding.cache import CachedEmbedder
from chipgraph.qa.embedding.minilm import MiniLM
from chipgraph.qa.embedding.vectors import VectorFile

TEXTS = [f"accelerator number {n} costs {n * 7} dollars" for n in range(40)]
RUN = """
import sys
from pathlib import Path
from chipgraph.qa.embedding import open_embedder
from chipgraph.qa.embedding.cache import CachedEmbedder

path, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
texts = [f"rack {n} in row {n % 17} draws {n * 3} watts" for n in range(first, last)]
print("ready", flush=True)
CachedEmbedder(open_embedder(), path).embed(texts)
print("done", flush=True)
"""


class Counting(MiniLM):
    """The real model, counting the texts that reach it."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.count += len(texts)
        return super().embed(texts, progress)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "embeddings.sqlite3"


@pytest.fixture
def counting() -> Counting:
    return Counting()


def _start(path: Path, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, str(path), str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _rows(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        (check,) = connection.execute("PRAGMA integrity_check").fetchone()
        assert check == "ok"
        (count,) = connection.execute("SELECT count(*) FROM vectors").fetchone()
        return int(count)
    finally:
        connection.close()


def test_a_second_load_computes_nothing_and_gives_the_same(path: Path, counting: Counting) -> None:
    first = CachedEmbedder(counting, path).embed(TEXTS)
    second = CachedEmbedder(counting, path).embed(TEXTS[::-1])
    assert counting.count == len(TEXTS)
    assert np.array_equal(first, second[::-1])
    assert np.abs(first - counting.embed(TEXTS)).max() < 1e-6


def test_only_new_texts_are_computed_and_repeated_ones_once(path: Path, counting: Counting) -> None:
    cached = CachedEmbedder(counting, path)
    cached.embed(TEXTS[:10])
    heard: list[int] = []
    rows = cached.embed([*TEXTS[:15], *TEXTS[:15]], heard.append)
    assert counting.count == 15
    assert sum(heard) == 30
    assert np.array_equal(rows[:15], rows[15:])


def test_no_texts_and_odd_texts(path: Path, counting: Counting) -> None:
    cached = CachedEmbedder(counting, path)
    assert cached.embed([]).shape == (0, 384)
    assert np.isfinite(cached.embed(["", "\udcff", "\x00", "x" * 100_000])).all()
    cached.embed(["", "\udcff", "\x00", "x" * 100_000])
    assert counting.count == 4


def test_models_do_not_see_each_others_vectors(
    path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    CachedEmbedder(counting, path).embed(TEXTS)
    monkeypatch.setattr(Counting, "fingerprint", "another")
    CachedEmbedder(counting, path).embed(TEXTS)
    assert counting.count == 2 * len(TEXTS)


def test_it_is_bounded_and_what_was_not_used_for_longest_goes(
    path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = CachedEmbedder(counting, path, most=20)
    cached.embed(TEXTS[:20])
    tomorrow = time.time() + 86400
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    cached.embed(TEXTS[:5])  # used again
    cached.embed(TEXTS[20:30])
    assert _rows(path) == 20
    counting.count = 0
    cached.embed(TEXTS[:5] + TEXTS[20:30])
    assert counting.count == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda b: b"this is no database" * 100,
        lambda b: b[: len(b) // 2],
        lambda b: b[:4096] + os.urandom(4096) + b[8192:],
        lambda b: b[:2000] + b"\xff" * (len(b) - 2000),
        lambda b: b[:16],
        lambda b: b"",
    ],
    ids=["foreign", "half", "page", "tail", "header", "empty"],
)
def test_a_damaged_file_is_begun_anew_and_the_vectors_are_right(
    path: Path,
    counting: Counting,
    damage: Callable[[bytes], bytes],
    caplog: pytest.LogCaptureFixture,
) -> None:
    right = CachedEmbedder(counting, path).embed(TEXTS)
    path.write_bytes(damage(path.read_bytes()))
    assert np.abs(CachedEmbedder(counting, path).embed(TEXTS) - right).max() < 1e-6
    counting.count = 0
    assert np.abs(CachedEmbedder(counting, path).embed(TEXTS) - right).max() < 1e-6
    assert counting.count == 0
    assert _rows(path) == len(TEXTS)
    assert all(record.levelno == logging.WARNING for record in caplog.records)


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA user_version = 99",
        "DROP TABLE vectors",
        "ALTER TABLE vectors DROP COLUMN used",
        "UPDATE vectors SET vector = zeroblob(1536)",
        "UPDATE vectors SET vector = 'text'",
        "UPDATE vectors SET vector = substr(vector, 1, 40)",
        "UPDATE vectors SET vector = NULL",
    ],
)
def test_a_file_with_other_content_is_mended(
    path: Path, counting: Counting, statement: str
) -> None:
    right = CachedEmbedder(counting, path).embed(TEXTS)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()
    assert np.abs(CachedEmbedder(counting, path).embed(TEXTS) - right).max() < 1e-6
    counting.count = 0
    CachedEmbedder(counting, path).embed(TEXTS)
    assert counting.count == 0


def test_a_file_that_cannot_be_written_costs_time_only(
    tmp_path: Path, counting: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path in (tmp_path / "file" / "x.sqlite3", tmp_path):
        assert CachedEmbedder(counting, path).embed(TEXTS[:3]).shape == (3, 384)
    assert "is not used" in caplog.text


def test_a_locked_file_costs_time_only(
    path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chipgraph.qa.embedding.vectors._PATIENCE", 0.1)
    CachedEmbedder(counting, path).embed(TEXTS[:5])
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert CachedEmbedder(counting, path).embed(TEXTS[:8]).shape == (8, 384)
    finally:
        holder.close()
    assert _rows(path) == 5


def test_wrong_weights_put_nothing_into_the_cache(
    path: Path, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Counting) -> None:
        raise RuntimeError("not the pinned weights")

    monkeypatch.setattr(Counting, "verify", refuse)
    with pytest.raises(RuntimeError):
        CachedEmbedder(counting, path).embed(TEXTS)
    assert VectorFile(path, dimensions=384, most=10).read([b"x"]) == {}


@pytest.mark.slow
def test_processes_started_together_share_one_file(path: Path) -> None:
    processes = [_start(path, 0, 600) for _ in range(4)]
    for process in processes:
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output
        assert output.split() == ["ready", "done"]
    assert _rows(path) == 600


@pytest.mark.slow
def test_a_killed_load_goes_on_where_it_was(path: Path) -> None:
    chance = random.Random(7)
    kept = [0]
    for _ in range(6):
        process = _start(path, 0, 3000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.5, 5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if path.exists():
            kept.append(_rows(path))
    assert kept == sorted(kept)  # nothing that was kept is lost
    process = _start(path, 0, 3000)
    output, _ = process.communicate(timeout=300)
    assert output.split() == ["ready", "done"]
    assert _rows(path) == 3000
