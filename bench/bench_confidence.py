"""Confidence: fitted on questions with gold answers, and how well it is calibrated.

python bench/bench_confidence.py FOLDER [SET …] [--check SET] [--write]

FOLDER holds `score.py` and the sets, as for bench_questions.py. What is reported of the sets comes
from ten folds, each predicted by a fit on the other nine. `--check` names a set that no fit sees
and that nothing was tuned on: only its share of right answers is used, for sets that were tuned on
promise too much; the bias is moved until the mean confidence there is that share. `--write` keeps
the weights in `qa/confidence.json` and the table in docs/quality.md.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bench_perturbations import lines_of, right_among, written
from bench_questions import as_line, given
from numpy.typing import NDArray

from chipgraph.client import ChipGraph
from chipgraph.client import open as open_graph
from chipgraph.qa.answer import Answer, Status
from chipgraph.qa.confidence import WEIGHTS

NAME = "bench/bench_confidence.py"
FOLDS = 10
RIDGE = 10.0  # how hard weights are pulled to nothing: of 3, 10, 30, 100 the best in ten folds
BINS = (0.0, 0.7, 0.8, 0.9, 1.0)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """Answers that were given: their features, and which of them are right."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    features: Floats
    right: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """A logistic over standardised features."""

    mean: Floats
    spread: Floats
    weights: Floats  # the last one is the bias

    def chance(self, features: Floats) -> Floats:
        """The predicted chance of each row."""
        return chance(self.weights, self.scaled(features))

    def scaled(self, features: Floats) -> Floats:
        """Standardised and clipped, with a column of ones."""
        sizes = np.clip((features - self.mean) / self.spread, -3, 3)
        return np.column_stack([sizes, np.ones(len(sizes))])


def main() -> None:
    """Ask, fit, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*", default=["dev", "paraphrase"])
    parser.add_argument("--check")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with open_graph() as graph:
        known = sampled(graph, options.folder, options.sets)
        other = sampled(graph, options.folder, [options.check]) if options.check else None
    fit = fitted(known.features, known.right)
    lines = list(reported("ten folds", folded(known), known.right))
    if other is not None:
        unseen = aligned(other, known)
        fit = moved(fit, unseen, float(other.right.mean()))
        lines += ["", *reported("only the mean fitted", fit.chance(unseen), other.right)]
    print("\n".join(lines))
    if options.write:
        written(NAME, lines)
        keep(fit, known.names, options.sets)


def sampled(graph: ChipGraph, folder: Path, sets: Sequence[str]) -> Sample:
    """The answers to some sets, follow-ups after what they follow; refusals are left out."""
    ids: list[str] = []
    rows: list[dict[str, float]] = []
    right: list[float] = []
    for name in sets:
        asked = list(lines_of(folder, name))
        answers = dict(given(graph, asked))
        lines = (as_line(key, answer) for key, answer in answers.items())
        found = right_among(folder / "score.py", asked, lines)
        for key, answer in answers.items():
            if answer.status is Status.ANSWERED:
                ids.append(key)
                rows.append(features_of(answer))
                right.append(float(key in found))
    names = tuple(sorted({name for row in rows for name in row}))
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    return Sample(tuple(ids), names, table, np.array(right))


def features_of(answer: Answer) -> dict[str, float]:
    """The features that the stage `confidence` tells."""
    told = next(stage.told for stage in answer.trace if stage.name == "confidence")
    pairs = (line.rpartition(" ") for line in told.splitlines())
    return {name: float(value) for name, _, value in pairs}


def aligned(sample: Sample, known: Sample) -> Floats:
    """The features of a sample in the order of another one."""
    place = {name: i for i, name in enumerate(sample.names)}
    nothing = np.zeros(len(sample.right))
    return np.column_stack(
        [sample.features[:, place[n]] if n in place else nothing for n in known.names]
    )


def fitted(features: Floats, right: Floats) -> Fit:
    """Ridge logistic regression by Newton's method."""
    spread = features.std(axis=0)
    spread[spread == 0] = 1.0
    fit = Fit(features.mean(axis=0), spread, np.zeros(features.shape[1] + 1))
    rows = fit.scaled(features)
    pull = np.append(np.full(features.shape[1], RIDGE), 1e-6)
    weights = fit.weights
    for _ in range(50):
        now = chance(weights, rows)
        slope = rows.T @ (now - right) + pull * weights
        curve = (rows * (now * (1 - now))[:, None]).T @ rows + np.diag(pull)
        weights = weights - np.linalg.solve(curve, slope)
    return Fit(fit.mean, fit.spread, weights)


def moved(fit: Fit, features: Floats, share: float) -> Fit:
    """The same fit with a bias under which so many of these are right on average."""
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        weights = np.append(fit.weights[:-1], middle)
        mean = float(chance(weights, fit.scaled(features)).mean())
        low, high = (middle, high) if mean < share else (low, middle)
    return Fit(fit.mean, fit.spread, weights)


def chance(weights: Floats, rows: Floats) -> Floats:
    """The logistic of weighted sums."""
    return np.asarray(1 / (1 + np.exp(-rows @ weights)))


def folded(sample: Sample) -> Floats:
    """What each answer is predicted by a fit that has not seen it."""
    digests = (hashlib.sha256(key.encode()).digest()[0] for key in sample.ids)
    fold = np.array([digest % FOLDS for digest in digests])
    found = np.zeros(len(sample.right))
    for part in range(FOLDS):
        fit = fitted(sample.features[fold != part], sample.right[fold != part])
        found[fold == part] = fit.chance(sample.features[fold == part])
    return found


def reported(title: str, predicted: Floats, right: Floats) -> Iterator[str]:
    """How well chances tell right from wrong, and what became of each bin."""
    ahead = predicted[right == 1][:, None] - predicted[right == 0]
    ranked = float((ahead > 0).mean() + 0.5 * (ahead == 0).mean())
    error = float(((predicted - right) ** 2).mean())
    base = float(right.mean() * (1 - right.mean()))
    yield (
        f"{title.capitalize()}: {len(right)} answers, {right.mean():.3f} right; area under the "
        f"curve {ranked:.3f}, Brier score {error:.3f} (saying the mean: {base:.3f})."
    )
    yield ""
    yield "| confidence | answers | said | right |"
    yield "|---|---:|---:|---:|"
    for low, high in itertools.pairwise(BINS):
        inside = (predicted >= low) & (predicted < high)
        if inside.any():
            said, were = predicted[inside].mean(), right[inside].mean()
            yield f"| {low:.1f} to {high:.1f} | {inside.sum()} | {said:.3f} | {were:.3f} |"


def keep(fit: Fit, names: Sequence[str], sets: Sequence[str]) -> None:
    """Write the weights, and which command fitted them."""
    rows = zip(fit.mean, fit.spread, fit.weights[:-1], strict=True)
    features = {n: [round(float(v), 4) for v in row] for n, row in zip(names, rows, strict=True)}
    features["bias"] = [0.0, 1.0, round(float(fit.weights[-1]), 4)]
    fitted_by = f"python {NAME} FOLDER {' '.join(sets)} --check bench/questions/aside.jsonl --write"
    text = json.dumps({"fitted by": fitted_by, "features": features}, indent=1)
    WEIGHTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
