"""Pages show what happens: their examples are run, their tables generated."""

from __future__ import annotations

import difflib
import os
import re
import runpy
from pathlib import Path

import pytest
from support.processes import environment

from chipgraph.loaders.report import LoadReport
from chipgraph.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_pages_show_what_the_commands_print(
    settings: Settings, loaded: LoadReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = runpy.run_path(str(ROOT / "docs" / "refresh.py"))
    for page, wanted in shown["pages"]():
        now = page.read_text(encoding="utf-8") if page.exists() else ""
        change = difflib.unified_diff(now.splitlines(), wanted.splitlines(), str(page), lineterm="")
        assert now == wanted, "run docs/refresh.py\n" + "\n".join(change)


def test_the_python_of_the_readme_runs(
    settings: Settings,
    loaded: LoadReport,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out


def test_the_readme_starts_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first, second = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)[0].strip().splitlines()
    assert first.startswith("python3 -m pip install uv && python3 -m uv run chipgraph ask ")
    assert second == "python3 -m uv run pytest"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
