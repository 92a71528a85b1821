"""The name of a store: one hash over all that shapes it, taken without parsing anything.

Facts, ontology, the code that maps and lays out the graph, the engine and the embedding
model: where one of them differs, the store is another one and is built anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from chipgraph.errors import FactsError

# Where chipgraph is imported from: `ontology/` and `loaders/facts/` lie inside it.
_HOME = Path(__file__).parent.parent
_ONTOLOGY = _HOME / "ontology"
_FACTS = _HOME / "loaders" / "facts"
# Code outside these files may change without changing a store.
_SHAPING_CODE = (
    *("graph/batch.py", "graph/embedded.py", "graph/embedded_load.py", "graph/embedded_types.py"),
    *("graph/indexes.py", "graph/nearest.py", "graph/snapshot.py"),
    *("loaders/batch.py", "loaders/claims.py", "loaders/mapping.py", "loaders/quantities.py"),
    *("loaders/pipeline.py", "loaders/quarantine.py", "loaders/sources.py"),
    *("ontology/closure.py", "ontology/gate.py", "ontology/rules.py"),
    *("ontology/reading.py", "ontology/schema.py"),
)
_ENGINE = "arcadedb"


def shipped_facts() -> tuple[Path, ...]:
    """The Turtle files of facts that come with chipgraph, in a fixed order."""
    return tuple(sorted(_FACTS.glob("*.ttl")))


def ontology_files() -> tuple[Path, ...]:
    """The Turtle files and rules of the ontology, in a fixed order."""
    found = [*_ONTOLOGY.rglob("*.ttl"), *_ONTOLOGY.glob("rules/*.rq")]
    return tuple(sorted(found))


def content_hash(facts: Sequence[Path], *, model: str) -> str:
    """The name of the store that these facts and this model give; the order of files is free."""
    used = f"engine {_engine_version()}\nmodel {model}\n"
    return digest_of(used, facts=facts, ontology=ontology_files(), code=_shaping_code())[:32]


def digest_of(used: str = "", **kinds: Iterable[Path]) -> str:
    """A SHA-256 over what lies in files, kind by kind, and over what is used with them.

    The order of the files of a kind is free.
    """
    digest = hashlib.sha256()
    for kind, files in kinds.items():
        digest.update(f"{kind}\n".encode())
        for line in sorted(_digests(files)):
            digest.update(line)
    digest.update(used.encode())
    return digest.hexdigest()


def _shaping_code() -> list[Path]:
    return [_HOME / name for name in _SHAPING_CODE if (_HOME / name).is_file()]


def _digests(files: Iterable[Path]) -> Iterable[bytes]:
    for path in files:
        try:
            yield hashlib.sha256(path.read_bytes()).digest()
        except IsADirectoryError:
            raise FactsError(f"{path} is a folder.", "Name the Turtle files in it.") from None
        except OSError as error:
            raise FactsError(
                f"{path} cannot be read: {error.strerror}.", "Check the path to the facts."
            ) from None


def _engine_version() -> str:
    try:
        return version(_ENGINE)
    except PackageNotFoundError:
        return "none"
