"""The repository itself: nothing of one machine, no names in code, everything documented."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SKOS, Namespace

ROOT = Path(__file__).parent.parent
PARTS = ("graph", "ontology", "loaders", "qa")
CG = Namespace("https://w3id.org/chipgraph/ontology#")
KINDS = {  # class → whether a word of capitals alone is a name there, or a kind as “GPU” is
    "Vendor": True,
    "Person": True,
    "Software": True,
    "Model": False,
    "Chip": False,
    "CloudInstance": False,
}
# A platform, a library of ours, a format: words that code may need although sources name them too.
NEEDED = {"Apple", "LangChain", "PyTorch", "Python", "Linux", "Windows", "SentenceTransformer"}


@cache
def tracked() -> tuple[Path, ...]:
    """The text files in git; in a download without git, those that would be."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy is no git checkout")
    paths = [ROOT / name for name in listed if name]
    return tuple(p for p in paths if p.is_file() and not p.is_symlink() and _is_text(p))


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def python_files() -> list[Path]:
    """Shipped code: not the tests, which must name things."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in (*PARTS, "src")
    ]


def entity_names() -> set[str]:
    """Names of things in the facts that are not ordinary words."""
    facts = rdflib.Graph().parse(ROOT / "loaders" / "facts" / "entities.ttl")
    return {
        str(name)
        for kind, capitals in KINDS.items()
        for thing in facts.subjects(RDF.type, CG[kind])
        for path in (SKOS.prefLabel, SKOS.altLabel)
        for name in facts.objects(thing, path)
        if _is_a_name(str(name), capitals=capitals)
    } - NEEDED


def _is_a_name(name: str, *, capitals: bool) -> bool:
    """Capitals or digits where ordinary words have none: a part number, not “Market leaders”."""
    first, *others = name.split()
    proper = [word for word in others if word[:1].isupper() or any(c.isdigit() for c in word)]
    single = first[:1].isupper() and len(first) > 2 and (capitals or not first.isupper())
    return bool(proper) or any(c.isdigit() for c in first) or (not others and single)


def test_no_name_of_a_company_chip_or_product_stands_in_code() -> None:
    names = sorted(entity_names(), key=len, reverse=True)
    pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, names))})(?![A-Za-z0-9])")
    assert all(map(pattern.search, ("NVIDIA", "an H100", "(AWS)", "Blackwell's")))
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in python_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in pattern.finditer(line)
    ]
    assert not found, "\n".join(found)


def test_nothing_of_one_machine_is_in_the_repository() -> None:
    pattern = re.compile(
        r"(?:/(?:home|root|Users|work)/[a-z])|file:///(?!etc/|tmp/)"
        r"|\b(?!127\.0\.0\.1)(?:\d{1,3}\.){3}\d{1,3}:\d+"
        r"|pypi\.(?:org|python)|files\.pythonhosted|index-url",
    )
    allowed = {ROOT / "tests" / "test_repository.py"}
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path not in allowed
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_the_four_folders_are_linked_into_the_package() -> None:
    for part in PARTS:
        link = ROOT / "src" / "chipgraph" / part
        assert link.is_symlink()
        assert str(link.readlink()) == f"../../{part}"
        assert link.resolve() == ROOT / part


def test_the_wheel_is_built_from_the_real_folders() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    wheel = build["targets"]["wheel"]
    assert wheel["packages"] == ["src/chipgraph", *PARTS]
    assert wheel["sources"] == {"src/chipgraph": "chipgraph"} | {
        part: f"chipgraph/{part}" for part in PARTS
    }
    assert wheel["exclude"] == [f"src/chipgraph/{part}" for part in PARTS]


def test_every_dependency_is_justified() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [
        *project["project"]["dependencies"],
        *(name for extra in project["project"]["optional-dependencies"].values() for name in extra),
        *(
            name
            for group in project["dependency-groups"].values()
            for name in group
            if isinstance(name, str)
        ),
    ]
    page = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text()
    names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in wanted}
    assert not {name for name in names if f"`{name}`" not in page}


def test_the_constraints_name_no_host_and_every_dependency() -> None:
    text = (ROOT / "constraints.txt").read_text()
    assert "://" not in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[^A-Za-z0-9._-]", requirement)[0]
        assert f"\n{name}==" in "\n" + text


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text()
    for note in folder.glob("0*.md"):
        assert f"]({note.name})" in index
    numbers = sorted(note.name[:4] for note in folder.glob("0*.md"))
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


def test_links_between_pages_lead_somewhere() -> None:
    for page in (p for p in tracked() if p.suffix == ".md"):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_every_folder_says_what_it_is_for() -> None:
    for part in PARTS:
        told = ast.get_docstring(ast.parse((ROOT / part / "__init__.py").read_text())) or ""
        assert len(told.split()) > 15, part
