"""Generations of an index: which one is in use, and how the next one takes its place."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from index.errors import StoreDamaged, StoreError, StoreMissing

CURRENT = "CURRENT"
LOCK = "lock"
_NEXT = "CURRENT.new"
MANIFEST = "manifest.json"
FILES = ("articles.jsonl", "passages.faiss", "sentences.faiss", "keys.bin")
REMEDY = "Make it again with: qa index FOLDER"


def current_generation(folder: Path) -> Path:
    """The folder of the generation in use.

    Raises:
        StoreMissing, StoreDamaged: there is none, or it cannot be told.
    """
    try:
        name = (folder / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise StoreMissing(f"{folder}: there is no index here. Make it with: qa index FOLDER") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreDamaged(f"{folder / CURRENT}: cannot be read ({error}). {REMEDY}") from error
    if not name.startswith("generation-") or "/" in name or "\\" in name or "\0" in name:
        raise StoreDamaged(f"{folder / CURRENT}: names no generation. {REMEDY}")
    return folder / name


def next_generation(folder: Path) -> Path:
    """The folder of a generation newer than all there are; it does not exist yet."""
    newest = max((_number(path.name) for path in folder.glob("generation-*")), default=0)
    return folder / f"generation-{newest + 1}"


def put_into_use(generation: Path) -> None:
    """Make ``CURRENT`` name a whole generation: the one rename that readers notice."""
    folder = generation.parent
    write_file(folder / _NEXT, f"{generation.name}\n".encode())
    (folder / _NEXT).replace(folder / CURRENT)
    with contextlib.suppress(OSError):  # it is in use; this only makes that outlast a power cut
        sync_folder(folder)


def abandon(generation: Path) -> None:
    """Remove what there is of a generation that could not be written."""
    shutil.rmtree(generation, ignore_errors=True)
    with contextlib.suppress(OSError):
        (generation.parent / _NEXT).unlink(missing_ok=True)


def remove_old_generations(folder: Path) -> None:
    """Remove what no reader needs: all but the current generation and the one before it."""
    try:
        keep = _number(current_generation(folder).name)
    except StoreError:
        keep = -1
    (folder / _NEXT).unlink(missing_ok=True)
    for path in folder.glob("generation-*"):
        if _number(path.name) not in (0, keep, keep - 1) and _is_ours(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_ours(generation: Path) -> bool:
    """Whether a folder holds nothing but an index's files: a user may have named it like one."""
    return generation.is_dir() and {path.name for path in generation.iterdir()} <= {*FILES, MANIFEST}


def check_is_index_folder(folder: Path) -> None:
    """Refuse to make an index among other files.

    Raises:
        StoreError: the folder is neither empty nor an index.
    """
    if folder.is_dir() and not (folder / LOCK).exists() and any(folder.iterdir()):
        raise StoreError(f"{folder}: holds other files, and is no index. Name another place with --index.")


def _number(name: str) -> int:
    number = name.removeprefix("generation-")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that it outlasts a power cut."""
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlast a power cut."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
