"""Which Maven repository the jars come from.

A setting beats a mirror of the user's Maven settings, which beats the default of the Maven client.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

USER_SETTINGS = Path(".m2") / "settings.xml"


def repository_of(setting: str | None = None, home: Path | None = None) -> str:
    """The address of the repository to fetch from."""
    return (setting or _mirror(home or Path.home()) or _default()).rstrip("/")


def _default() -> str:
    from chipgraph.server.fetch import client

    return str(client().MavenContext().remote_repos["central"])


def _mirror(home: Path) -> str | None:
    """The first mirror of Maven Central in the user's settings; Maven takes the first too."""
    return next(_mirrors(home / USER_SETTINGS), None)


def _mirrors(path: Path) -> Iterator[str]:
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError):
        return
    for mirror in root.iterfind("./{*}mirrors/{*}mirror"):
        address = (mirror.findtext("{*}url") or "").strip()
        blocked = (mirror.findtext("{*}blocked") or "").strip() == "true"
        if address and not blocked and _covers_central(mirror.findtext("{*}mirrorOf") or ""):
            yield address


def _covers_central(pattern: str) -> bool:
    """Whether a `mirrorOf` means Maven Central, which is external and spoken to by https.

    >>> [_covers_central(p) for p in ("*", "central", "external:*", "*,!central", "other")]
    [True, True, True, False, False]
    """
    parts = {part.strip() for part in pattern.split(",")}
    return "!central" not in parts and bool(parts & {"*", "central", "external:*"})
