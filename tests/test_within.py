"""Questions limited to some articles: nothing else is found, and what cannot be is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.errors import QuestionError
from index.metadata import Published
from qa import Assistant, Within
from tests.fakes import HashEmbedder, write_corpus


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2021-03-15", date(2021, 3, 15), date(2021, 3, 15)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2020-12", date(2020, 12, 1), date(2020, 12, 31)),
        ("2021-3-5", date(2021, 3, 5), date(2021, 3, 5)),
        (" 2021 ", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-03-15 00:00:00", date(2021, 3, 15), date(2021, 3, 15)),
    ],
)
def test_a_year_or_a_month_stands_for_its_first_or_last_day(typed: str, first: date, last: date) -> None:
    assert Within.of(after=typed) == Within(after=first)
    assert Within.of(before=typed) == Within(before=last)


def test_nothing_typed_leaves_nothing_out() -> None:
    assert Within.of() is None
    assert Within.of([], "", " ") is None


@pytest.mark.parametrize(
    "typed",
    [
        "yesterday",
        "2021-13",
        "2021-02-30",
        "0",
        "99999",
        "21/03/2021",
        "-",
        "2021-03-155",
        "2021-1-1-1",
        "٢٠٢١-٩٩",
    ],
)
def test_what_is_no_day_is_one_clear_line(typed: str) -> None:
    with pytest.raises(QuestionError, match="is no day"):
        Within.of(after=typed)


def test_the_last_day_is_not_before_the_first() -> None:
    with pytest.raises(QuestionError, match="from 2022-01-01 on and by 2021-12-31"):
        Within.of(after="2022", before="2021")


@pytest.mark.parametrize(
    ("published", "after", "before", "admitted"),
    [
        (("2021-03-15", "2021-03-15"), "2021-03-15", "2021-03-15", True),
        (("2021-03-15", "2021-03-15"), "2021-03-16", None, False),
        (("2021-03-15", "2021-03-15"), None, "2021-03-14", False),
        (("2021-01-01", "2021-12-31"), "2021-06-01", "2021-06-30", True),  # some day of that year
        (("2021-03-15", None), "2021-01-01", None, True),
        (("2021-03-15", None), "2022-01-01", None, True),  # on that day or any later one
        (("2021-03-15", None), None, "2021-01-01", False),
        ((None, "2021-03-15"), None, "2020-01-01", True),
        ((None, "2021-03-15"), "2021-04-01", None, False),
        ((None, None), "1900-01-01", None, False),
        ((None, None), None, None, True),
    ],
)
def test_an_article_counts_when_any_of_its_days_fits(
    published: tuple[str | None, str | None], after: str | None, before: str | None, admitted: bool
) -> None:
    start, end = (date.fromisoformat(day) if day else None for day in published)

    class Article:
        source = "a.txt"

        class metadata:
            published = Published(start, end, "stated")

    within = Within.of(["a.txt"], after, before)
    assert within is not None
    assert within.admits(Article()) is admitted  # type: ignore[arg-type]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    from index.build import build_index
    from index.store import open_store

    folder = write_corpus(
        tmp_path / "towns",
        {
            "alma.txt": "Alma\n\nThe mayor of Alma opened the long bridge.",
            "oral.txt": "Oral\n\nThe mayor of Oral opened the old bridge.",
        },
    )
    build_index(folder, tmp_path / "index", HashEmbedder())
    return Assistant(open_store(tmp_path / "index", model=HashEmbedder().fingerprint), HashEmbedder())


@pytest.mark.parametrize("source", ["alma.txt", "oral.txt"])
def test_only_what_is_within_is_found(assistant: Assistant, source: str) -> None:
    within = Within.of([source])
    question = "Which bridge did the mayor open?"
    assert {hit.source for hit in assistant.retrieve(question)} == {"alma.txt", "oral.txt"}
    assert {hit.source for hit in assistant.retrieve(question, within=within)} == {source}
    answer = assistant.ask(question, within=within)
    assert {c.source for c in answer.citations} | {hit.source for hit in answer.nearest} == {source}


@pytest.mark.parametrize(
    ("within", "says"),
    [
        (Within.of(["none.txt"]), r"There is no article 'none\.txt'"),
        (Within.of(after="2020"), "No article is among"),
    ],
)
def test_no_article_within_is_one_clear_line(assistant: Assistant, within: Within, says: str) -> None:
    for ask in (assistant.ask, assistant.retrieve):
        with pytest.raises(QuestionError, match=says):
            ask("Which bridge did the mayor open?", within=within)
