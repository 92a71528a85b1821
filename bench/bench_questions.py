"""How many questions are answered right: sets of questions with gold answers, and their scorer.

python bench/bench_questions.py FOLDER [SET …] [--write]

FOLDER holds `score.py` (verbs strip and score) and sets as SET.jsonl; a SET may also be a file.
Ours are in bench/questions: `unseen.jsonl` is looked at, `aside.jsonl` is only counted. `--write`
puts the table into docs/quality.md.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from chipgraph.client import ChipGraph
from chipgraph.client import open as open_graph
from chipgraph.qa.answer import Answer

PAGE = Path(__file__).parent.parent / "docs" / "quality.md"
MARK = "<!-- written by bench/bench_questions.py -->"
FIGURES = {
    "right": r"right: (\d+ / \d+ = [\d.]+)",
    "refusals: precision": r"precision (\d+/\d+)",
    "refusals: recall": r"recall (\d+/\d+)",
    "wrong answers given": r"wrong answers given (\d+)",
}


def main() -> None:
    """Ask every set, score it, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    scorer = options.folder / "score.py"
    names = options.sets or sorted(path.stem for path in options.folder.glob("*.jsonl"))
    files = [Path(n) if n.endswith(".jsonl") else options.folder / f"{n}.jsonl" for n in names]
    with open_graph() as graph:
        scores = {file.stem: scored(graph, scorer, file) for file in files}
    lines = list(table(scores))
    print("\n".join(lines))
    if options.write:
        head, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(f"{head}{mark or MARK}\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


def scored(graph: ChipGraph, scorer: Path, questions: Path) -> dict[str, str]:
    """What the scorer says of the answers to one set."""
    stripped = run(scorer, "strip", str(questions))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(f"{answer}\n" for answer in answered(graph, stripped.splitlines()))
        file.flush()
        said = run(scorer, "score", str(questions), file.name)
    found = {name: re.search(pattern, said) for name, pattern in FIGURES.items()}
    kinds = {m[1]: f"{m[2]} / {m[3]}" for m in re.finditer(r"^(\w+) +(\d+) / +(\d+)$", said, re.M)}
    return {name: match[1] for name, match in found.items() if match} | kinds


class Asks(Protocol):
    """Whatever answers a question, by itself or after another."""

    def ask(self, question: str, after: Answer | None = None) -> Answer:
        """The answer."""


def answered(graph: Asks, lines: list[str]) -> Iterator[str]:
    """One answer as JSON a line."""
    return (as_line(key, answer) for key, answer in given(graph, map(json.loads, lines)))


def given(graph: Asks, asked: Iterable[dict[str, Any]]) -> Iterator[tuple[str, Answer]]:
    """Each question's id and answer, follow-ups after what they follow."""
    known: dict[str, Answer] = {}
    for line in asked:
        answer = graph.ask(line["question"], known.get(line.get("after", "")))
        known[line["id"]] = answer
        yield line["id"], answer


def as_line(key: str, answer: Answer) -> str:
    """An answer as the scorer reads it."""
    return json.dumps(answer.to_dict() | {"id": key}, ensure_ascii=False, default=str)


def run(scorer: Path, *arguments: str) -> str:
    """What the scorer prints."""
    command = [sys.executable, str(scorer), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout


def table(scores: dict[str, dict[str, str]]) -> Iterator[str]:
    """A Markdown table: a row a figure, a column a set."""
    rows = list(dict.fromkeys(row for score in scores.values() for row in score))
    width = max(map(len, rows))
    yield f"| {'':{width}} | " + " | ".join(f"{name:>18}" for name in scores) + " |"
    yield f"|{'-' * (width + 2)}|" + "|".join("-" * 19 + ":" for _ in scores) + "|"
    for row in rows:
        cells = " | ".join(f"{score.get(row, '–'):>18}" for score in scores.values())
        yield f"| {row:{width}} | {cells} |"


if __name__ == "__main__":
    main()
