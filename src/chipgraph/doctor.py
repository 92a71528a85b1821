"""What is installed, which store and model are used, what is missing and how to get it."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipgraph.errors import ChipgraphError, without_password
from chipgraph.settings import SETTINGS, Settings

if TYPE_CHECKING:
    from chipgraph.render import Page


class State(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    OPTIONAL = "optional"  # not installed, and not needed for an answer
    MISSING = "missing"  # no answer without it


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` is the command or step that mends it."""

    what: str
    state: State
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was looked at, and the settings in force."""

    settings: dict[str, str]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """True where questions can be answered here."""
        return all(finding.state is not State.MISSING for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        findings = [asdict(finding) for finding in self.findings]
        return {"ok": self.ok, "settings": self.settings, "findings": findings}

    def text(self, page: Page) -> str:
        """The report as tables."""
        from chipgraph.render import table

        rows = [
            (f.what, str(f.state), "\n".join(filter(None, (f.detail, f.remedy))))
            for f in self.findings
        ]
        found = table(("Part", "State", "Detail"), rows)
        return page.paint([found, "", table(("Setting", "In force"), self.settings.items())])


def examine(settings: Settings) -> Report:
    """Look at everything; changes nothing."""
    findings = (
        *_base(), _store(settings), _model(settings), *_chat_model(settings), *_folders(settings),
        *_extras(),
    )  # fmt: skip
    in_force = {setting.name: _shown(getattr(settings, setting.name)) for setting in SETTINGS}
    return Report(in_force, tuple(dict.fromkeys(findings)))


def _base() -> Iterator[Finding]:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    yield Finding("python", State.OK, f"{python} on {platform.system()} {platform.machine()}")
    for name in _required(""):
        yield _installed(name, State.MISSING, f"pip install {name}")


def _store(settings: Settings) -> Finding:
    from chipgraph.places import place_of
    from chipgraph.qa.embedding import open_embedder

    try:
        with closing(place_of(settings, open_embedder(settings.model))) as place:
            where, manifest = place.described(), place.manifest()
    except ChipgraphError as error:
        return Finding("store", State.MISSING, error.message, error.hint)
    if manifest is None:
        return Finding("store", State.OK, f"{where}: not loaded yet; the first question does it")
    size = f"{manifest['nodes']:,} nodes, {manifest['relationships']:,} relationships"
    loaded = f"{manifest['hash']} of {manifest['created']}: {size}"
    return Finding("store", State.OK, f"{where}: {loaded}")


def _model(settings: Settings) -> Finding:
    from chipgraph.qa.embedding import open_embedder

    try:
        embedder = open_embedder(settings.model)
    except ChipgraphError as error:
        return Finding("model", State.MISSING, error.message, error.hint)
    return Finding("model", State.OK, f"{embedder.name}, {embedder.dimensions} dimensions")


def _chat_model(settings: Settings) -> Iterator[Finding]:
    """The chat model, where one is set; no question is sent."""
    if settings.chat_model is None:
        return
    from chipgraph.qa.proposals.chat import ChatModel, Unheard

    try:
        made = ChatModel(settings.chat_model).opened()
    except ChipgraphError as error:
        yield Finding("chat model", State.OPTIONAL, error.message, error.hint)
    except Unheard as unheard:
        yield Finding("chat model", State.OPTIONAL, f"{settings.chat_model}: {unheard}")
    else:
        yield Finding("chat model", State.OK, f"{settings.chat_model} ({made})")


def _folders(settings: Settings) -> Iterator[Finding]:
    for name in ("data_dir", "cache_dir"):
        folder: Path = getattr(settings, name)
        nearest = next(p for p in (folder, *folder.parents) if p.exists())
        if nearest.is_dir() and os.access(nearest, os.W_OK):
            yield Finding(name, State.OK, f"{folder} can be written")
        else:
            remedy = f"choose another by --{name.replace('_', '-')}"
            yield Finding(name, State.MISSING, f"{nearest} cannot be written", remedy)


def _extras() -> Iterator[Finding]:
    for extra in metadata.metadata("chipgraph").get_all("Provides-Extra") or ():
        for name in _required(extra):
            yield _installed(name, State.OPTIONAL, f'pip install "chipgraph[{extra}]"')


def _installed(name: str, absent: State, remedy: str) -> Finding:
    try:
        return Finding(name, State.OK, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(name, absent, "not installed", remedy)


def _required(extra: str) -> list[str]:
    """The packages that chipgraph itself, or one of its extras, asks for on this machine."""
    found = []
    for requirement in metadata.requires("chipgraph") or ():
        name, _, marker = requirement.partition(";")
        wanted = re.search(r"""extra == ['"]([^'"]+)""", marker)
        if (wanted.group(1) if wanted else "") == extra:
            found.append(re.split(r"[^A-Za-z0-9._-]", name.strip())[0])
    return found


def _shown(value: object) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return without_password(str(value))
