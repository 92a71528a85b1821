"""Write the lock list of a Neo4j release: src/chipgraph/server/neo4j-RELEASE.lock.tsv.

    python packaging/lock_neo4j.py 5.26.30 5.24.0 > src/chipgraph/server/neo4j-5.26.lock.tsv

takes the version of the server and that of the Browser. Maven (`mvn`) resolves them into an empty
repository; what it chose is hashed. The main class is the one that the server's own jar names, the
Java version the one its classes were compiled for.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>neo4j-runtime</artifactId><version>1</version>
<packaging>pom</packaging><dependencies>{}</dependencies></project>"""
DEPENDENCY = (
    "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
)
ENTRY = "META-INF/services/org.neo4j.server.startup.EntryPoint"
OLDEST = 44  # the class file version of Java 0, had there been one


def resolve(version: str, browser: str, folder: Path) -> list[Path]:
    """The jars that Maven chooses, in the layout of a repository."""
    wanted = (
        ("org.neo4j", "neo4j", version),
        ("org.neo4j.app", "neo4j-server", version),
        ("org.neo4j.client", "neo4j-browser", browser),
    )
    text = POM.format("".join(DEPENDENCY.format(*parts) for parts in wanted))
    (folder / "pom.xml").write_text(text, encoding="utf-8")
    command = ["mvn", "-B", "-q", f"-Dmaven.repo.local={folder / 'repository'}", PLUGIN]
    options = ["-DincludeScope=runtime", f"-DoutputDirectory={folder / 'lib'}"]
    subprocess.run([*command, *options], cwd=folder, check=True, stdout=sys.stderr)
    names = {path.name for path in (folder / "lib").iterdir()}
    return [p for p in (folder / "repository").rglob("*.jar") if p.name in names]


def rows(jars: list[Path], repository: Path) -> Iterator[str]:
    """One line per jar: coordinate, path, size, sha1, sha256."""
    for jar in sorted(jars, key=lambda path: path.name):
        path = jar.relative_to(repository)
        *group, artifact, version, name = path.parts
        classifier = name.removeprefix(f"{artifact}-{version}").removesuffix(".jar").lstrip("-")
        parts = [".".join(group), artifact, version, *([classifier] if classifier else [])]
        content = jar.read_bytes()
        hashes = (hashlib.new(kind, content).hexdigest() for kind in ("sha1", "sha256"))
        yield "\t".join((":".join(parts), path.as_posix(), str(len(content)), *hashes))


def head(jars: list[Path], version: str) -> dict[str, str]:
    """What the server's own jar says: how to start it, which Java it needs."""
    [server] = [jar for jar in jars if jar.name == f"neo4j-{version}.jar"]
    with zipfile.ZipFile(server) as files:
        main = files.read(ENTRY).decode().strip()
        some = next(n for n in files.namelist() if n.startswith("org/") and n.endswith(".class"))
        compiled = int.from_bytes(files.read(some)[6:8])
    return {"version": version, "main": main, "java": str(compiled - OLDEST)}


def main(version: str, browser: str) -> None:
    """Print the list."""
    with tempfile.TemporaryDirectory() as folder:
        jars = resolve(version, browser, Path(folder))
        print(
            "# Neo4j Community and the Neo4j Browser: every jar that a local server runs, pinned."
        )
        for name, value in head(jars, version).items():
            print(f"# {name}: {value}")
        print("# made by: packaging/lock_neo4j.py", version, browser)
        print("# coordinate\tpath\tbytes\tsha1\tsha256")
        print("\n".join(rows(jars, Path(folder) / "repository")))


if __name__ == "__main__":
    main(*sys.argv[1:])
