"""What a question may cost before it is answered."""

from __future__ import annotations

import json
import subprocess
import sys

from support.processes import environment

from chipgraph.loaders.report import LoadReport
from chipgraph.settings import Settings

QUESTION = "which vendors make chips"
HEAVY = {  # not needed to answer, and slow to import
    *("rdflib", "pyshacl", "networkx", "pandas", "pyarrow", "neo4j", "langchain", "torch"),
    *("sentence_transformers", "matplotlib", "owlrl", "html5rdf"),
}
LISTS_MODULES = """
import json, sys
from chipgraph.cli import run
code = run(sys.argv[1:])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
sys.exit(code)
"""


def modules_of(settings: Settings, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LISTS_MODULES, *arguments],
        env=environment(settings),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_a_question_imports_nothing_heavy(settings: Settings, loaded: LoadReport) -> None:
    assert not modules_of(settings, "ask", QUESTION) & HEAVY


def test_json_needs_no_table_drawing(settings: Settings, loaded: LoadReport) -> None:
    assert "rich" in modules_of(settings, "ask", QUESTION)
    assert "rich" not in modules_of(settings, "ask", QUESTION, "--json")


def test_help_and_version_load_no_numbers(settings: Settings) -> None:
    for arguments in (["--help"], ["version"], ["ask", "--help"]):
        assert not modules_of(settings, *arguments) & (HEAVY | {"numpy", "arcadedb", "rich"})
