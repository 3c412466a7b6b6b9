"""Files to articles: which files of a folder are read, and how a file becomes text.

The stored text of an article is exactly ``path.read_bytes().decode("utf-8")``: no newline
translated, no byte order mark removed. So an offset can be checked with any tool.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.blocks import trim
from index.errors import CorpusError
from index.metadata import Metadata, front_matter, read_sources_file

SUFFIXES = (".txt", ".md")
MAX_BYTES = 64 * 1024 * 1024
INDEX_FOLDER = ".qa-index"
_BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@dataclass(frozen=True, slots=True)
class Article:
    """One file of the corpus.

    Attributes:
        source: path inside the corpus, with ``/`` between folders.
        text: the stored text; offsets count its code points.
        sha256: of the file's bytes, in hexadecimal.
        body_start: offset where front matter ends; 0 without front matter.
        metadata: what the sources file and front matter say.
    """

    source: str
    text: str
    sha256: str
    body_start: int = 0
    metadata: Metadata = Metadata()


@dataclass(frozen=True, slots=True)
class Corpus:
    """The readable articles of a folder, by source name, and one line for each bad file."""

    folder: Path
    articles: tuple[Article, ...]
    problems: tuple[str, ...] = ()


def read_corpus(folder: Path, *, skip_bad: bool = False) -> Corpus:
    """Read every ``.txt`` and ``.md`` file below ``folder``.

    Hidden files and folders are left out, and so are links that lead out of the folder.

    Args:
        folder: where the articles are.
        skip_bad: go on without the files that cannot be read; `Corpus.problems` names them.

    Raises:
        CorpusError: no such folder, nothing readable in it, or (unless ``skip_bad``) a bad file.
    """
    folder = _checked_folder(folder)
    supplied = read_sources_file(folder)
    articles: list[Article] = []
    problems: list[str] = []
    files = list(source_files(folder))
    for source, path in files:
        try:
            articles.append(_read(source, path, folder, supplied.get(source, Metadata())))
        except CorpusError as error:
            problems.append(str(error))
    missing = sorted(set(supplied) - {source for source, _ in files})
    problems += [f"{folder / name}: named in sources.toml, but not there" for name in missing]
    if problems and not skip_bad:
        more = f" ({len(problems) - 1} more like this.)" if len(problems) > 1 else ""
        raise CorpusError(f"{problems[0]}.{more} Mend or remove it, or index with --skip-bad.")
    if not articles:
        raise CorpusError(f"{folder}: no readable .txt or .md file in it. Name another folder.")
    return Corpus(folder, tuple(articles), tuple(problems))


def read_text(path: Path) -> tuple[str, str]:
    """The stored text of a file and the SHA-256 of its bytes.

    Raises:
        CorpusError: the file cannot be read, or is not UTF-8 text.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CorpusError(f"{path}: is no ordinary file")
        if path.stat().st_size > MAX_BYTES:
            raise CorpusError(f"{path}: is larger than {MAX_BYTES // 2**20} MiB; split it")
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror})") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CorpusError(f"{path}: is UTF-16; save it as UTF-8")
    if b"\0" in data:
        raise CorpusError(f"{path}: is binary (a zero byte at {data.index(0)}), not text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(
            f"{path}: is not UTF-8: byte 0x{data[error.start]:02x} at position {error.start}, line {line}"
        ) from error
    if trim(text, 0, len(text))[0] == len(text):
        raise CorpusError(f"{path}: is empty")
    return text, hashlib.sha256(data).hexdigest()


def _checked_folder(folder: Path) -> Path:
    if not folder.exists():
        raise CorpusError(f"{folder}: no such folder. Name a folder with .txt or .md articles.")
    if not folder.is_dir():
        raise CorpusError(f"{folder}: is a file; name the folder that it is in.")
    return folder


def source_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Source names and paths of the articles below a folder, sorted by name.

    Raises:
        CorpusError: it is no folder, or one inside it cannot be listed.
    """
    _checked_folder(folder)

    def unreadable(error: OSError) -> None:
        raise CorpusError(f"{error.filename}: cannot be listed ({error.strerror}).") from error

    found: list[tuple[str, Path]] = []
    try:
        for parent, folders, names in os.walk(folder, onerror=unreadable):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                    path = Path(parent, name)
                    found.append((path.relative_to(folder).as_posix(), path))
    except RecursionError:
        raise CorpusError(f"{folder}: its folders lie too deep in each other.") from None
    yield from sorted(found)


def _read(source: str, path: Path, folder: Path, supplied: Metadata) -> Article:
    if any(unicodedata.category(c) in ("Cc", "Cs") or c in _BIDI_CONTROLS for c in source):
        raise CorpusError(f"{source!a}: has control or undecodable characters in its name")
    try:
        inside = not path.is_symlink() or path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError) as error:
        raise CorpusError(f"{path}: is a link that leads nowhere") from error
    if not inside:
        raise CorpusError(f"{path}: is a link that leads out of the folder")
    text, sha256 = read_text(path)
    try:
        written, body_start = front_matter(text)
    except ValueError as error:
        raise CorpusError(f"{path}: front matter: {error}") from error
    return Article(source, text, sha256, body_start, supplied.or_else(written))
