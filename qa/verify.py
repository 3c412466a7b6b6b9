"""Checks an index, and citations that were kept, against the files as they are now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.articles import read_text, source_files
from index.errors import CorpusError, QAError
from index.records import IndexedArticle


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found.

    Attributes:
        sources, passages, citations: how many were compared with the files.
        problems: one line for each source or citation that no longer stands.
        stale: whether the index differs from the files, not only the citations.
    """

    sources: int
    passages: int
    citations: int
    problems: tuple[str, ...]
    stale: bool


def verify(folder: Path, articles: Sequence[IndexedArticle], answers: Sequence[Path] = ()) -> Verification:
    """Compare every passage of the index, and the citations in answer files, with the files.

    Args:
        folder: the articles.
        articles: those of the index.
        answers: files with one answer or a list of answers as JSON, or one a line.

    Raises:
        QAError: the folder or an answer file cannot be read.
    """
    files = dict(source_files(folder))
    texts: dict[str, str] = {}
    problems: list[str] = []
    for article in articles:
        if article.source not in files:
            problems.append(f"{article.source}: is in the index, but not in {folder}")
            continue
        try:
            texts[article.source], sha256 = read_text(files[article.source])
        except CorpusError as error:
            problems.append(f"{article.source}: {error}")
            continue
        if sha256 != article.sha256:
            moved = sum(texts[article.source][a:b] != article.text[a:b] for a, b in _passage_spans(article))
            problems.append(
                f"{article.source}: has changed since it was indexed; {moved} of "
                f"{len(article.passages)} passages no longer stand where they did"
            )
    indexed = {article.source for article in articles}
    new = (name for name in sorted(set(files) - indexed) if _readable(files[name]))
    problems += [f"{name}: is new, and not in the index" for name in new]
    stale = bool(problems)
    citations = [citation for path in answers for citation in _citations(path)]
    problems += [problem for where, c in citations if (problem := _broken(where, c, texts))]
    passages = sum(len(article.passages) for article in articles)
    return Verification(len(articles), passages, len(citations), tuple(problems), stale)


def _readable(path: Path) -> bool:
    try:
        read_text(path)
    except CorpusError:
        return False  # left out when the index was made, too
    return True


def _passage_spans(article: IndexedArticle) -> Iterator[tuple[int, int]]:
    for passage in article.passages:
        yield article.sentences[passage.first].start, article.sentences[passage.last - 1].end


def _broken(where: str, citation: dict[str, Any], texts: dict[str, str]) -> str | None:
    """What is wrong with a citation, in words; None when it stands."""
    try:
        source, start, end, quote = (citation[name] for name in ("source", "start", "end", "quote"))
    except KeyError as error:
        return f"{where}: has no {error}"
    if not isinstance(source, str) or source not in texts:
        return f"{where}: cites {source!r:.200}, which is not there"
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(texts[source]):
        return f"{where}: {start!r:.20} to {end!r:.20} is no place in {source}"
    if texts[source][start:end] != quote:
        return f"{where}: {source} has other words at {start} to {end}"
    return None


def _citations(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The citations of an answer file, each with a name for messages."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QAError(f"{path}: cannot be read ({error}).") from error
    try:
        answers = json.loads(text)
    except (ValueError, RecursionError):
        try:
            answers = [json.loads(line) for line in text.split("\n") if line.strip()]
        except (ValueError, RecursionError) as error:
            raise QAError(f"{path}: is no JSON ({error}). Save answers with: qa ask --json") from error
    if not text.strip():
        raise QAError(f"{path}: is no JSON, it is empty. Save answers with: qa ask --json")
    for number, answer in enumerate(answers if isinstance(answers, list) else [answers], start=1):
        cited = answer.get("citations") if isinstance(answer, dict) else None
        if not isinstance(cited, list) or not all(isinstance(c, dict) for c in cited):
            raise QAError(f"{path}: answer {number} has no list of citations.")
        for marker, citation in enumerate(cited, start=1):
            yield f"{path}, answer {number}, [{marker}]", citation
