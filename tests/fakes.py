"""Stand-ins for tests: an embedder that a person can compute, and folders of articles."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import numpy as np

from index.embedding import Vectors

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What may not reach a terminal from an article or a file name."""

OLD = {f"{n:02}.txt": f"Town {n}\n\nTown {n} had {n * 7} bridges. Nobody counted{n} it.\n" for n in range(12)}
NEW = {name: text for name, text in OLD.items() if name != "03.txt"} | {
    "05.txt": "Town 5\n\nTown 5 had one bridge in the end. The others fell.\n",
    "20.txt": "A River\n\n" + "".join(f"The river rose by {n} metres there. " for n in range(40)),
}
"""A folder of articles, and the same later: one removed, one changed, one added."""


class HashEmbedder:
    """Each word adds 1 to dimension ``crc32(word) % 64``; then the length is made 1.

    A text without words is the zero vector. Equal texts have equal vectors, texts without a
    common word nearly always have none in common.

    Args:
        delay: seconds that each call takes.
        fingerprint: what model it says it is.
        before_batch: called with the number of earlier batches; may raise, to stop a build.

    Attributes:
        calls, texts: batches of passages and texts embedded so far.
    """

    def __init__(
        self,
        delay: float = 0.0,
        fingerprint: str = "hash-64",
        before_batch: Callable[[int], None] = lambda number: None,
    ) -> None:
        self.fingerprint = fingerprint
        self.calls = 0
        self.texts: list[str] = []
        self._delay, self._before_batch = delay, before_batch

    def encode_query(self, text: str) -> Vectors:
        return _vector(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self._before_batch(self.calls)
        time.sleep(self._delay)
        self.calls += 1
        self.texts += texts
        return np.stack([_vector(text) for text in texts])


def _vector(text: str) -> Vectors:
    vector = np.zeros(64, np.float32)
    for word in re.findall(r"\w+", text.casefold()):
        vector[zlib.crc32(word.encode("utf-8", "replace")) % 64] += 1
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def write_corpus(folder: Path, files: Mapping[str, str]) -> Path:
    """Write articles byte for byte into ``folder``, which is made, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return folder


_COMMAND = """
import index.embedding
from tests.fakes import HashEmbedder
index.embedding.SentenceTransformerEmbedder = lambda model=None: HashEmbedder(fingerprint=model or "hash-64")
{before}
from qa.cli import run
run()
"""


def run_qa(
    *arguments: str | bytes | Path, before: str = "", stdout: int | IO[str] = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """The real command line in a process of its own, with the embedder above as its only model.

    Args:
        arguments: of the command ``qa``.
        before: Python that the process runs first.
        stdout: where its output goes; without it the result holds it.
    """
    return subprocess.run(
        [sys.executable, "-c", _COMMAND.format(before=before), *arguments],
        cwd=Path(__file__).parent.parent,
        env={n: v for n, v in os.environ.items() if n != "PYTHONUNBUFFERED"} | {"QA_EVIDENCE_MODEL": "none"},
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=30,
        check=False,
    )


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def generation(index: Path) -> dict[str, bytes]:
    """The files of the generation in use."""
    return snapshot(index / (index / "CURRENT").read_text("utf-8").strip())


def assert_no_litter(index: Path) -> None:
    """Nothing lies in an index folder but what readers need."""
    names = {path.name for path in index.iterdir()}
    generations = {name for name in names if name.startswith("generation-")}
    assert names - generations == {"CURRENT", "lock"}
    assert len(generations) <= 2


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """One line on stderr that begins with "qa: " and holds the words; nothing on stdout."""
    assert done.returncode in (1, 2), done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("qa: ")
    assert done.stderr.endswith("\n")
    assert not CONTROL.search(done.stderr[:-1].replace("\n", "\0")), done.stderr
    for word in words:
        assert word in done.stderr
