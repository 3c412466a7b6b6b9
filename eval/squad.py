"""Data in SQuAD's form: paragraphs become articles, questions know where their answers stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import QAError


class DataError(QAError):
    """A data file cannot be used; the message says which, where and why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one paragraph.

    Attributes:
        text: the question.
        paragraph: number of its paragraph.
        answers: offsets ``(start, end)`` of accepted answers in the paragraph; empty when the
            paragraph does not answer it.
    """

    text: str
    paragraph: int
    answers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SquadData:
    """Paragraphs, and the questions about them.

    Attributes:
        paragraphs: the texts.
        articles: for each paragraph, the number of the article it is from.
        questions: in the order of the file.
        titles: of the articles, by their number.
    """

    paragraphs: tuple[str, ...]
    articles: tuple[int, ...]
    questions: tuple[Question, ...]
    titles: tuple[str, ...]

    def only_articles(self, wanted: Sequence[int]) -> SquadData:
        """The part of the data that is about some of the articles."""
        kept = [i for i, article in enumerate(self.articles) if article in wanted]
        number = {old: new for new, old in enumerate(kept)}
        return SquadData(
            tuple(self.paragraphs[i] for i in kept),
            tuple(self.articles[i] for i in kept),
            tuple(
                Question(q.text, number[q.paragraph], q.answers)
                for q in self.questions
                if q.paragraph in number
            ),
            self.titles,
        )


def read_squad(path: Path) -> SquadData:
    """Read a file in SQuAD's form, version 1 or 2.

    Raises:
        DataError: it cannot be read, or is not in that form.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        return _parsed(data)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path}: is not in SQuAD's form ({type(error).__name__}: {error}).") from error


def _parsed(data: dict[str, Any]) -> SquadData:
    paragraphs: list[str] = []
    articles: list[int] = []
    questions: list[Question] = []
    for number, article in enumerate(data["data"]):
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            for question in paragraph["qas"]:
                spans = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in question["answers"]}
                questions.append(Question(question["question"], len(paragraphs), tuple(sorted(spans))))
            paragraphs.append(text)
            articles.append(number)
    titles = tuple(str(article.get("title", "")) for article in data["data"])
    return SquadData(tuple(paragraphs), tuple(articles), tuple(questions), titles)


def write_articles(data: SquadData, folder: Path) -> list[str]:
    """Write each paragraph as an article; returns the source names, in their order."""
    names = []
    for number, text in enumerate(data.paragraphs):
        name = f"{number:05d}.txt"
        (folder / name).write_bytes(text.encode("utf-8"))
        names.append(name)
    return names
