"""A question on Neo4j: the product, the bare query, and two peers that are handed that query.

    python bench/bench_neo4j_ask.py [QUESTIONS] [--rounds N] [--each]

A real server holds the shipped facts. For each question: `ask` in the process on that server; the
query that `ask` made, by the driver in a session that reads; GraphCypherQAChain of langchain-neo4j
and Text2CypherRetriever of neo4j-graphrag, each with a stand-in for its language model that gives
back that same query at once; and `ask` on the embedded store. So the peers are timed without what
costs them most: their model, and its mistakes. The first also has its model write the answer.

Both peers read the schema of the database with APOC, which a plain server lacks. The way round that
both support: `refresh_schema=False` for the graph of the one, `neo4j_schema=` for the other.

Run it with the peers: `python3 -m uv run --group dev --group bench python bench/bench_neo4j_ask.py`
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench_ask import QUESTIONS, read
from langchain_core.language_models.llms import LLM
from langchain_neo4j import GraphCypherQAChain, Neo4jGraph
from local_server import add_options, empty_server
from neo4j import READ_ACCESS, Driver, GraphDatabase
from neo4j_graphrag.llm import LLMInterface, LLMResponse
from neo4j_graphrag.retrievers import Text2CypherRetriever

from chipgraph.client import ChipGraph
from chipgraph.client import open as open_graph
from chipgraph.graph.neo4j_address import PASSWORD, Address
from chipgraph.qa.answer import Answer, Status
from chipgraph.settings import read_settings

SCHEMA = "(:Entity {id, name})<-[:ABOUT]-(:Claim {id, statement})"
PEERS = ("langchain-neo4j", "neo4j-graphrag")
WAYS = ("bare query", "ask", *PEERS, "ask, embedded")
Way = Callable[[Answer], object]


class Chained(LLM):
    """A model of langchain that knows what to say."""

    said: str = ""

    @property
    def _llm_type(self) -> str:
        return "stub"

    def _call(self, prompt: str, *_: Any, **__: Any) -> str:
        return self.said


class Retrieved(LLMInterface):
    """The same for neo4j-graphrag."""

    said = ""

    def invoke(self, input: str, *_: Any, **__: Any) -> LLMResponse:
        """What it was told to say."""
        return LLMResponse(content=self.said)

    async def ainvoke(self, input: str, *_: Any, **__: Any) -> LLMResponse:
        """The same."""
        return self.invoke(input)


def bare(driver: Driver) -> Way:
    """The query alone, as one sends it by hand."""

    def work(answer: Answer) -> list[Any]:
        with driver.session(default_access_mode=READ_ACCESS) as session:
            return list(session.run(answer.cypher, answer.parameters))

    return work


def chain(address: Address) -> Way:
    """langchain-neo4j: the query from one model, the answer from another."""
    graph = Neo4jGraph(
        address.url, username=address.user, password=address.password, refresh_schema=False
    )
    writer, teller = Chained(), Chained(said="That is so.")
    made = GraphCypherQAChain.from_llm(
        cypher_llm=writer, qa_llm=teller, graph=graph, allow_dangerous_requests=True
    )

    def work(answer: Answer) -> Any:
        writer.said = inlined(answer)
        return made.invoke({"query": answer.question})

    return work


def retriever(driver: Driver) -> Way:
    """neo4j-graphrag: the query from a model, explained, then run."""
    writer = Retrieved("stub")
    made = Text2CypherRetriever(driver, writer, neo4j_schema=SCHEMA)

    def work(answer: Answer) -> Any:
        writer.said = inlined(answer)
        return made.search(query_text=answer.question)

    return work


def inlined(answer: Answer) -> str:
    """The query with its parameters in it, as a model would write it."""
    return re.sub(r"\$(\w+)", lambda m: literal(answer.parameters[m[1]]), answer.cypher)


def literal(value: Any) -> str:
    """A value as Cypher writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"`{key}`: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@contextmanager
def all_ways(address: Address) -> Iterator[dict[str, Way]]:
    """Everything that is measured, opened; the server is loaded first."""
    os.environ[PASSWORD[0]] = address.password
    settings = replace(read_settings({}), store=address.url)
    auth = (address.user, address.password)
    with (
        ChipGraph(settings) as there,
        open_graph() as here,
        GraphDatabase.driver(address.url, auth=auth, notifications_min_severity="OFF") as driver,
    ):
        ways: tuple[Way, ...] = (
            bare(driver),
            lambda answer: there.ask(answer.question),
            chain(address),
            retriever(driver),
            lambda answer: here.ask(answer.question),
        )
        yield dict(zip(WAYS, ways, strict=True))


def asked(ways: dict[str, Way], questions: list[str]) -> list[Answer]:
    """The answers that rest on a query of their own."""
    found = []
    for question in questions:
        answer = ways["ask"](Answer("", question, Status.ANSWERED, ""))
        assert isinstance(answer, Answer)
        if answer.cypher:
            found.append(answer)
    return found


def measured(
    ways: dict[str, Way], answers: list[Answer], rounds: int
) -> dict[str, list[list[float]]]:
    """Milliseconds by way and question; the ways take turns, the first round is not counted."""
    spent: dict[str, list[list[float]]] = {way: [[] for _ in answers] for way in ways}
    for turn in range(rounds + 1):
        for number, answer in enumerate(answers):
            for way, work in ways.items():
                started = time.perf_counter()
                work(answer)
                if turn:
                    spent[way][number].append(1000 * (time.perf_counter() - started))
        print(f"round {turn} of {rounds}", file=sys.stderr)
    return spent


def shown(spent: dict[str, list[list[float]]], answers: list[Answer], each: bool) -> None:
    """Print the tables."""
    middle = {way: [statistics.median(some) for some in found] for way, found in spent.items()}
    if each:
        print("p50 in ms" + " " * 43 + "".join(f"{way:>17}" for way in WAYS))
        for number, answer in enumerate(answers):
            row = "".join(f"{middle[way][number]:17.1f}" for way in WAYS)
            print(f"{answer.question[:51]:52}{row}")
        print()
    print(f"{'ms':18}{'p50':>8}{'p95':>8}{'p50 / bare':>12}{'by question: median':>21}{'worst':>8}")
    base = statistics.median(value for some in spent[WAYS[0]] for value in some)
    for way in WAYS:
        every = sorted(value for some in spent[way] for value in some)
        ratios = [a / b for a, b in zip(middle[way], middle[WAYS[0]], strict=True)]
        p50, p95 = statistics.median(every), every[int(0.95 * (len(every) - 1))]
        print(
            f"{way:18}{p50:8.1f}{p95:8.1f}{p50 / base:12.1f}"
            f"{statistics.median(ratios):21.1f}{max(ratios):8.1f}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("questions", nargs="?", type=Path, default=QUESTIONS)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--each", action="store_true", help="a line for each question as well")
    add_options(parser)
    options = parser.parse_args()
    logging.getLogger("neo4j").setLevel(logging.ERROR)  # what a peer's query makes the server say
    with empty_server(options) as server, all_ways(server.address) as ways:
        answers = asked(ways, read(options.questions))
        spent = measured(ways, answers, options.rounds)
    print(f"{len(answers)} questions with a query of their own, {options.rounds} rounds\n")
    shown(spent, answers, options.each)


if __name__ == "__main__":
    main()
