"""Write again what the pages show: every `$ chipgraph …` block is run, the schema is generated.

python docs/refresh.py            rewrites README.md and docs/
python docs/refresh.py --check    exits 1 where a page shows something else than what happens
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"```console\n\$ (chipgraph [^\n]*)\n(.*?)```", re.DOTALL)


def pages() -> Iterator[tuple[Path, str]]:
    """Each page with the text that it should have."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        text = page.read_text(encoding="utf-8")
        if _BLOCK.search(text):
            yield page, _BLOCK.sub(_executed, text)
    yield ROOT / "docs" / "schema.md", run("chipgraph schema --format md")


def run(command: str) -> str:
    """What a command prints into a pipe."""
    arguments = [sys.executable, "-m", *shlex.split(command)]
    done = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout


def _executed(block: re.Match[str]) -> str:
    return f"```console\n$ {block.group(1)}\n{run(block.group(1)).strip()}\n```"


def main() -> int:
    """Rewrite the pages, or with --check compare them."""
    stale = []
    for page, wanted in pages():
        if not page.exists() or page.read_text(encoding="utf-8") != wanted:
            stale.append(str(page.relative_to(ROOT)))
            if "--check" not in sys.argv:
                page.write_text(wanted, encoding="utf-8")
    print("\n".join(stale) or "every page shows what happens")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
