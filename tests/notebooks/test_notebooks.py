"""The notebooks run from the first cell to the last."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.processes import environment

from chipgraph.loaders.report import LoadReport
from chipgraph.settings import Settings

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


# What Jupyter's own packages warn of is theirs to mend.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(
    path: Path, settings: Settings, loaded: LoadReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nbclient
    import nbformat

    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    assert all(cell.get("execution_count") for cell in notebook.cells if cell.cell_type == "code")


def test_every_notebook_is_listed() -> None:
    page = (NOTEBOOKS[0].parent / "README.md").read_text(encoding="utf-8")
    assert all(f"({path.name})" in page for path in NOTEBOOKS)
