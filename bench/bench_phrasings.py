"""How well questions fare that nobody here wrote an answer for: phrasings that are left out.

python bench/bench_phrasings.py [--every N] [--write]

Each claim has several phrasings of what people ask it by. One of each is taken out of the index and
asked: `cited` counts the answers that cite its claim. Then the claims themselves are taken out, a
tenth at a time with all their phrasings, and the same questions asked again: what is answered now
comes from claims that say it too, or should have been refused. `--every` asks one of so many;
`--write` puts the table into docs/quality.md.
"""

from __future__ import annotations

import argparse
import copy
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from bench_perturbations import written

from chipgraph.client import open as open_graph
from chipgraph.graph.snapshot import Snapshot
from chipgraph.qa.answer import Status
from chipgraph.qa.claims.index import ClaimIndex
from chipgraph.qa.pipeline import Answerer

NAME = "bench/bench_phrasings.py"
FOLDS = 10
OUTCOMES = ("cited", "answered otherwise", "asked back", "refused")


def main() -> None:
    """Ask every phrasing that is left out, with its claim and without it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with open_graph() as graph:
        answerer = graph._answerer
        asked = dict(list(left_out(answerer).items())[:: options.every])
        found = {"phrasing left out": outcomes(without(answerer, asked.values()), asked, answerer)}
        total: Counter[str] = Counter()
        for fold in range(FOLDS):
            some = dict(list(asked.items())[fold::FOLDS])
            total += outcomes(without(answerer, asked.values(), some.keys()), some, answerer)
        found["claim left out"] = total
    lines = list(table(found))
    print("\n".join(lines))
    if options.write:
        written(NAME, lines)


def left_out(answerer: Answerer) -> dict[str, str]:
    """Of each claim the phrasing that comes last by id."""
    phrasings: dict[str, list[str]] = defaultdict(list)
    for phrasing, claim in answerer.claims.book.owners.items():
        phrasings[claim].append(phrasing)
    return {claim: max(found) for claim, found in sorted(phrasings.items()) if len(found) > 1}


def without(
    answerer: Answerer, phrasings: Collection[str], claims: Collection[str] = ()
) -> Answerer:
    """The same answerer, searching no such phrasings and claims."""
    whole = answerer.world.snapshot
    gone = {*phrasings, *claims}
    nodes = {key: node for key, node in whole.nodes.items() if key not in gone}
    edges = {
        kind: [edge for edge in found if edge[0] in nodes and edge[1] in nodes]
        for kind, found in whole.edges.items()
    }
    changed = copy.copy(answerer)
    changed.claims = ClaimIndex(
        Snapshot(nodes, edges), answerer.store, answerer.claims._embedder, answerer.world.schema
    )
    return changed


def outcomes(changed: Answerer, asked: Mapping[str, str], whole: Answerer) -> Counter[str]:
    """What became of the phrasings, by claim, when they are asked."""
    found: Counter[str] = Counter()
    for claim, phrasing in asked.items():
        answer = changed.ask(whole.claims.book.texts[phrasing])
        if answer.status is Status.UNANSWERABLE:
            found["refused"] += 1
        elif answer.status is Status.CLARIFY:
            found["asked back"] += 1
        else:
            cited = any(citation.claim == claim for citation in answer.citations)
            found["cited" if cited else "answered otherwise"] += 1
    return found


def table(found: Mapping[str, Counter[str]]) -> Iterator[str]:
    """A Markdown table."""
    yield f"| | asked | {' | '.join(OUTCOMES)} |"
    yield "|---|---:|" + "---:|" * len(OUTCOMES)
    for name, counts in found.items():
        asked = counts.total()
        cells = (f"{counts[o]} = {counts[o] / max(asked, 1):.3f}" for o in OUTCOMES)
        yield f"| {name} | {asked} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
