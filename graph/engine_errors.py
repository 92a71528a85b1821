"""What the embedded engine and the operating system say, in our words."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chipgraph.errors import NotReadOnly, QueryError, StoreDamaged, StoreError, StoreLocked
from chipgraph.graph.timeouts import query_timeout, too_slow

_CLASS = re.compile(r"^[A-Z][a-z ]+(?: failed)?: (?=\w+\.\w)|\b(?:[a-z]\w*\.)+[A-Z][\w$]*: ")


def says_full(problem: Exception) -> bool:
    """Whether the engine had no room for another caller; nothing was run then."""
    return "graal_attach_thread failed" in str(problem)


def translate(problem: Exception, text: str = "") -> StoreError:
    """An error of the engine as one of ours."""
    reply = getattr(problem, "native", None) or {}
    cause = str(reply.get("cls", "")).rpartition(".")[2]
    said = _without_classes(str(reply.get("error") or problem))
    if cause == "TimeoutException":
        return too_slow(query_timeout())
    if cause in ("QueryNotIdempotentException", "DatabaseIsReadOnlyException"):
        return NotReadOnly("The query would write.", "Only reading is allowed here.")
    return QueryError(f"The store refused the query: {said}", f"Query: {text}" if text else "")


@contextmanager
def translated(folder: Path, *, writing: bool = False) -> Iterator[None]:
    """Turn errors of opening or writing `folder` into ours."""
    try:
        yield
    except (StoreError, KeyboardInterrupt):
        raise
    except OSError as problem:
        raise storage_error(folder, problem) from problem
    except Exception as problem:
        raise _engine_error(folder, problem, writing) from problem


def storage_error(folder: Path, problem: OSError) -> StoreError:
    """What the operating system refused, and what to do about it."""
    reason = problem.strerror or str(problem)
    message = f"The store {folder} cannot be written: {reason}."
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(message, "Free some space or choose another folder: CHIPGRAPH_DATA_DIR.")
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError(message, "Choose a folder that you may write: CHIPGRAPH_DATA_DIR.")
    return StoreError(message)


def _engine_error(folder: Path, problem: Exception, writing: bool) -> StoreError:
    said = str(problem)
    if "No space left" in said:
        return storage_error(folder, OSError(errno.ENOSPC, "No space left on device"))
    if says_locked(problem):
        return StoreLocked(
            f"Another process is writing the store {folder}.", "Wait until it is done, or stop it."
        )
    if "Permission denied" in said or "AccessDenied" in said:
        return storage_error(folder, OSError(errno.EACCES, "Permission denied"))
    if writing:
        reason = _cause(problem)
        hint = "See that the disk has room and that you may write there: CHIPGRAPH_DATA_DIR."
        if "Duplicated key" in reason:
            hint = "Mend the facts, load again."
        return StoreError(f"The store {folder} cannot be written: {reason}.", hint)
    return StoreDamaged(
        f"The store {folder} cannot be read: {_without_classes(said)}",
        "Rebuild it: chipgraph load --force",
    )


def _cause(problem: Exception) -> str:
    """What the innermost exception of the engine says."""
    chain = getattr(problem, "java_chain", None) or []
    said = [message for _, message in chain if message]
    return _without_classes(str(said[-1] if said else problem)).rstrip(".")


def says_unrecovered(problem: Exception) -> bool:
    """Whether a writer left the folder without closing it, or has it open right now."""
    return "needs recovery" in str(problem)


def says_locked(problem: Exception) -> bool:
    """Whether another process has the folder open for writing."""
    said = str(problem)
    return "LockException" in said or "is locked" in said or "already in use" in said.lower()


def _without_classes(said: str) -> str:
    """The message without the names of Java classes in it and the causes behind it."""
    return _CLASS.sub("", said.partition(" (caused by ")[0])
