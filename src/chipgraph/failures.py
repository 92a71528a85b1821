"""The one place where a failure becomes words on stderr and an exit code.

docs/exit-codes.md says what each code means.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from _thread import interrupt_main
from collections.abc import Callable

from chipgraph.errors import ChipgraphError

INTERRUPTED = 130  # 128 + SIGINT, as shells count
BROKEN_PIPE = 141  # 128 + SIGPIPE: the reader went away, which is no fault of anyone
_AGAIN = 0.05  # seconds until a Ctrl-C that went unheard is sent again


def guarded(action: Callable[[], int]) -> int:
    """Run an action and return its exit code; whatever fails is told, never thrown."""
    try:
        code = action()
        sys.stdout.flush()
        return code
    except ChipgraphError as error:
        tell(error.message, error.hint)
        return error.exit_code
    except KeyboardInterrupt:
        tell("stopped by Ctrl-C; nothing was lost", label="")
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return BROKEN_PIPE
    except OSError as error:
        _forget_output()
        tell(*_system(error))
        return ChipgraphError.exit_code
    except Exception as error:  # a fault of ours: one line for the user, a traceback on demand
        tell(f"chipgraph failed: {type(error).__name__}: {error}", _report())
        return ChipgraphError.exit_code


def unheard(lost: sys.UnraisableHookArgs) -> None:
    """Send a Ctrl-C again that Python threw away; a hook for :data:`sys.unraisablehook`.

    An exception inside a destructor is printed and dropped (Python data model, ``__del__``), and
    Ctrl-C is an exception that may come at any moment, so also there.
    """
    if isinstance(lost.exc_value, KeyboardInterrupt):
        threading.Timer(_AGAIN, _interrupt).start()
    else:
        sys.__unraisablehook__(lost)


def _interrupt() -> None:
    """Interrupt the main thread, also where it waits for something."""
    main = threading.main_thread().ident
    if sys.platform != "win32" and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        interrupt_main()


def _forget_output() -> None:
    """What could not be written must not be tried again when Python ends."""
    with contextlib.suppress(OSError, ValueError):  # no file behind stdout: nothing to forget
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(message: str, hint: str = "", *, label: str = "error: ") -> None:
    """Write a failure to stderr: what is wrong, then what to do."""
    if os.environ.get("CHIPGRAPH_DEBUG") and sys.exc_info()[0]:
        traceback.print_exc()
    lines = [label + _printable(message), *([f"hint: {_printable(hint)}"] if hint else [])]
    print("\n".join(lines), file=sys.stderr, flush=True)


def _system(error: OSError) -> tuple[str, str]:
    """What the operating system refused, in words."""
    import errno

    where = f"{error.filename}: " if error.filename else ""
    advice = {
        errno.ENOSPC: "The disk is full: free some space, or choose another folder by --data-dir.",
        errno.EDQUOT: "Your quota is used up: free some space, or use another --data-dir.",
        errno.EACCES: "No permission: choose a folder that you may write to by --data-dir.",
        errno.EPERM: "No permission: choose a folder that you may write to by --data-dir.",
        errno.EROFS: "The folder is read-only: choose another one by --data-dir.",
        errno.ENOENT: "Check the path.",
    }
    return f"{where}{error.strerror or error}", advice.get(error.errno or 0, "")


def _report() -> str:
    return "This is a bug. CHIPGRAPH_DEBUG=1 before the command shows where; please report it."


def _printable(text: str) -> str:
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
