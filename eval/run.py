"""Asks a system all questions of the set and scores what it says."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import bootstrap

from eval.cases import QUESTIONS, TYPES, Case, read_cases
from eval.metrics import OF_ALL, Truth, aurc, auroc, ece, is_gold, scores
from eval.squad import DataError
from eval.systems import AssistantSystem, System, open_system
from index.articles import read_corpus
from index.build import build_index, default_index
from index.embedding import SentenceTransformerEmbedder
from index.metadata import Published, read_sources_file
from index.store import Store, open_store
from qa import Answer, Assistant
from qa.assistant import seeds_folder
from qa.opening import open_judge
from qa.progress import Update
from qa.types import Stage

RESAMPLES = 1000
SEED = 20221105


class Bench:
    """A folder of articles, the questions on them, and what is true of them.

    Args:
        questions: the file of questions.
        folder: the articles; without it the five of ``seeds/``.
        index: where the index of the articles lies; without it, in their folder.
        progress: called while the articles are embedded.
    """

    def __init__(
        self,
        questions: Path = QUESTIONS,
        index: Path | None = None,
        folder: Path | None = None,
        progress: Update = lambda stage, done, total: None,
    ) -> None:
        folder = folder or seeds_folder()
        texts = {article.source: article.text for article in read_corpus(folder).articles}
        self.cases = read_cases(questions, texts)  # before anything is built
        place = index or default_index(folder)
        self.embedder = SentenceTransformerEmbedder()
        build_index(folder, place, self.embedder, progress=lambda a, b: progress("Embedding", a, b))
        self.store: Store = open_store(place, model=self.embedder.fingerprint)
        self.assistant = Assistant(self.store, self.embedder, judge=open_judge(self.embedder))
        articles = self.store.articles
        known = read_sources_file(folder)
        self.truth = Truth(
            texts=texts,
            zones={a.source: a.zones for a in articles},
            published={
                a.source: known[a.source].published if a.source in known else Published() for a in articles
            },
        )

    def open(self, name: str) -> System:
        """A system by name, over these articles."""
        return open_system(name, self.assistant, self.embedder)


def run(
    bench: Bench,
    name: str,
    system: System,
    split: str,
    progress: Update = lambda stage, done, total: None,
) -> tuple[dict[str, Any], dict[str, dict[str, float]]]:
    """Ask the questions of a split.

    Returns:
        The result, the same bytes each time when written with `write_json`; and the latency in
        seconds by stage, which is not.
    """
    cases = [case for case in bench.cases if split in ("all", case.split)]
    asked, times = [], []
    for done, case in enumerate(cases, start=1):
        answer, seconds = _timed(system, case)
        ranked = system.rank(case.question, case.history)
        asked.append(_record(case, answer, scores(case, answer, ranked, bench.truth)))
        times.append(seconds)
        progress(name, done, len(cases))
    result = {
        "system": name,
        "split": split,
        "questions": len(cases),
        "figures": figures(asked),
        "by_type": {
            kind: figures(of_type, whole=False)
            for kind in TYPES
            if (of_type := [record for record in asked if record["type"] == kind])
        },
        "cases": asked,
    }
    return result, _latency(times)


def _timed(system: System, case: Case) -> tuple[Answer, dict[str, float]]:
    began = time.perf_counter()
    seconds: dict[str, float] = {}
    answer: Answer | None = None
    if isinstance(system, AssistantSystem):
        stage, since = "", began
        for event in system.stream(case.question, case.history):
            now = time.perf_counter()
            if isinstance(event, Stage):
                if stage:
                    seconds[stage] = now - since
                stage, since = event.name, now
            elif isinstance(event, Answer):
                seconds[stage] = now - since
                answer = event
    if answer is None:
        answer = system.ask(case.question, case.history)
    seconds["total"] = time.perf_counter() - began
    return answer, seconds


def _latency(times: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    stages = sorted({stage for seconds in times for stage in seconds})
    return {
        stage: {
            f"p{q}": float(np.percentile([seconds[stage] for seconds in times if stage in seconds], q))
            for q in (50, 95)
        }
        for stage in stages
    }


def _record(case: Case, answer: Answer, found: Mapping[str, float]) -> dict[str, Any]:
    said = answer.to_dict()
    for plain, citation in zip(said["citations"], answer.citations, strict=True):
        plain["expected"] = is_gold(case, citation)
    return {
        "id": case.id,
        "type": case.type,
        "question": case.question,
        "history": [dict(message) for message in case.history],
        "answerable": case.answerable,
        "expected": [
            {"source": g.source, "start": g.start, "end": g.end, "quote": g.quote} for g in case.gold
        ],
        "needs": [list(group) for group in case.needs],
        "answer": list(case.answer),
        "note": case.note,
        **said,
        "scores": dict(found),
    }


def figures(records: Sequence[Mapping[str, Any]], *, whole: bool = True) -> dict[str, dict[str, Any]]:
    """Means of the per-question figures with 95 % bootstrap intervals, and the figures of all."""
    names = list(dict.fromkeys(name for record in records for name in record["scores"]))
    found = {}
    for name in names:
        values = np.array([r["scores"][name] for r in records if name in r["scores"]])
        found[name] = _figure(
            values.mean(), _interval(lambda v, axis=-1: v.mean(axis=axis), (values,)), len(values)
        )
    if whole:
        found |= _figures_of_all(records)
    return found


def _figures_of_all(records: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    confidence = np.array([record["confidence"] for record in records])
    answerable = np.array([float(record["answerable"]) for record in records])
    right = np.array([record["scores"].get("evidence@1", 0.0) for record in records])
    functions = {"auroc": (auroc, answerable), "aurc": (aurc, right), "ece": (ece, right)}
    return {
        name: _figure(
            functions[name][0](confidence, functions[name][1]),
            _interval(functions[name][0], (confidence, functions[name][1]), vectorized=False),
            len(records),
        )
        for name in OF_ALL
    }


def _figure(value: float, interval: tuple[float, float] | None, n: int) -> dict[str, Any]:
    low, high = interval or (None, None)
    return {"value": _number(value), "low": _number(low), "high": _number(high), "n": n}


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else round(float(value), 4)


def _interval(
    statistic: Any, samples: tuple[Any, ...], *, vectorized: bool = True
) -> tuple[float, float] | None:
    """95 % percentile bootstrap over questions (Efron & Tibshirani 1993)."""
    if len(samples[0]) < 2:
        return None
    if vectorized and np.ptp(samples[0]) == 0:
        return float(samples[0][0]), float(samples[0][0])
    result = bootstrap(
        samples,
        statistic,
        n_resamples=RESAMPLES,
        method="percentile",
        paired=len(samples) > 1,
        vectorized=vectorized,
        rng=np.random.default_rng(SEED),
    )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a result: the same value gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def read_result(path: Path) -> dict[str, Any]:
    """A result that `write_json` wrote.

    Raises:
        DataError: the file holds none.
    """
    try:
        result = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from error
    if not isinstance(result, dict) or not {"system", "figures", "cases"} <= set(result):
        raise DataError(f"{path}: is no result of `python -m eval run`.")
    return result
