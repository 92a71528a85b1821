"""The guide as HTML: what `:guide` and `:play` of the Neo4j Browser up to 5 show.

Each page is a `slide`; a click on a `pre` of class `runnable` puts its text into the editor, one on
an element with `data-exec` runs the command that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from chipgraph.explore.guide import Guide, Page
from chipgraph.explore.parts import Block, Entry, Paragraph, Saved, Style, Terms


def html(guide: Guide, style_url: str) -> str:
    """The whole guide; `style_url` is where the Browser finds the style."""
    slides = "\n".join(_slide(page, style_url) for page in guide.pages)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(guide.title)}</title>\n</head>\n<body>\n"
        '<article class="guide">\n<carousel class="deck container-fluid">\n'
        f"{slides}\n</carousel>\n</article>\n</body>\n</html>\n"
    )


def _slide(page: Page, style_url: str) -> str:
    lines = [line for block in page.blocks for line in _block(block, style_url)]
    return "\n".join(
        (
            '<slide class="row-fluid">\n<div class="col-sm-12">',
            f"<h3>{_text(page.title)}</h3>",
            *lines,
            "</div>\n</slide>",
        )
    )


def _block(block: Block, style_url: str) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield f"<p>{_text(text)}</p>"
        case Terms(entries):
            yield from map(_entry, entries)
        case Style():
            for command, words in block.commands(style_url):
                yield _command(command, words)
        case Saved():
            yield f'<h4 style="margin-top: 24px">{_text(block.title)}</h4>'
            if block.text:
                yield f"<p>{_text(block.text)}</p>"
            for command in block.commands:
                yield _command(command, f":{command}")
            # No line may break inside <pre> but those of the query.
            yield f'<pre class="code runnable">{escape(block.titled)}</pre>'


def _entry(entry: Entry) -> str:
    dot = f'<span style="color: {escape(entry.colour)}">●</span> ' if entry.colour else ""
    return f"<p>{dot}<b>{escape(entry.term)}</b><br>{_text(entry.text)}</p>"


def _command(command: str, shown: str) -> str:
    return f'<p><a data-exec="{escape(command)}">{escape(shown)}</a></p>'


def _text(text: str) -> str:
    """Text with its code marked."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
