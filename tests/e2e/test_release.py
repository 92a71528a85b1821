"""The release wheel, alone: built with the weights inside, installed by pip, asked offline."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.release
OFFLINE = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise RuntimeError(f"the network was asked for: {event} {arguments}")

sys.addaudithook(refuse)
from chipgraph.cli import main
main()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release wheel, built by way of the sdist from a copy of the checkout."""
    folder = tmp_path_factory.mktemp("release")
    copy = folder / "chipgraph"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
    script = ROOT / "packaging" / "bake_model.py"
    target = copy / "qa" / "embedding" / "model"
    subprocess.run([sys.executable, str(script), "--to", str(target)], check=True)
    uv = os.environ.get("UV", shutil.which("uv") or "uv")
    subprocess.run([uv, "build", "-q", "-o", str(folder / "dist")], cwd=copy, check=True)
    [built] = (folder / "dist").glob("*.whl")
    return built


def test_the_wheel_holds_real_files_and_no_more_than_the_index_takes(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("cli.py", "graph/store.py", "ontology/chipgraph.ttl", "qa/answer.py"):
        assert f"chipgraph/{wanted}" in names
    assert any(re.fullmatch(r"chipgraph/loaders/facts/.*\.ttl", name) for name in names)
    assert any(name.endswith(".npz") for name in names)
    assert not any(name.startswith(("graph/", "qa/", "src/", "tests/")) for name in names)
    assert wheel.stat().st_size < 100_000_000


def test_pip_installs_it_without_torch_and_it_answers_offline(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    subprocess.run([*pip, "-c", str(ROOT / "constraints.txt"), str(wheel)], check=True)
    listed = subprocess.run(
        [str(python), "-m", "pip", "list"], check=True, capture_output=True, text=True
    ).stdout
    assert not re.search(r"^(torch|nvidia|transformers|gt-all)", listed, re.MULTILINE)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "CHIPGRAPH", "UV"))}
    done = subprocess.run(
        [str(python), "-c", OFFLINE, "ask", "who competes with NVIDIA in cloud inference"],
        cwd=tmp_path,
        env=clean | {"HOME": str(tmp_path / "home"), "XDG_DATA_HOME": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert "[1]" in done.stdout
    assert "Sources" in done.stdout
