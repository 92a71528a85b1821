"""Turtle that cannot be read is refused with the place, what is expected and a cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipgraph.errors import FactsError, TurtleError
from chipgraph.loaders.blocks import index_blocks
from chipgraph.loaders.turtle import MOST_BYTES, TurtleFile, parse, read

HEAD = "@prefix e: <https://w3id.org/chipgraph/id/> .\n"
BROKEN = {
    "no full stop between blocks": ("e:a e:b e:c\ne:d e:e e:f .\n", 3, "ends the block"),
    "no full stop at the end": ('e:a e:b "x"\n', 2, "ends with ` .`"),
    "prefix not declared": ("e:a cg:role e:c .\n", 2, "@prefix cg: <https://w3id.org/chip"),
    "text not closed": ('e:a e:b "abc ;\n  e:c 1 .\n', 2, "closing quote"),
    "long text not closed": ('e:a e:b """abc\n .\n', 3, "closing quote"),
    "no language after @": ('e:a e:b "abc"@ ;\n e:c 1 .\n', 2, "language such as `@en`"),
    "bad escape": ('e:a e:b "a\\qbc" .\n', 2, "valid escape"),
    "bracket not closed": ("e:a e:b [ e:c 1 .\n", 2, "closing `]`"),
    "bracket not opened": ("e:a e:b [ e:c 1 ] ] .\n", 2, "bracket"),
    "no value": ("e:a e:b , ; .\n", 2, "a value"),
    "a rule": ("e:a => e:c .\n", 2, "plain Turtle"),
    "plain words": ("hello world\n", 2, "a block such as"),
    "rest of a line": ("e:a e:b e:c .\n oh", 3, "a block such as"),
}


@pytest.mark.parametrize(("text", "line", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_syntax_error_names_line_and_column_shows_the_line_and_says_how_to_mend(
    text: str, line: int, words: str
) -> None:
    file = TurtleFile(Path("my.ttl"), HEAD + text)
    with pytest.raises(TurtleError) as raised:
        parse(file)
    error = raised.value
    assert error.line == line
    assert error.column is not None
    assert f"my.ttl, line {line}, column {error.column}: " in error.message
    assert error.source == file.text.splitlines()[line - 1]
    assert words in str(error)
    assert error.hint


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.ttl"
    path.write_bytes(b"@prefix e: <x> .\n\x93\x00\xff\xfe")
    with pytest.raises(TurtleError, match="line 2: is not UTF-8 text"):
        read(path)
    path.write_bytes(HEAD.encode() + b"e:a e:b \0 .")
    with pytest.raises(TurtleError, match="line 2: holds a NUL byte"):
        read(path)


def test_a_missing_empty_or_huge_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match="There is no file"):
        read(tmp_path / "none.ttl")
    with pytest.raises(FactsError, match="is a folder"):
        read(tmp_path)
    (tmp_path / "empty.ttl").write_text("\n \n")
    with pytest.raises(FactsError, match="is empty"):
        read(tmp_path / "empty.ttl")
    with (tmp_path / "huge.ttl").open("wb") as huge:
        huge.truncate(MOST_BYTES + 1)
    with pytest.raises(FactsError, match="too large"):
        read(tmp_path / "huge.ttl")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "facts.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.encode() + b"e:a e:b 1 .\n")
    assert len(parse(read(path))) == 1


TRICKY = (
    HEAD
    + '''# e:comment e:is "not a block" .
e:a a e:V ; e:text "x. y" , """lo
ng ; . e:z""" ; e:number 1.5 .
PREFIX f: <https://example.org/>
f:b e:p [ e:q 1 . ] , ( 1 2 ) ;
   e:r e:s.
e:a e:later 2.
<https://example.org/q> e:x "a"@en.
'''
)


def test_a_subject_leads_to_the_line_of_its_block() -> None:
    index = index_blocks(TRICKY)
    assert index.line_of("https://w3id.org/chipgraph/id/a") == 3
    assert index.line_of("https://example.org/b") == 6
    assert index.line_of("https://example.org/q") == 9
    assert index.line_of("https://example.org/unknown") is None


def test_a_property_or_value_leads_to_its_own_line() -> None:
    index = index_blocks(TRICKY)
    assert index.line_of("https://example.org/b", "https://w3id.org/chipgraph/id/r") == 7
    assert index.line_of("https://w3id.org/chipgraph/id/a", "e:later") == 8
    assert index.line_of("https://w3id.org/chipgraph/id/a", "e:nothing", "e:text") == 3


def test_the_index_finds_every_subject_of_the_shipped_facts() -> None:
    from rdflib import BNode

    from chipgraph.loaders.content import shipped_facts

    for path in shipped_facts():
        file = read(path)
        named = {str(s) for s in parse(file).subjects() if not isinstance(s, BNode)}
        assert set(file.index.blocks) == named
