"""Failures: each becomes words on stderr and an exit code, in one place."""

from __future__ import annotations

import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chipgraph import errors
from chipgraph.failures import BROKEN_PIPE, INTERRUPTED, guarded, tell

ROOT = Path(__file__).parent.parent

DESTRUCTOR = """
import signal, sys, time
from chipgraph.failures import guarded, unheard

class Session:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def act():
    Session()
    print("still there")
    time.sleep(30)
    return 0

sys.unraisablehook = unheard
sys.exit(guarded(act))
"""


def all_errors() -> list[type[errors.ChipgraphError]]:
    found = [errors.ChipgraphError]
    for kind in found:
        found += kind.__subclasses__()
    return list(dict.fromkeys(found))


def raising(error: BaseException) -> int:
    def act() -> int:
        raise error

    return guarded(act)


def test_the_tree_in_the_docstring_is_the_tree_in_the_code() -> None:
    drawn = re.findall(r"[│├└─ ]*(\w+)\s+(\d)  ", errors.__doc__ or "")
    assert {name: int(code) for name, code in drawn} == {
        kind.__name__: kind.exit_code for kind in all_errors()
    }


def test_every_exit_code_is_documented() -> None:
    page = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    for code in {kind.exit_code for kind in all_errors()} | {0, INTERRUPTED, BROKEN_PIPE}:
        assert f"| {code} |" in page


def test_an_error_of_ours_is_told_with_its_hint(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(errors.StoreLocked("It is held.", "Wait.")) == 4
    assert capsys.readouterr().err == "error: It is held.\nhint: Wait.\n"


def test_control_characters_never_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    tell("bad \x1b[31mcolour\x00")
    assert "\x1b" not in capsys.readouterr().err


def test_ctrl_c_ends_with_130_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(KeyboardInterrupt()) == INTERRUPTED
    assert "nothing was lost" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process there")
def test_ctrl_c_is_not_lost_in_a_destructor() -> None:
    done = subprocess.run([sys.executable, "-c", DESTRUCTOR], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (INTERRUPTED, "still there\n")
    assert "nothing was lost" in done.stderr
    assert "ignored" not in done.stderr


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "No permission"), (errno.EROFS, "read-only")],
)
def test_what_the_system_refuses_comes_with_advice(
    number: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(OSError(number, "refused", "some/file")) == 1
    shown = capsys.readouterr().err
    assert "some/file: refused" in shown
    assert told in shown


def test_a_fault_of_ours_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHIPGRAPH_DEBUG", raising=False)
    assert raising(ZeroDivisionError("by zero")) == 1
    shown = capsys.readouterr().err
    assert "ZeroDivisionError: by zero" in shown
    assert "CHIPGRAPH_DEBUG=1" in shown
    assert "Traceback" not in shown


def test_the_debug_switch_adds_the_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHIPGRAPH_DEBUG", "1")
    assert raising(ZeroDivisionError("by zero")) == 1
    assert "Traceback" in capsys.readouterr().err
