"""The folders of articles that are open in the chat: the one it was started with, and people's own."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import uuid
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import CorpusError
from qa.page import Articles

if TYPE_CHECKING:
    from qa.assistant import Assistant

MAX_OPEN = 8
"""So many folders of people's own are kept open; one more closes the one opened first."""

MAX_FILES = 2000
"""Files that can be dropped at once."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of articles that questions can be asked of.

    Attributes:
        key: what a browser calls it; "" for the one that the chat was started with, others cannot be guessed.
        name: what people call it.
        assistant: answers from it.
        left_out: one line for each file that could not be read.
        copies: where the copies of dropped files are; they go when nobody asks the corpus any more. None for
            a folder.
    """

    key: str
    name: str
    assistant: Assistant
    left_out: tuple[str, ...] = ()
    copies: Path | None = None

    @property
    def articles(self) -> Articles:
        """Its articles by source."""
        return {article.source: article for article in self.assistant.articles}


class Corpora:
    """What is open, by key. Safe to use from several threads.

    Args:
        first: what the chat was started with; it stays open.
    """

    def __init__(self, first: Corpus) -> None:
        self._first = first
        self._own: dict[str, Corpus] = {}
        self._changing = threading.Lock()

    def __getitem__(self, key: object) -> Corpus:
        """The corpus with a key.

        Raises:
            CorpusError: there is none, or it has been closed.
        """
        found = self._own.get(key) if isinstance(key, str) and key else self._first
        if found is None:
            raise CorpusError("These articles are no longer open. Open them again, or reload the page.")
        return found

    def open_folder(self, folder: str, progress: Callable[[int, int], None]) -> Corpus:
        """Open a folder of this machine; its index is made in it, as on the command line.

        Raises:
            QAError: it cannot be opened; the message says why.
        """
        name = folder.strip()
        try:
            path = Path(name).expanduser().resolve()
            there = bool(name) and path.is_dir()
        except (OSError, RuntimeError, ValueError):
            there = False
        if not there:
            raise CorpusError(f"{name[:200] or 'The folder'}: there is no such folder.")
        return self._open(path, None, path.name, None, progress)

    def open_files(self, files: Sequence[str], progress: Callable[[int, int], None]) -> Corpus:
        """Open files that somebody has dropped: they are copied, and the copies go with the corpus.

        Raises:
            QAError: there is none, or none can be read; the message says why.
        """
        if not 0 < len(files) <= MAX_FILES:
            raise CorpusError(f"Drop between one and {MAX_FILES:,} files ending in .txt or .md.")
        kept = Path(tempfile.mkdtemp(prefix="qa-articles-"))
        name = Path(files[0]).name if len(files) == 1 else f"{len(files)} dropped files"
        try:
            folder = _copied(files, kept / "articles")
            corpus = self._open(folder, kept / "index", name, kept, progress)
        except BaseException as error:
            shutil.rmtree(kept, ignore_errors=True)
            if isinstance(error, CorpusError):  # it names the copies' folder
                raise CorpusError(
                    "None of the dropped files can be read as an article: they are empty, too large, or no "
                    "text in UTF-8 whose names end in .txt or .md."
                ) from error
            if isinstance(error, OSError):
                raise CorpusError(f"The files cannot be copied ({error.strerror}).") from error
            raise
        weakref.finalize(corpus.assistant, shutil.rmtree, kept, ignore_errors=True)
        return corpus

    def _open(
        self,
        folder: Path,
        index: Path | None,
        name: str,
        copies: Path | None,
        progress: Callable[[int, int], None],
    ) -> Corpus:
        assistant, problems = self._first.assistant.beside(folder, index, progress=progress)
        left_out = tuple(_unplaced(line, folder) for line in problems) if copies else problems
        corpus = Corpus(uuid.uuid4().hex, name, assistant, left_out, copies)
        with self._changing:
            while len(self._own) >= MAX_OPEN:
                del self._own[next(iter(self._own))]
            self._own[corpus.key] = corpus
        return corpus


def _copied(files: Sequence[str], folder: Path) -> Path:
    """Copy files into a new folder; those of one name get numbers."""
    folder.mkdir()
    for file in map(Path, files):
        names = (f"{number}-{file.name}" if number else file.name for number in count())
        shutil.copyfile(file, next(folder / name for name in names if not (folder / name).exists()))
    return folder


def _unplaced(line: str, folder: Path) -> str:
    """A line about a file of a folder, without where the folder is: it is only a place of copies."""
    return line.replace(f"{folder}{os.sep}", "").replace(f"{folder}: ", "")
