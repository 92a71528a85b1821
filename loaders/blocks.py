"""Where in a Turtle file each subject is written: a light scan, made only when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chipgraph.loaders.namespaces import expand

_TOKEN = re.compile(
    r"""
      (?P<skip>\s+|\#[^\n]*)
    | (?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
              |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<iri><[^<>\s]*>)
    | (?P<open>[\[(])
    | (?P<close>[\])])
    | (?P<stop>\.(?=\s|\#|$))
    | (?P<mark>[,;])
    | (?P<word>(?:[^\s\[\]()<>"',;\#\\]|\\.)+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVES = frozenset({"@prefix", "@base", "prefix", "base"})


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level statement: whose it is, and where its text starts and ends."""

    subject: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BlockIndex:
    """The blocks of one Turtle text by subject, and the prefixes it declares."""

    text: str
    prefixes: dict[str, str]
    blocks: dict[str, tuple[Block, ...]]

    def line_of(self, subject: str, *near: str) -> int | None:
        """The line of a subject's block, or of the first of `near` (IRIs or values) inside it."""
        found = self.blocks.get(subject, ())
        hints = [hint for hint in near if len(hint) > 2 and expand(hint) != subject]
        for hint in hints:
            for block in found:
                for form in self._written(hint):
                    offset = self.text.find(form, block.start, block.end)
                    if offset >= 0:
                        return self._line(offset)
        return self._line(found[0].start) if found else None

    def _written(self, hint: str) -> Iterator[str]:
        iri = expand(hint)
        for prefix, namespace in self.prefixes.items():
            if namespace and iri.startswith(namespace):
                yield f"{prefix}:{iri[len(namespace) :]}"
        if hint:
            yield hint

    def _line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


def index_blocks(text: str) -> BlockIndex:
    """Scan a Turtle text (a damaged one, too) for the blocks it is made of."""
    prefixes: dict[str, str] = {}
    blocks: dict[str, list[Block]] = {}
    for start, end, words in _statements(text):
        if words[0].casefold() in _DIRECTIVES:
            if len(words) >= 3:
                prefixes[words[1].rstrip(":")] = words[2].strip("<>")
        else:
            subject = _expand(words[0], prefixes)
            blocks.setdefault(subject, []).append(Block(subject, start, end))
    return BlockIndex(text, prefixes, {name: tuple(found) for name, found in blocks.items()})


def _statements(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Start, end and first three words of each top-level statement."""
    depth, start, words = 0, 0, list[str]()
    for token in _TOKEN.finditer(text):
        kind, word = token.lastgroup, token.group()
        if kind == "skip":
            continue
        if not words:
            start = token.start()
        depth += {"open": 1, "close": -1}.get(kind or "", 0)
        if depth <= 0 and (kind == "stop" or (kind == "word" and _ends(word))):
            if kind == "word" and len(words) < 3:
                words.append(word[:-1])
            if words:
                yield start, token.end(), words
            depth, words = 0, []
        elif len(words) < 3:
            words.append(word)
            if len(words) == 3 and words[0].casefold() in {"prefix", "base"}:
                yield start, token.end(), words
                depth, words = 0, []
    if words:
        yield start, len(text), words


def _ends(word: str) -> bool:
    return word.endswith(".") and len(word) > 1


def _expand(word: str, prefixes: dict[str, str]) -> str:
    if word.startswith("<"):
        return word[1:-1]
    prefix, colon, name = word.partition(":")
    return prefixes[prefix] + name if colon and prefix in prefixes else word
