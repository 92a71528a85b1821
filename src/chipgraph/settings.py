"""Settings: a flag beats the environment, which beats chipgraph.toml, which beats the default.

`SETTINGS` is the whole list. docs/settings.md is written from it, and so are the messages that
say what is allowed.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipgraph.errors import SettingsError, without_password
from chipgraph.graph.neo4j_address import SCHEMES, VARIABLES, check_url, is_url

FILE_NAME = "chipgraph.toml"
PREFIX = "CHIPGRAPH_"
COLORS = ("auto", "always", "never")
# Switches of single parts, documented beside the settings: how long a chat model may take, a
# traceback, the bound of a query, whether tests may do without a Neo4j server or a web browser,
# which release they ask, who logs in.
UNLISTED = (
    "CHIPGRAPH_CHAT_TIMEOUT",
    "CHIPGRAPH_DEBUG",
    "CHIPGRAPH_QUERY_TIMEOUT",
    "CHIPGRAPH_REQUIRE_BROWSER",
    "CHIPGRAPH_REQUIRE_NEO4J",
    "CHIPGRAPH_TEST_NEO4J",
    *VARIABLES,
)

Value = Path | str | tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of chipgraph works with."""

    data_dir: Path
    cache_dir: Path
    documents: Path | None = None
    facts: tuple[Path, ...] = ()
    model: str | None = None
    chat_model: str | None = None
    store: str = "embedded"
    maven_repository: str | None = None
    color: str = "auto"

    @property
    def stores(self) -> Path:
        """The folder that holds one loaded store per content hash."""
        return self.data_dir / "stores"

    @property
    def neo4j(self) -> Path:
        """The home folder of the local Neo4j server."""
        return self.data_dir / "neo4j"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, what it is for, what it takes, and how a raw value is read."""

    name: str
    meaning: str
    allowed: str
    default: str
    read: Callable[[object, Path], Value]

    @property
    def variable(self) -> str:
        """The environment variable of this setting."""
        return PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        """The command-line flag of this setting."""
        return "--" + self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Source:
    """Raw values from one place, with words for where each one stands."""

    values: Mapping[str, object]
    folder: Path
    where: Callable[[str], str]


def _path(raw: object, folder: Path) -> Path:
    if not isinstance(raw, (str, Path)) or not str(raw).strip() or "\0" in str(raw):
        raise ValueError
    return Path(os.path.normpath(folder / Path(raw).expanduser()))


def _paths(raw: object, folder: Path) -> tuple[Path, ...]:
    parts = [part for part in raw.split(os.pathsep) if part] if isinstance(raw, str) else raw
    if not isinstance(parts, (list, tuple)):
        raise ValueError
    return tuple(_path(part, folder) for part in parts)


def _text(raw: object, folder: Path) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError
    return raw.strip()


def _address(raw: object, folder: Path) -> str:
    text = _text(raw, folder)
    if not re.fullmatch(r"https?://\S+", text):
        raise ValueError
    return text


def _color(raw: object, folder: Path) -> str:
    if raw not in COLORS:
        raise ValueError
    return str(raw)


def _store(raw: object, folder: Path) -> str:
    if isinstance(raw, str) and is_url(raw):
        return check_url(raw)
    if raw != "embedded":
        raise ValueError
    return "embedded"


SETTINGS = (
    Setting(
        "data_dir",
        "Folder that holds the loaded stores (a cache: safe to delete, rebuilt on need) and the "
        "local Neo4j server.",
        "a folder",
        "the user data folder of the system",
        _path,
    ),
    Setting(
        "cache_dir",
        "Folder that keeps computed sentence embeddings, so that a second load is quick.",
        "a folder",
        "the user cache folder of the system",
        _path,
    ),
    Setting(
        "documents",
        "Folder with your copies of the source documents; answers then quote them.",
        "a folder with DOCUMENT-NAME.txt files",
        "none: answers cite, and do not quote",
        _path,
    ),
    Setting(
        "facts",
        "Further Turtle files of your own, loaded beside the shipped facts.",
        f"a list of .ttl files (in the environment: separated by “{os.pathsep}”)",
        "none",
        _paths,
    ),
    Setting(
        "model",
        "Embedding model: the shipped one, or any sentence-transformers model by name or folder "
        "(needs the extra sentence-transformers).",
        "a model name or a folder",
        "all-MiniLM-L6-v2, run by ONNX Runtime",
        _text,
    ),
    Setting(
        "chat_model",
        "Chat model that may propose how a refused question is read, by the name that LangChain's "
        "init_chat_model takes (needs the extra langchain and the package of the provider).",
        "PROVIDER:MODEL",
        "none: no model is asked",
        _text,
    ),
    Setting(
        "store",
        "Where the graph lives: in a folder of this machine, or on a Neo4j server.",
        f"embedded, or an address that begins with {', '.join(f'{s}://' for s in SCHEMES)}",
        "embedded",
        _store,
    ),
    Setting(
        "maven_repository",
        "Maven repository that the local Neo4j server is fetched from.",
        "an http(s) address",
        "the mirror in your Maven settings.xml, else Maven Central",
        _address,
    ),
    Setting(
        "color",
        "Colours in the terminal. NO_COLOR is obeyed as well.",
        "auto, always or never",
        "auto",
        _color,
    ),
)
NAMES = tuple(setting.name for setting in SETTINGS)


def read_settings(
    flags: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user_folder: Path | None = None,
) -> Settings:
    """Gather the settings of this run; `flags` whose value is None were not given."""
    environ = os.environ if environ is None else environ
    folder = folder or Path.cwd()
    user_folder = user_folder or _user_folder("config")
    values: dict[str, Any] = {}  # each is read by its own setting
    for source in _sources(flags or {}, environ, folder, user_folder):
        for setting in SETTINGS:
            if setting.name in source.values and setting.name not in values:
                values[setting.name] = _read(setting, source)
    values.setdefault("data_dir", _user_folder("data"))
    values.setdefault("cache_dir", _user_folder("cache"))
    return Settings(**values)


def _sources(
    flags: Mapping[str, object], environ: Mapping[str, str], folder: Path, user_folder: Path
) -> Iterator[Source]:
    given = {name: value for name, value in flags.items() if value is not None}
    yield Source(given, folder, lambda name: "--" + name.replace("_", "-"))
    yield Source(_from_environment(environ), folder, lambda name: PREFIX + name.upper())
    for place in dict.fromkeys((folder, user_folder)):
        if (place / FILE_NAME).is_file():
            yield _from_file(place / FILE_NAME)


def _read(setting: Setting, source: Source) -> Value:
    raw = source.values[setting.name]
    try:
        return setting.read(raw, source.folder)
    except ValueError:
        where = source.where(setting.name)
        raise SettingsError(
            f"{where}: “{without_password(str(raw))}” is not a value of {setting.name}.",
            f"Allowed: {setting.allowed}.",
        ) from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable in UNLISTED:
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in NAMES:
            raise _unknown(variable, [setting.variable for setting in SETTINGS])
        if environ[variable]:  # set but empty means not set, as in a shell's NAME= command
            values[name] = environ[variable]
    return values


def _from_file(path: Path) -> Source:
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.", "It must be a TOML file.") from None

    def where(name: str) -> str:
        return f"{path}, line {_line_of(name, text)}"

    for name in values:
        if name not in NAMES:
            raise _unknown(f"{where(name)}: {name}", list(NAMES), name)
    return Source(values, path.parent, where)


def _line_of(name: str, text: str) -> int:
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}\b""")
    lines = (at for at, line in enumerate(text.splitlines(), 1) if pattern.match(line))
    return next(lines, 1)


def _unknown(where: str, allowed: list[str], name: str = "") -> SettingsError:
    import difflib

    near = difflib.get_close_matches(name or where, allowed, n=1)
    guess = f"Did you mean {near[0]}? " if near else ""
    return SettingsError(
        f"{where} is no setting of chipgraph.", f"{guess}Allowed: {', '.join(allowed)}."
    )


def _user_folder(kind: str) -> Path:
    import platformdirs

    find = {
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
        "config": platformdirs.user_config_path,
    }[kind]
    return find("chipgraph", appauthor=False)
