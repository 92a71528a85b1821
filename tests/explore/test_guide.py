"""The walk: read from files, made from the schema where there are none, written twice."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chipgraph.errors import FactsError
from chipgraph.explore.asciidoc import asciidoc
from chipgraph.explore.guide import FOLDER, Guide, Page, read_guide, read_saved
from chipgraph.explore.html import html
from chipgraph.explore.parts import Entry, Paragraph, Saved, Style, Terms
from chipgraph.ontology.schema import Schema, read_schema

STYLE = "http://localhost:7470/style.grass"


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema()


@pytest.fixture(scope="module")
def guide(schema: Schema) -> Guide:
    return read_guide(schema)


class Outline(HTMLParser):
    """What a browser would find: slides, headings, queries, commands; and tags left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None], str]] = []
        self.stack: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs), ""))
        if tag not in ("meta", "br"):
            self.stack.append(len(self.seen) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.seen[self.stack.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for place in self.stack:
            name, attributes, text = self.seen[place]
            self.seen[place] = name, attributes, text + data

    def all(self, tag: str, **wanted: str) -> list[str]:
        return [
            text
            for name, attributes, text in self.seen
            if name == tag
            and all(value in (attributes.get(k) or "") for k, value in wanted.items())
        ]


def test_the_walk_has_a_page_for_each_thing_an_analyst_needs(guide: Guide) -> None:
    assert 8 <= len(guide.pages) <= 12
    assert all(page.blocks for page in guide.pages)


def test_every_query_file_is_on_one_page_and_the_other_way_round(guide: Guide) -> None:
    names = [saved.name for saved in guide.queries]
    assert sorted(names) == sorted(path.stem for path in FOLDER.glob("*.cypher"))
    assert len({saved.title for saved in guide.queries}) == len(names)


def test_a_list_that_is_cut_says_so_in_its_title(
    guide: Guide, schema: Schema, tmp_path: Path
) -> None:
    for saved in (*guide.queries, *read_guide(schema, tmp_path).queries):
        if re.search(r"\bLIMIT\b|queryNodes", saved.cypher):
            assert re.search(r"\b(ten|first|\d+)\b", f"{saved.title} {saved.text}"), saved.name


def test_tables_are_in_order_and_their_columns_have_names(guide: Guide) -> None:
    for saved in guide.queries:
        returned = saved.cypher.rpartition("RETURN ")[2]
        if " AS " in returned:
            assert "ORDER BY" in returned, saved.name
            columns = re.split(r",\s*(?![^(]*\))", returned.partition("ORDER BY")[0].strip())
            assert all(re.search(r"^[\w ]+$|AS \w+$", column) for column in columns), saved.name


def test_queries_are_narrow_enough_for_the_sidebar(guide: Guide) -> None:
    assert max(len(line) for saved in guide.queries for line in saved.cypher.splitlines()) <= 52


def test_the_html_holds_every_page_query_and_command(guide: Guide) -> None:
    found = Outline(html(guide, STYLE))
    assert not found.stack
    assert len(found.all("slide")) == len(guide.pages)
    assert found.all("pre", **{"class": "runnable"}) == [saved.titled for saved in guide.queries]
    assert found.all("h3") == [page.title for page in guide.pages]
    commands = [a["data-exec"] for tag, a, _ in found.seen if tag == "a"]
    assert commands[:2] == [f"style {STYLE}", "config autoComplete: false"]
    assert commands[2:] == [c for saved in guide.queries for c in saved.commands]


def test_no_text_becomes_markup() -> None:
    nasty = """<script>alert("1")</script> & 'x' </pre></slide>"""
    blocks = (
        Paragraph(nasty),
        Terms((Entry(nasty, nasty, '"><b>'),)),
        Style(nasty),
        Saved("n", nasty, nasty, nasty, (("p", nasty),)),
    )
    page = html(Guide(nasty, (Page(nasty, blocks),)), nasty)
    found = Outline(page)
    assert not found.all("script")
    assert len(found.all("slide")) == 1
    assert found.all("pre") == [f"// {nasty}\n{nasty}"]
    assert found.all("p")[0] == nasty


def test_words_between_backticks_are_code() -> None:
    page = html(Guide("t", (Page("p", (Paragraph("a `b < c` d"),)),)), STYLE)
    assert "<p>a <code>b &lt; c</code> d</p>" in page


def test_the_asciidoc_holds_the_same(guide: Guide) -> None:
    text = asciidoc(guide, STYLE)
    assert text.startswith(f"= {guide.title}\n")
    assert re.findall(r"^== (.*)$", text, re.MULTILINE) == [page.title for page in guide.pages]
    sources = re.findall(r"^\[source,cypher\]\n----\n(.*?)\n----$", text, re.DOTALL | re.MULTILINE)
    assert [s for s in sources if s.startswith("//")] == [saved.titled for saved in guide.queries]
    assert f":style {STYLE}" in sources


def test_an_ontology_without_a_walk_gets_one(schema: Schema, tmp_path: Path) -> None:
    made = read_guide(schema, tmp_path)
    text = html(made, STYLE)
    titles = [page.title for page in made.pages]
    assert titles[0] == "What is in here"
    assert len(made.queries) > len(schema.main_classes)
    for term in schema.main_classes:
        assert term.plural.capitalize() in titles
    for name in (*schema.classes, *schema.relations):
        assert name in text


def test_queries_without_pages_are_kept_at_the_end(schema: Schema, tmp_path: Path) -> None:
    (tmp_path / "mine.cypher").write_text("// Mine\nRETURN 1 AS one\n")
    made = read_guide(schema, tmp_path)
    assert made.pages[-1].blocks == (Saved("mine", "Mine", "", "RETURN 1 AS one"),)


def test_the_head_of_a_query_is_title_words_and_parameters(tmp_path: Path) -> None:
    path = tmp_path / "q.cypher"
    path.write_text('// T\n// One.\n// Two.\n// :param x => ["a", 1]\nRETURN $x AS x\n// end\n')
    saved = read_saved(path)
    assert saved == Saved("q", "T", "One. Two.", "RETURN $x AS x\n// end", (("x", ["a", 1]),))
    assert saved.commands == ('param x => ["a", 1]',)


def test_a_query_without_a_title_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "q.cypher"
    path.write_text("RETURN 1 AS one\n")
    with pytest.raises(FactsError, match="has no title"):
        read_saved(path)


@pytest.mark.parametrize(
    "pages", ["title = 1 2", 'title = "t"', 'title = "t"\n[[page]]\ntitle = "p"\nqueries = ["no"]']
)
def test_a_broken_walk_is_an_error_that_names_the_file(
    schema: Schema, tmp_path: Path, pages: str
) -> None:
    (tmp_path / "guide.toml").write_text(pages)
    with pytest.raises(FactsError, match=r"guide\.toml cannot be read"):
        read_guide(schema, tmp_path)
