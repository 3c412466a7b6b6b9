"""Killed builds and full disks: the index opens, and answers as before or as after."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest

import index.build
import index.store
from index.build import build_index
from index.errors import StoreError
from index.store import open_store
from qa import Assistant
from tests.fakes import NEW, OLD, HashEmbedder, assert_no_litter, generation, run_qa, snapshot, write_corpus

BATCH = 8
OPERATIONS = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate")

# Processes begun from a clean server process, which has loaded what a build needs.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["index.build"])


def answers(place: Path) -> list[Any]:
    assistant = Assistant(open_store(place, model="hash-64"), HashEmbedder())
    return [
        assistant.ask("Town 5 had one bridge in the end.").to_dict(),
        assistant.retrieve("a river rose", 5),
    ]


@dataclass(frozen=True)
class World:
    """Two folders of articles, and an index of each: an update leads from the old to the new."""

    folder: Path
    answers: tuple[list[Any], list[Any]]

    @property
    def articles(self) -> Path:
        return self.folder / "new"

    def copy(self, name: str) -> Path:
        """A copy of the old index, to be updated."""
        return Path(shutil.copytree(self.folder / "old-index", self.folder / name))

    def check(self, place: Path) -> set[str]:
        """The index is usable and the next build mends the rest. Says how far the last one was."""
        found = answers(place)
        assert found in self.answers
        names = {path.name for path in place.iterdir()}
        state = names & {"embedded.part", "CURRENT.new", "generation-4"}
        state.add("before" if found == self.answers[0] else "after")
        build_index(self.articles, place, HashEmbedder())
        assert generation(place) == generation(self.folder / "new-index")
        assert_no_litter(place)
        return state


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(index.build, "_BATCH", BATCH)
    for name, files in (("old", OLD), ("new", NEW)):
        build_index(write_corpus(tmp_path / name, files), tmp_path / f"{name}-index", HashEmbedder())
    build_index(tmp_path / "new", tmp_path / "old-index", HashEmbedder())
    build_index(tmp_path / "old", tmp_path / "old-index", HashEmbedder())
    world = World(tmp_path, (answers(tmp_path / "old-index"), answers(tmp_path / "new-index")))
    assert world.answers[0] != world.answers[1]
    return world


def build_until(articles: Path, place: Path, last: int) -> None:
    """A build whose process kills itself at its moment number ``last``.

    Moments are: before each operation that changes a folder, and before and after a file is
    opened for writing.
    """
    seen, opened = 0, False

    def moment() -> None:
        nonlocal seen
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(event: str, details: tuple[Any, ...]) -> None:
        nonlocal opened
        if event == "open" and details[2] & (os.O_WRONLY | os.O_RDWR):
            opened = True
            moment()
        elif event in OPERATIONS:
            moment()

    def after(frame: object, event: str, function: Any) -> None:
        nonlocal opened
        if event == "c_return" and opened and function.__name__ == "open":
            opened = False
            moment()

    index.build._BATCH = BATCH
    sys.addaudithook(before)
    sys.setprofile(after)
    build_index(articles, place, HashEmbedder())


def test_killed_at_each_file_operation(world: World) -> None:
    states: list[set[str]] = []
    for last in range(1, 1000):
        place = world.copy(f"index-{last}")
        build = processes.Process(target=build_until, args=(world.articles, place, last))
        build.start()
        build.join(60)
        assert build.exitcode in (0, -signal.SIGKILL)
        if build.exitcode == 0:
            break
        states.append(world.check(place))
    assert {"before"} in states
    assert {"before", "embedded.part"} in states
    assert {"before", "embedded.part", "generation-4"} in states
    assert {"before", "embedded.part", "generation-4", "CURRENT.new"} in states
    assert {"after", "embedded.part", "generation-4"} in states
    assert {"after", "generation-4"} in states


def build_slowly(articles: Path, place: Path, started: Event) -> None:
    """A build whose steps are long enough for a signal to meet any of them."""

    def slow(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def called(argument: Any) -> Any:
            time.sleep(0.008)
            return function(argument)

        return called

    index.build._BATCH = BATCH
    patch = pytest.MonkeyPatch()
    patch.setattr(os, "fsync", slow(os.fsync))
    patch.setattr(index.build, "index_article", slow(index.build.index_article))
    started.set()
    build_index(articles, place, HashEmbedder(delay=0.012))


def test_killed_at_random_moments(world: World) -> None:
    moments = random.Random(25)
    for number in range(25):
        place, started = world.copy(f"index-{number}"), processes.Event()
        build = processes.Process(target=build_slowly, args=(world.articles, place, started))
        build.start()
        assert started.wait(60)
        time.sleep(0.012 * (number + moments.random()))
        build.kill()
        build.join(60)
        world.check(place)


class Failing:
    """Makes the writing call number ``last`` fail, as a full or broken disk does."""

    def __init__(self, last: int, code: int, patch: pytest.MonkeyPatch) -> None:
        self.calls, self._last, self._code = 0, last, code
        patch.setattr(os, "fsync", self._failing(os.fsync))
        for name in ("mkdir", "replace"):
            patch.setattr(Path, name, self._failing(getattr(Path, name)))
        path_open, failing_open = Path.open, self._failing(Path.open)

        def opened(path: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
            return (path_open if mode in ("r", "rb") else failing_open)(path, mode, *rest, **options)

        patch.setattr(Path, "open", opened)

    def _failing(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **options: Any) -> Any:
            self.calls += 1
            if self.calls == self._last:
                raise OSError(self._code, os.strerror(self._code))
            return function(*arguments, **options)

        return called


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=["full", "broken", "read-only"])
def test_each_write_fails_in_turn(world: World, code: int) -> None:
    for last in range(1, 1000):
        place = world.copy(f"index-{last}")
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(last, code, patch)
            try:
                build_index(world.articles, place, HashEmbedder())
            except StoreError as error:
                message = str(error)
            else:
                message = ""
        if failing.calls < last:
            break
        state = world.check(place)
        if message:
            assert os.strerror(code) in message
            assert len(message.splitlines()) == 1
        if "as it was" in message:
            assert "before" in state
            assert state <= {"before", "embedded.part"}
        else:
            assert "after" in state
    assert last > 15


@pytest.mark.parametrize("limit", [10, 300, 1200, 4000])
def test_a_full_disk(world: World, limit: int) -> None:
    place = world.copy("index")
    before = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    done = run_qa("index", world.articles, "--index", place, before=before)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("qa: ")
    assert "cannot be written (File too large). The index is as it was" in line
    assert generation(place) == generation(world.folder / "old-index")
    assert "before" in world.check(place)


def test_what_is_not_of_an_index_stays(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "articles", OLD)
    files = {"generation-7/notes.txt": "mine", "generation-x/y.txt": "mine", "generation-5": "mine"}
    mine = tmp_path / "mine"
    build_index(corpus, mine, HashEmbedder())
    write_corpus(mine, files)
    build_index(write_corpus(corpus, NEW), mine, HashEmbedder())
    assert files.keys() <= snapshot(mine).keys()
