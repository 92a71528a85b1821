"""The guide as AsciiDoc: what newer Browsers and Neo4j Desktop show; ours of 5.24 does not."""

from __future__ import annotations

from collections.abc import Iterator

from chipgraph.explore.guide import Guide
from chipgraph.explore.parts import Block, Paragraph, Saved, Style, Terms


def asciidoc(guide: Guide, style_url: str) -> str:
    """The whole guide; each section is a page."""
    lines = [f"= {guide.title}", ""]
    for page in guide.pages:
        lines += [f"== {page.title}", ""]
        for block in page.blocks:
            lines += [*_block(block, style_url), ""]
    return "\n".join(lines).rstrip() + "\n"


def _block(block: Block, style_url: str) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield _line(text)
        case Terms(entries):
            for entry in entries:
                yield f"`+{entry.term}+`:: {_line(entry.text)}"
        case Style():
            for command, words in block.commands(style_url):
                yield from (f"{words}:", "", *_source(f":{command}"), "")
        case Saved():
            yield f"=== {block.title}"
            yield ""
            if block.text:
                yield from (_line(block.text), "")
            for command in block.commands:
                yield from _source(f":{command}")
                yield ""
            yield from _source(block.titled)


def _source(text: str) -> Iterator[str]:
    yield from ("[source,cypher]", "----", text, "----")


def _line(text: str) -> str:
    """Text on one line: a line of its own could begin with something that means more."""
    return " ".join(text.split())
