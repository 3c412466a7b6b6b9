"""Examples for training the evidence model, from data in SQuAD's form and from Natural Questions.

An example is a question, a passage, and where the answer stands in it, if it does. What an epoch
makes of them is `eval.epochs`.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from eval.squad import DataError, SquadData
from index.lexical import Bm25, terms
from index.passages import TARGET
from index.sentences import split_sentences
from qa.judge import Pair
from qa.retrieval import BM25_WEIGHT

HARD_PASSAGES = 6
"""From how many of the passages that retrieval ranks first a wrong one is drawn."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage, and the places of accepted answers in it; none when it has none.

    Attributes:
        question: in words.
        title: of the article that the passage is from.
        text: the passage.
        answers: ``(start, end)`` in ``text``.
        names: accepted answers in words, by which other passages that hold one are recognised.
    """

    question: str
    title: str
    text: str
    answers: tuple[tuple[int, int], ...]
    names: tuple[str, ...] = ()


def from_squad(data: SquadData) -> list[Example]:
    """The questions of data in SQuAD's form, each with its paragraph."""
    return [
        Example(
            q.text,
            data.titles[data.articles[q.paragraph]],
            data.paragraphs[q.paragraph],
            q.answers,
            tuple({data.paragraphs[q.paragraph][start:end] for start, end in q.answers}),
        )
        for q in data.questions
    ]


def from_natural_questions(path: Path) -> list[Example]:
    """Search questions with the passage that answers them (``nq-open-oracle.jsonl.gz``).

    Raises:
        DataError: the file cannot be read, or is not in that form.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [_natural(json.loads(line)) for line in lines]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise DataError(f"{path}: is not Natural Questions with passages ({error}).") from error


def _natural(record: dict[str, Any]) -> Example:
    passage = record["ctxs"][0]
    text, names = str(passage["text"]), tuple(map(str, record["answers"]))
    places = {(m.start(), m.end()) for name in names for m in re.finditer(re.escape(name), text)}
    return Example(str(record["question"]), str(passage["title"]), text, tuple(sorted(places)), names)


def from_paraphrases(path: Path, squad: SquadData, natural: Sequence[Example]) -> list[Example]:
    """Questions in words of their own about known paragraphs, in three languages.

    Each line is a JSON object: ``id`` ("title/number" for a paragraph of an article of the SQuAD
    data, "NQ/number" for a passage of Natural Questions), ``kind`` ("said", or "none" when the
    paragraph does not answer it), ``lang``, ``question``, ``answer`` (words of the paragraph).

    Raises:
        DataError: a line is not in that form, or names a paragraph or an answer that is not there.
    """
    known = {f"NQ/{number}": (e.title, e.text) for number, e in enumerate(natural)}
    for number, article in enumerate(squad.articles):
        place = number - squad.articles.index(article)
        known[f"{squad.titles[article]}/{place}"] = squad.titles[article], squad.paragraphs[number]
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from error
    examples = []
    for number, line in enumerate(lines, start=1):
        try:
            examples.append(_reworded(json.loads(line), known))
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path}, line {number}: is no question about this data ({error}).") from error
    return examples


def _reworded(record: dict[str, Any], known: dict[str, tuple[str, str]]) -> Example:
    (title, text), question, answer = known[record["id"]], record["question"], record["answer"]
    if not (isinstance(question, str) and record["kind"] == ("said" if answer else "none")):
        raise ValueError("question, kind and answer do not fit together")
    if not answer:
        return Example(question, title, text, ())
    start = text.index(answer)
    return Example(question, title, text, ((start, start + len(answer)),), (answer,))


def as_pair(example: Example, *, titled: bool = False) -> tuple[Pair, tuple[tuple[int, int], ...]]:
    """The example as the model reads it, cut to the size of our passages, and the answers in it."""
    sentences = tuple(split_sentences(example.text, 0, len(example.text)))
    wanted = example.answers[0][0] if example.answers else 0
    if len(example.text) > TARGET * 5 // 4:
        sentences = _around(sentences, wanted)
    start, end = sentences[0][0], sentences[-1][1]
    inside = tuple((a - start, b - start) for a, b in example.answers if start <= a and b <= end)
    moved = tuple((a - start, b - start) for a, b in sentences)
    lead = example.title.replace("_", " ") if titled else ""
    return Pair(example.question, lead, example.text[start:end], moved), inside


def _around(sentences: Sequence[tuple[int, int]], place: int) -> tuple[tuple[int, int], ...]:
    """The sentences up to `TARGET` characters around a place."""
    first = next((i for i, (_, end) in enumerate(sentences) if end > place), len(sentences) - 1)
    last = first + 1
    while True:
        grown = max(0, first - 1), min(len(sentences), last + 1)
        if grown == (first, last) or sentences[grown[1] - 1][1] - sentences[grown[0]][0] > TARGET:
            return tuple(sentences[first:last])
        first, last = grown


def hard_passages(
    examples: Sequence[Example], model: SentenceTransformer
) -> dict[str, list[tuple[str, str]]]:
    """For each answerable question, passages that look right and are not, as retrieval finds them.

    Args:
        examples: the questions; their passages are what is searched.
        model: the embedding model of the index.

    Returns:
        By question, titles and texts of the first passages that hold no accepted answer.
    """
    passages = list(dict.fromkeys((e.title, e.text) for e in examples))
    texts = [text for _, text in passages]
    vectors = model.encode_document(texts, batch_size=32, show_progress_bar=False)
    bm25 = Bm25(texts)
    asked = [example for example in examples if example.answers]
    queries = model.encode_query([e.question for e in asked], batch_size=64, show_progress_bar=False)
    own: dict[str, set[str]] = {}  # a question is asked of several passages, such as translations
    accepted: dict[str, set[str]] = {}
    for example in asked:
        own.setdefault(example.question, set()).add(example.text)
        accepted.setdefault(example.question, set()).update(name.casefold() for name in example.names)
    found: dict[str, list[tuple[str, str]]] = {}
    for example, query in zip(asked, queries, strict=True):
        cosine, lexical = vectors @ query, bm25.scores(terms(example.question))
        score = cosine / cosine.std() + BM25_WEIGHT * lexical / max(1e-9, float(lexical.std()))
        texts_of, names = own[example.question], accepted[example.question]
        first = (passages[n] for n in np.argsort(-score, kind="stable")[: 4 * HARD_PASSAGES].tolist())
        found[example.question] = [
            (title, text)
            for title, text in first
            if text not in texts_of and not any(name in text.casefold() for name in names)
        ][:HARD_PASSAGES]
    return found
