"""Where a Neo4j server is and who asks it: the address, the user, the password, the database.

The password comes from the environment or, on a terminal, from the person there. It is never part
of an address, since addresses stand in settings, logs and error messages.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from chipgraph.errors import SettingsError

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
USER = ("CHIPGRAPH_NEO4J_USER", "NEO4J_USERNAME")
PASSWORD = ("CHIPGRAPH_NEO4J_PASSWORD", "NEO4J_PASSWORD")
DATABASE = ("CHIPGRAPH_NEO4J_DATABASE",)
VARIABLES = (USER[0], PASSWORD[0], DATABASE[0])
_EXAMPLE = "Example: neo4j://127.0.0.1:7687"

Prompt = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Address:
    """A server and how to log in there; without a password nobody logs in."""

    url: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str | None = None  # None: the user's home database

    @property
    def place(self) -> str:
        """The address as people read it, with the database where one is named."""
        return f"{self.url} (database {self.database})" if self.database else self.url


def is_url(text: str) -> bool:
    """Whether a value of the setting `store` means a server."""
    return "://" in text


def check_url(text: str) -> str:
    """The address of a server as it may stand in a setting; SettingsError says what is wrong."""
    parts = _split(text)
    if parts.scheme not in SCHEMES:
        raise SettingsError(
            f"{parts.scheme}:// is no address of a Neo4j server.",
            f"Allowed: {', '.join(scheme + '://' for scheme in SCHEMES)}",
        )
    if parts.password is not None:  # the text is not repeated: it holds the secret
        raise SettingsError(
            f"The address of {parts.hostname or 'the server'} holds a password.",
            f"Leave it out and set {PASSWORD[0]}.",
        )
    if not parts.hostname:
        raise SettingsError(f"{text} names no server.", _EXAMPLE)
    if parts.path not in ("", "/"):
        raise SettingsError(
            f"{text} has a path, and a server has none.",
            f"{_EXAMPLE}; a database is named by {DATABASE[0]}.",
        )
    return text.strip()


def read_address(
    url: str,
    *,
    environ: Mapping[str, str] | None = None,
    prompt: Prompt | None = None,
) -> Address:
    """The address with what the environment adds; asks for the password only on a terminal."""
    environ = os.environ if environ is None else environ
    parts = _split(check_url(url))
    named = unquote(parts.username) if parts.username else ""
    user = named or _first(environ, USER) or "neo4j"
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], path="").geturl()
    password = _first(environ, PASSWORD)
    prompt = prompt or _terminal()
    if not password and prompt is not None:
        password = prompt(f"Password of {user} at {bare}: ")
    return Address(bare, user, password, _first(environ, DATABASE) or None)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text.strip())
        _ = parts.port
    except ValueError:
        raise SettingsError("The address of the server cannot be read.", _EXAMPLE) from None
    return parts


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")


def _terminal() -> Prompt | None:
    """How to ask the person at the terminal; None where nobody is there."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    from getpass import getpass

    return lambda words: getpass(words, stream=sys.stderr)
