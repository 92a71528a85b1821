"""chipgraph: exact, cited answers over a knowledge graph of the AI chip market.

`import chipgraph; graph = chipgraph.open(); graph.ask("…").answer`. Nothing heavy is imported
before it is needed: `chipgraph.open` is `chipgraph.client.open`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chipgraph.client import ChipGraph, open
    from chipgraph.errors import ChipgraphError
    from chipgraph.graph.result import Result
    from chipgraph.qa.answer import Answer

__version__: str
__all__ = ["Answer", "ChipGraph", "ChipgraphError", "Result", "__version__", "open"]

_HOMES = {
    "Answer": "chipgraph.qa.answer",
    "ChipGraph": "chipgraph.client",
    "ChipgraphError": "chipgraph.errors",
    "Result": "chipgraph.graph.result",
    "open": "chipgraph.client",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for on first use (PEP 562)."""
    import importlib

    if name == "__version__":
        from importlib.metadata import version

        return version("chipgraph")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
