"""The claim route by itself: how long it takes, and the fits of its weights.

python bench/bench_claims.py                  time of building, searching and answering
python bench/bench_claims.py --fit            weights of the search, from the phrasings alone
python bench/bench_claims.py --calibrate QUESTIONS.jsonl --check OTHERS.jsonl --scorer SCORER.py
                                              confidence: fitted on one set, reported on the other

`--fit` takes one phrasing of every claim out of what is searched and asks by it; no question set
is used. `--calibrate` fits the chance that an answer is right; the scorer is a Python file with
`content(question, answer) -> str`, empty where the answer is right. `--write` keeps what was fitted
in `qa/claims/weights.json`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chipgraph.client import ChipGraph
from chipgraph.client import open as open_graph
from chipgraph.graph.snapshot import Snapshot
from chipgraph.qa.claims import confidence
from chipgraph.qa.claims.answers import propose
from chipgraph.qa.claims.index import ClaimIndex
from chipgraph.qa.claims.types import ClaimAnswer
from chipgraph.qa.normalise import tokens
from chipgraph.qa.pipeline import Answerer
from chipgraph.qa.question import Question, Wants
from chipgraph.qa.reading import asked_classes
from chipgraph.qa.scan import scan
from chipgraph.qa.statements import context_of, documents_of
from chipgraph.qa.wants import classify

Floats = NDArray[np.float64]
Scorer = Callable[[dict[str, Any], dict[str, Any]], str]
WEIGHTS = Path(confidence.__file__).with_name("weights.json")
SAMPLE = 300  # questions of the measurement
WANTED = {
    "boolean": Wants.BOOLEAN,
    "list": Wants.THINGS,
    "value": Wants.VALUE,
    "count": Wants.COUNT,
}


def main() -> None:
    """Measure, or fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--calibrate", type=Path)
    parser.add_argument("--check", type=Path)
    parser.add_argument("--scorer", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with open_graph() as graph:
        answerer = graph._answerer
        if options.fit:
            found = {"search": fit_search(answerer)}
        elif options.calibrate:
            fitting, checking = read_lines(options.calibrate), read_lines(options.check)
            score = read_scorer(options.scorer)
            found = {"confidence": calibrate(answerer, fitting, checking, score)}
        else:
            measure(graph, answerer)
            return
    if options.write:
        kept = json.loads(WEIGHTS.read_text(encoding="utf-8")) | found
        WEIGHTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def understood(answerer: Answerer, text: str) -> Question:
    """A question as the parser reads it."""
    scanned = scan(Question(text, tokens(text)), answerer.lexicon)
    mended = answerer.speller.mended(scanned)
    return replace(mended, wants=classify(mended))


def told(answerer: Answerer, question: Question) -> ClaimAnswer | None:
    """What the claims say to it."""
    context = context_of(question, answerer.world, asked_classes(question, answerer.world))
    hits = answerer.claims.search(question, documents=documents_of(question))
    return propose(question, hits, context)


# ---------------------------------------------------------------- time


def measure(graph: ChipGraph, answerer: Answerer) -> None:
    """Print how long each step takes."""
    snapshot = Snapshot.read(graph._store)
    building = timed(lambda: ClaimIndex(snapshot, graph._store, graph._embedder, graph.schema))
    texts = list(answerer.claims.book.texts.values())
    asked = [understood(answerer, t) for t in texts[:: max(1, len(texts) // SAMPLE)]]
    told(answerer, asked[0])
    embedding = [timed(partial(graph._embedder.embed, [q.text])) for q in asked]
    searching = [timed(partial(answerer.claims.search, q)) for q in asked]
    both = [timed(partial(told, answerer, q)) for q in asked]
    print(f"{len(answerer.claims.book.claims)} claims, {len(texts)} phrasings\n")
    print(f"{'milliseconds':32}{'p50':>9}{'p95':>9}{'max':>9}")
    row("building the index", [building])
    row("embedding a question", embedding)
    row("searching, embedding included", searching)
    row("searching and answering", both)


def timed(action: Callable[[], object]) -> float:
    """Seconds that an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def row(name: str, seconds: Sequence[float]) -> None:
    """One line of the table."""
    ordered = sorted(1000 * s for s in seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name:32}{statistics.median(ordered):9.1f}{p95:9.1f}{ordered[-1]:9.1f}")


# ---------------------------------------------------------------- the weights of the search


def fit_search(answerer: Answerer) -> dict[str, float]:
    """Weights under which a left-out phrasing finds its claim; half fits, half is reported."""
    whole = answerer.claims.book
    left_out = {claim: p for p, claim in whole.owners.items()}  # the last of each
    index = without(answerer, frozenset(left_out.values()))
    names: list[str] = []
    rows, right = [], []
    for claim, phrasing in left_out.items():
        question = understood(answerer, whole.texts[phrasing])
        features = index.weigh(question).features
        names = sorted(features)
        rows.append(np.stack([features[n] for n in names], axis=1))
        right.append(index.words.place[claim])
    table, answers = np.stack(rows).astype(np.float64), np.array(right)
    weights = softmax_fit(table[::2], answers[::2])
    report("fitted half", table[::2] @ weights, answers[::2])
    report("other half", table[1::2] @ weights, answers[1::2])
    now = confidence.fitted()["search"]
    report("other half, as kept", table[1::2] @ [now[n] for n in names], answers[1::2])
    found = {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)}
    print(json.dumps(found))
    return found


def without(answerer: Answerer, phrasings: frozenset[str]) -> ClaimIndex:
    """An index of the same graph that lacks some phrasings."""
    whole, claims = answerer.world.snapshot, answerer.claims
    nodes = {i: n for i, n in whole.nodes.items() if i not in phrasings}
    kept = [e for e in whole.edges["PHRASES"] if e[0] not in phrasings]
    less = Snapshot(nodes, {**whole.edges, "PHRASES": kept})
    return ClaimIndex(less, claims._store, claims._embedder, answerer.world.schema)


def softmax_fit(table: Floats, right: NDArray[np.int64], steps: int = 300) -> Floats:
    """Multinomial logistic regression by Adam: the right claim among all."""
    weights, mean, square = (np.zeros(table.shape[2]) for _ in range(3))
    chosen = table[np.arange(len(right)), right]
    for step in range(1, steps + 1):
        scores = table @ weights
        share = np.exp(scores - scores.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        expected = np.einsum("qc,qcf->qf", share, table)
        gradient = (chosen - expected).mean(axis=0) - 1e-3 * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        corrected = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        weights = weights + 0.2 * corrected
    return weights


def report(name: str, scores: Floats, right: NDArray[np.int64]) -> None:
    """How often the right claim is first, among three, among five."""
    own = scores[np.arange(len(right)), right][:, None]
    rank = (scores > own).sum(axis=1)
    shares = "  ".join(f"first {k}: {(rank < k).mean():.3f}" for k in (1, 3, 5))
    print(f"{name:24}{shares}")


# ---------------------------------------------------------------- confidence


def calibrate(
    answerer: Answerer, fitting: list[dict[str, Any]], checking: list[dict[str, Any]], score: Scorer
) -> dict[str, float]:
    """Weights of the chance that an answer is right."""
    table, right, names = judged(answerer, fitting, score)
    others, truth, _ = judged(answerer, checking, score)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    weights = logistic_fit((table - mean) / spread, right) / np.append(spread, 1.0)
    weights[-1] -= float(weights[:-1] @ mean)
    for name, x, y in (("fitted", table, right), ("other", others, truth)):
        chance = 1 / (1 + np.exp(-(x @ weights[:-1] + weights[-1])))
        order = np.argsort(-chance)
        at = ", ".join(f"{s:.0%}: {y[order[: max(1, int(s * len(y)))]].mean():.3f}" for s in PARTS)
        print(
            f"{name:8}{len(y)} answers, AUROC {auroc(chance, y):.3f}; right among the surest {at}"
        )
    found = zip((*names, "bias"), weights, strict=True)
    return {name: round(float(w), 3) for name, w in found}


PARTS = (0.25, 0.5, 0.75, 1.0)


def judged(
    answerer: Answerer, lines: list[dict[str, Any]], score: Scorer
) -> tuple[Floats, Floats, list[str]]:
    """The features of every answer given, and whether it was right."""
    rows, right = [], []
    names: list[str] = []
    for line in lines:
        if line.get("after") or line["kind"] not in {*WANTED, "passage", "unanswerable"}:
            continue
        question = understood(answerer, line["question"])
        question = replace(question, wants=WANTED.get(line["kind"], question.wants))
        answer = told(answerer, question)
        if answer is None or answer.refusal is not None:
            continue
        features = confidence.explained(answer, question.wants)
        names = list(features)
        rows.append([features[n] for n in names])
        right.append(float(not score(line, plain(answerer, answer))))
    return np.array(rows), np.array(right), names


def plain(answerer: Answerer, answer: ClaimAnswer) -> dict[str, Any]:
    """An answer as the scorer reads it."""
    return {
        "status": "answered",
        "answer": answer.text,
        "entities": [answerer.claims.book.names[n][0] for n in answer.entities],
        "values": [{"value": v.value, "unit": v.unit} for v in answer.values],
        "boolean": answer.boolean,
    }


def logistic_fit(table: Floats, right: Floats, steps: int = 4_000) -> Floats:
    """Logistic regression by gradient descent, drawn towards nought; the bias is last."""
    x = np.column_stack([table, np.ones(len(table))])
    weights = np.zeros(x.shape[1])
    for _ in range(steps):
        error = 1 / (1 + np.exp(-x @ weights)) - right
        weights -= 0.5 * (x.T @ error / len(right) + 0.02 * np.append(weights[:-1], 0.0))
    return weights


def auroc(score: Floats, right: Floats) -> float:
    """The chance that a right answer scores above a wrong one."""
    above, below = score[right == 1.0], score[right == 0.0]
    wins = (above[:, None] > below).mean() + 0.5 * (above[:, None] == below).mean()
    return float(wins)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def read_scorer(path: Path) -> Scorer:
    """The function `content` of a Python file."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Scorer = module.content
    return found


if __name__ == "__main__":
    main()
