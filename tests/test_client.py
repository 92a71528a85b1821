"""The Python door: `import chipgraph`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import chipgraph
from chipgraph.client import ChipGraph
from chipgraph.errors import NotReadOnly, UsageError
from chipgraph.settings import Settings

QUESTION = "which vendors make chips"


def test_the_public_names_are_all_there() -> None:
    for name in chipgraph.__all__:
        assert getattr(chipgraph, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = chipgraph.nothing
    assert set(chipgraph.__all__) <= set(dir(chipgraph))


def test_importing_it_costs_nothing() -> None:
    code = "import sys, chipgraph; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "arcadedb", "rich", "typer"} & set(done.stdout.split())


def test_open_finds_the_loaded_store(
    graph: ChipGraph, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHIPGRAPH_CACHE_DIR", str(settings.cache_dir))
    with chipgraph.open(settings.data_dir) as again:
        assert again.stats() == graph.stats()


def test_an_answer_has_citations(graph: ChipGraph) -> None:
    answer = graph.ask(QUESTION)
    assert answer.status == "answered"
    assert answer.citations
    assert answer.graph_version == graph.stats()["hash"]


def test_a_follow_up_takes_over(graph: ChipGraph) -> None:
    first = graph.ask(QUESTION)
    assert graph.ask("and at the edge?", first) != graph.ask("and at the edge?")


def test_a_query_gives_rows(graph: ChipGraph) -> None:
    result = graph.cypher("MATCH (d:Document {id: $id}) RETURN d.id AS id", id="amazon-ai-asics")
    assert result.columns == ("id",)
    assert list(result) == [{"id": "amazon-ai-asics"}]
    assert not result.truncated
    cut = graph.query("MATCH (d:Document) RETURN d.id AS id ORDER BY id", limit=2)
    assert (len(cut), cut.truncated) == (2, True)


def test_too_many_rows_are_cut_with_a_warning(graph: ChipGraph) -> None:
    with pytest.warns(UserWarning, match="Only the first 100,000 rows are here"):
        cut = graph.cypher("UNWIND range(1, 100001) AS n RETURN n")
    assert (len(cut), cut.cut) == (100_000, "rows")
    text = "UNWIND range(1, 100) AS n RETURN reduce(t = 'x', i IN range(1, 20) | t + t) AS t"
    with pytest.warns(UserWarning, match="64 MiB; there are more"):
        cut = graph.cypher(text)
    assert (len(cut), cut.cut) == (64, "bytes")


def test_a_query_that_writes_is_refused(graph: ChipGraph) -> None:
    with pytest.raises(NotReadOnly):
        graph.cypher("CREATE (n:Vendor {id: 'x'})")


def test_schema_snapshot_and_stats_agree(graph: ChipGraph) -> None:
    stats = graph.stats()
    assert len(graph.snapshot.nodes) == stats["nodes"]
    assert set(stats["labels"]) <= set(graph.schema.classes)
    assert set(stats["types"]) <= set(graph.schema.relations)


def test_an_empty_question_is_an_error(graph: ChipGraph) -> None:
    with pytest.raises(UsageError):
        graph.ask("  ")


def test_quotes_come_from_the_copy_at_hand(settings: Settings, graph: ChipGraph) -> None:
    corpus = Path(__file__).parents[2] / "shared" / "corpus"
    if not corpus.is_dir():
        pytest.skip("the documents are not here")
    from dataclasses import replace

    with ChipGraph(replace(settings, documents=corpus)) as quoting:
        answer = quoting.ask(QUESTION)
    for citation in answer.citations:
        text = (corpus / f"{citation.document}.txt").read_text(encoding="utf-8")
        assert citation.quote == " ".join(text[citation.start : citation.end].split())
