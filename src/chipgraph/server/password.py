"""The password of the server: generated, kept in a file of its owner alone, never shown unasked.

It is never an argument of a process: the command that sets the first password reads it from an
argument file (`java @file`), and a change goes over Bolt as a parameter.
"""

from __future__ import annotations

import secrets
import string
import subprocess
from collections.abc import Sequence
from pathlib import Path

from chipgraph.errors import ServerError, StartFailed
from chipgraph.server.conf import write_arguments, write_private
from chipgraph.server.java import environment

USER = "neo4j"
_LETTERS = string.ascii_letters + string.digits
_LENGTH = 32  # 190 bits
ADMIN = "org.neo4j.cli.AdminTool"


class Password:
    """The password file of one home folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "password"
        self._pending = home / "password.pending"

    def read(self) -> str:
        """The password."""
        try:
            return self.path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise ServerError(
                f"There is no password in {self.home}.", "chipgraph neo4j start makes one."
            ) from None

    @property
    def exists(self) -> bool:
        """Whether one was generated."""
        return self.path.exists()

    def known(self) -> list[str]:
        """What the password may be: a change that was broken off leaves two."""
        files = [path for path in (self.path, self._pending) if path.exists()]
        return [path.read_text(encoding="utf-8").strip() for path in files]

    def settle(self, password: str) -> None:
        """Keep the one that the server took."""
        if not self.exists or self.read() != password:
            write_private(self.path, password + "\n")
        self._pending.unlink(missing_ok=True)

    def propose(self) -> str:
        """A new password, kept beside the old one until the server has taken it."""
        password = generate()
        write_private(self._pending, password + "\n")
        return password

    def initialise(self, java: Path, jars: Sequence[Path]) -> None:
        """Give a server that never ran its first password."""
        if not self.exists:
            write_private(self.path, generate() + "\n")
        arguments = self.home / "run" / "password.args"
        words = [ADMIN, "dbms", "set-initial-password", self.read()]
        classes = ":".join(map(str, jars))
        write_arguments(arguments, ["-XX:-UsePerfData", "-cp", classes, *words])
        try:
            done = subprocess.run(
                [java, f"@{arguments}"],
                env=environment(NEO4J_HOME=str(self.home), NEO4J_CONF=str(self.home / "conf")),
                capture_output=True,
                text=True,
                timeout=120,
            )
        finally:
            arguments.unlink(missing_ok=True)
        if done.returncode:
            lines = tuple((done.stdout + done.stderr).replace(self.read(), "…").splitlines())
            raise StartFailed("The first password could not be set.", lines[-10:])
        (self.home / "data" / "dbms" / "auth.ini").chmod(0o600)


def generate() -> str:
    """A password that nobody guesses, of letters and digits: no tool takes it for an option."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
