"""Folders of invented press articles with questions on them: in the form of the evaluation set.

Each folder of ``eval/invented`` holds a handful of articles on one subject, ``sources.toml``, and
``questions.jsonl``. The evidence model learns from some of them; the confidence is fitted on the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import Case, read_cases
from eval.epochs import Listed
from eval.squad import DataError
from eval.training_data import Example
from index.articles import read_corpus
from index.build import build_index
from index.embedding import SentenceTransformerEmbedder
from index.records import IndexedArticle
from index.store import Store
from qa import Assistant
from qa.conversation import understand
from qa.progress import Update

INVENTED = Path(__file__).parent / "invented"
EXAM = INVENTED.parent / "exam"
"""Folders that nothing is learnt from or fitted on: for final figures."""

LEARNT_FOLDERS = frozenset(
    {
        "alliance", "alphabet", "censorship", "hospitals", "islands", "migration", "mine", "neutrality",
        "pipelines", "port", "river", "strike",
    }
)  # fmt: skip
"""Folders that the evidence model learns from. It never sees the others: the confidence is fitted on them."""

_WRONG_PASSAGES = 8
"""How many of the passages that retrieval ranks first although they do not answer are kept for a question."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of articles and the questions on it."""

    path: Path
    cases: tuple[Case, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name


def read_folders(root: Path = INVENTED) -> tuple[Folder, ...]:
    """All folders below ``root``, by name.

    Raises:
        DataError: there is none, or its questions do not fit its articles.
    """
    found = tuple(
        Folder(path.parent, cases_of(path.parent)) for path in sorted(root.glob("*/questions.jsonl"))
    )
    if not found:
        raise DataError(f"{root}: holds no folder with a questions.jsonl.")
    return found


def cases_of(folder: Path) -> tuple[Case, ...]:
    """The questions on the articles of a folder."""
    texts = {article.source: article.text for article in read_corpus(folder).articles}
    return read_cases(folder / "questions.jsonl", texts)


def standalone(case: Case) -> str:
    """The question as it would be asked without the messages before it, where the note tells."""
    label, _, question = case.note.partition(": ")
    return question if label == "Standalone" and question else case.question


def opened(folder: Folder, work: Path, *, evidence_model: str | None = None) -> Assistant:
    """An assistant over a folder, whose index is kept in ``work`` and brought up to date.

    Args:
        folder: the articles.
        work: where the indexes of folders are, by name.
        evidence_model: as for `Assistant.open`.
    """
    build_index(folder.path, work / folder.name, SentenceTransformerEmbedder())
    return Assistant.open(folder.path, work / folder.name, evidence_model=evidence_model)


def from_folders(
    folders: Sequence[Folder], work: Path, progress: Update = lambda stage, done, total: None
) -> tuple[Listed, ...]:
    """The questions on folders, each with passages; the folders' indexes are kept in ``work``.

    One that follows on from others is asked in its own right, and as the assistant completes it.
    """
    listed = []
    for done, folder in enumerate(folders, start=1):
        assistant = opened(folder, work, evidence_model="none")
        articles = {article.source: article for article in assistant.articles}
        for case in folder.cases:
            for question in dict.fromkeys((standalone(case), understand(case.question, case.history).text)):
                hits = assistant.retrieve(question, 2 * _WRONG_PASSAGES)
                found = [_example(articles[hit.source], hit.start, hit.end, question, case) for hit in hits]
                wrong = [example for example in found if not example.answers]
                right = _answered(assistant.store, question, case)
                listed.append(Listed(tuple(right), tuple(wrong[:_WRONG_PASSAGES])))
        progress("Reading folders", done, len(folders))
    return tuple(listed)


def _answered(store: Store, question: str, case: Case) -> list[Example]:
    examples = []
    for number in range(len(store.passage_article)):
        article, passage = store.passage(number)
        places = article.sentences[passage.first : passage.last]
        example = _example(article, places[0].start, places[-1].end, question, case)
        if example.answers:
            examples.append(example)
    return examples


def _example(article: IndexedArticle, start: int, end: int, question: str, case: Case) -> Example:
    """A passage and the places in it that answer: the answer's words in each sentence of evidence."""
    text, places = article.text[start:end], []
    for gold in case.gold:
        if gold.source != article.source or not start <= gold.start < gold.end <= end:
            continue
        words = [word for word in case.answer if word in gold.quote] or [gold.quote]
        found = (text.index(word, gold.start - start) for word in words)
        places += [(begin, begin + len(word)) for begin, word in zip(found, words, strict=True)]
    title = article.metadata.title.value if article.metadata.title else ""
    return Example(question, title, text, tuple(places), case.answer if places else ())
