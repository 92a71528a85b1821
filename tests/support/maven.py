"""A Maven repository of this machine, with three small jars in it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from chipgraph.server.lock import Jar, Lock

NAMES = ("ant", "bee", "cat")


@dataclass
class Repository:
    """Where it is, what lies in it, what was asked for."""

    address: str
    folder: Path
    lock: Lock
    asked: list[str]

    def file(self, jar: Jar) -> Path:
        """The file that is served for a jar."""
        return self.folder / jar.path


@contextmanager
def serving(folder: Path) -> Iterator[Repository]:
    """Serve three jars."""
    lock = Lock("1.0", "org.example.Main", 17, tuple(_publish(folder, name) for name in NAMES))
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith(".jar"):
                asked.append(self.path.rpartition("/")[2])
            super().do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Repository(f"http://127.0.0.1:{server.server_port}", folder, lock, asked)
        finally:
            server.shutdown()
            thread.join()


def _publish(folder: Path, name: str) -> Jar:
    content = name.encode() * 1000
    path = f"org/example/{name}/1.0/{name}-1.0.jar"
    (folder / path).parent.mkdir(parents=True)
    (folder / path).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return Jar(f"org.example:{name}:1.0", path, len(content), digest)
