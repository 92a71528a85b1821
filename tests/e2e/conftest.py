"""Real processes of the command line, on the shared store or on a copy of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from support.processes import COMMAND, Run, environment

from chipgraph.loaders.report import LoadReport
from chipgraph.settings import Settings


@pytest.fixture(scope="session")
def run(settings: Settings, loaded: LoadReport, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run `chipgraph …` in an empty folder; options: `data`, `input`, `env`, `code`."""
    folder = tmp_path_factory.mktemp("cwd")

    def act(
        *arguments: str | Path,
        data: Path | None = None,
        input: str | bytes = "",
        env: dict[str, str] | None = None,
        code: int | None = 0,
        cwd: Path = folder,
    ) -> subprocess.CompletedProcess[str]:
        raw = input.encode() if isinstance(input, str) else input
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            cwd=cwd,
            env=environment(settings, data, **(env or {})),
            input=raw,
            capture_output=True,
            timeout=300,
        )
        out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
        assert code is None or done.returncode == code, f"exit {done.returncode}\n{out}\n{err}"
        assert "Traceback" not in err
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return act


@pytest.fixture
def copy(settings: Settings, loaded: LoadReport, tmp_path: Path) -> Path:
    """A data folder with a copy of the store, to break or to lock."""
    target = tmp_path / "data"
    shutil.copytree(settings.data_dir, target)
    return target
