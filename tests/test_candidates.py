"""What may be evidence: which passages are read, what is read closely, and in which order that leaves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.build import build_index
from index.store import Store, open_store
from qa.calibration import calibration
from qa.candidates import PASSAGES_READ, READ_CLOSELY, READ_FIRST, Candidate, Search, candidates
from qa.circumstances import circumstances_of
from qa.evidence import choose_evidence
from qa.judge import Pair, Reading
from qa.retrieval import Ranking, Retriever
from qa.speakers import Speakers
from tests.fakes import HashEmbedder, write_corpus

MINISTER = (
    "The minister\n\nThe minister spoke of the dam. “It will hold the water of the lake,” said Anna Berg. "
    "Nobody asked about the cost."
)
COMMENTS = (
    "The dam\n\nThe dam is old. It leaks at the foot.\n\n"
    "Comments\n\nPaul Reed, March 3, 2020\n\nMy cellar is wet.\n"
)


class Judge:
    """Holds each pair for as likely to answer as ``opinion`` says; keeps what it was given."""

    def __init__(self, opinion: Callable[[Pair], float]) -> None:
        self.opinion = opinion
        self.given: list[list[Pair]] = []

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        self.given.append(list(pairs))
        return [
            Reading(self.opinion(pair), (-1.0,) * len(pair.sentences), (None,) * len(pair.sentences))
            for pair in pairs
        ]


def opened(folder: Path, files: dict[str, str]) -> tuple[Store, Retriever]:
    write_corpus(folder / "a", files)
    build_index(folder / "a", folder / "i", HashEmbedder())
    store = open_store(folder / "i")
    return store, Retriever(store, HashEmbedder())


def found(
    store: Store, retriever: Retriever, question: str, opinion: Callable[[Pair], float], core: str = ""
) -> tuple[list[Candidate], Judge]:
    judge = Judge(opinion)
    some: Any = judge
    return candidates(Search(store, question, core or question, retriever.rank(question), some)), judge


def text_of(store: Store, number: int) -> str:
    article, sentence = store.sentence(number)
    return article.text[sentence.start : sentence.end]


HILLS = {f"{n:02}.txt": f"Hill {n} is high. Sheep graze on hill {n}.\n" for n in range(20)}


def test_more_passages_are_read_only_where_the_first_ones_do_not_answer(tmp_path: Path) -> None:
    store, retriever = opened(tmp_path, HILLS)
    _, content = found(store, retriever, "Which hill?", lambda pair: 1.0)
    assert [len(pairs) for pairs in content.given] == [READ_FIRST, READ_CLOSELY]
    _, doubtful = found(store, retriever, "Which hill?", lambda pair: -1.0)
    assert [len(pairs) for pairs in doubtful.given] == [READ_FIRST, PASSAGES_READ - READ_FIRST, READ_CLOSELY]


def test_the_best_are_read_again_each_with_the_sentence_before_it(tmp_path: Path) -> None:
    store, retriever = opened(tmp_path, HILLS)
    _, judge = found(store, retriever, "Which hill?", lambda pair: 1.0, core="Which one?")
    assert {pair.question for pairs in judge.given for pair in pairs} == {"Which one?"}
    for pair in judge.given[-1]:
        last = pair.text[slice(*pair.sentences[-1])]
        hill = last.strip(".").split()[-1]
        assert pair.text == (f"Hill {hill} is high. {last}" if last.startswith("Sheep") else last)


def test_a_title_or_comment_before_a_sentence_is_not_read_with_it(tmp_path: Path) -> None:
    store, retriever = opened(tmp_path, {"a.txt": COMMENTS})
    _, judge = found(store, retriever, "What leaks?", lambda pair: 1.0)
    closely = [pair.text for pair in judge.given[-1]]
    assert "The dam is old." in closely
    assert "The dam is old. It leaks at the foot." in closely
    assert "My cellar is wet." in closely


def test_reading_closely_decides_and_the_others_stay_behind(tmp_path: Path) -> None:
    store, retriever = opened(tmp_path, HILLS)

    question = "Which hill do sheep graze on?"
    before, judge = found(store, retriever, question, lambda pair: 1.0)
    last = judge.given[-1][-1].text  # it was not the best, and is held to answer this time, when read again
    assert text_of(store, before[0].number) not in last
    ranked, _ = found(store, retriever, question, lambda pair: 9.0 if pair.text == last else 1.0)
    assert text_of(store, ranked[0].number) in last
    scores = [one.score for one in ranked]
    assert scores == sorted(scores, reverse=True)
    assert len({one.number for one in ranked}) == len(ranked) == 2 * READ_FIRST
    assert all(one.features.close == 0.0 for one in ranked[READ_CLOSELY:])
    first, closer = ranked[0], calibration("read").closer
    assert first.score == pytest.approx(closer(first.features) + first.weight)


def test_what_somebody_said_is_read_when_the_question_names_them(tmp_path: Path) -> None:
    store, retriever = opened(tmp_path, HILLS | {"minister.txt": MINISTER, "comments.txt": COMMENTS})

    def read(question: str) -> str:
        _, judge = found(store, retriever, question, lambda pair: 1.0)
        return "".join(pair.text for pair in judge.given[0])

    assert "hold the water" not in read("Which hill is high, and do sheep graze on it?")
    assert "hold the water" in read("Which hill is high for Berg, and do sheep graze on it?")
    assert "My cellar" in read("Which hill is high for readers, and do sheep graze on it?")
    assert "My cellar" in read("Which hill is high for Paul Reed, and do sheep graze on it?")


@pytest.mark.parametrize(
    ("core", "parts"),
    [
        ("How many?", []),
        (
            "How many hills are there? Who owns the sheep of Alma?",
            ["How many hills are there?", "Who owns the sheep of Alma?"],
        ),
    ],
)
def test_a_follow_up_is_looked_up_in_full_and_read_without_what_it_is_about(
    tmp_path: Path, core: str, parts: list[str]
) -> None:
    """Semicolons between what it is about make no parts of the question."""
    store, retriever = opened(tmp_path, HILLS)
    asked: list[str] = []

    def rank(question: str) -> Ranking:
        asked.append(question)
        return retriever.rank(question)

    judge: Any = Judge(lambda pair: 1.0)
    about = " (about: who owns hill 3; It belongs to Ann; who is she)"
    choose_evidence(store, rank, core + about, judge, core)
    assert asked == [core + about, *(part + about for part in parts)]
    assert {pair.question for pairs in judge.given for pair in pairs} == {core, *parts}


def test_who_speaks_where(tmp_path: Path) -> None:
    store, _ = opened(tmp_path, {"minister.txt": MINISTER, "comments.txt": COMMENTS})
    speakers = Speakers(store)

    def spoken(question: str) -> set[str]:
        return {store.passage(n)[0].source for n in speakers.passages(circumstances_of(question))}

    assert spoken("What does Anna Berg say?") == spoken("BERG’S view?") == {"minister.txt"}
    assert spoken("What do the readers say?") == spoken("And Reed?") == {"comments.txt"}
    assert spoken("What do the readers say of Berg?") == {"minister.txt", "comments.txt"}
    assert spoken("What of the dam?") == set()
