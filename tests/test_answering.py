"""From citations to the text of an answer: voices, dates, differences, bold words, other languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.metadata import Published
from qa.answering import arrange, compose
from qa.markdown import plain
from qa.types import Citation

MARCH = Published(date(2022, 3, 6), date(2022, 3, 31), "inferred")
AUTUMN = Published(date(2022, 9, 1), date(2022, 12, 31), "inferred")
DAY = Published(date(2022, 9, 14), date(2022, 9, 14), "stated")
EARLY = Published(date(2017, 8, 1), date(2017, 12, 31), "stated")


def citation(quote: str, source: str = "a.txt", published: Published = MARCH, **more: object) -> Citation:
    made = Citation(source, 10, 10 + len(quote), quote, source.upper(), None, published, None, "body")
    return replace(made, **more)  # type: ignore[arg-type]


def text(*citations: Citation, question: str = "What?", language: str = "en") -> str:
    return "\n".join(compose(arrange(citations, question), question, language))  # type: ignore[arg-type]


def test_a_quote_that_names_its_speaker_needs_no_frame() -> None:
    assert text(citation("Ann Lee says it is late.", voice="Ann Lee")) == "Ann Lee says it is late. [1]"


def test_who_says_it_is_told_when_the_quote_does_not() -> None:
    reported = citation("It is late.", voice="Ann Lee")
    assert text(reported) == "According to Ann Lee: It is late. [1]"
    direct = citation("“It is late.”", voice="Ann Lee")
    assert text(direct) == "Ann Lee: “It is late.” [1]"
    assert text(reported, language="ru") == "По словам источника (Ann Lee): It is late. [1]"
    assert text(reported, language="kk") == "Ann Lee айтуынша: It is late. [1]"


def test_a_comment_is_called_one() -> None:
    named = citation("Elephants ate it.", zone="comment", voice="Bo")
    assert text(named) == "A reader, Bo, commented: Elephants ate it. [1]"
    assert text(replace(named, voice=None)) == "A reader commented: Elephants ate it. [1]"


def test_a_question_about_now_is_answered_newest_first_with_dates() -> None:
    old = citation("The president is Nursultan Nazarbayev.", "old.txt", EARLY)
    new = citation("President Tokayev heads the state.", "new.txt", AUTUMN)
    shown = text(old, new, question="Who is the president?")
    assert shown.splitlines() == [
        "As of September to December 2022: President Tokayev heads the state. [1]",
        "As of August to December 2017: The president is Nursultan Nazarbayev. [2]",
    ]


def test_what_was_expected_is_told_as_an_expectation() -> None:
    plan = citation("The alphabet will change by 2025.", published=EARLY)
    assert text(plan).startswith("Expected as of August to December 2017: The alphabet")


def test_sources_that_differ_stand_side_by_side_the_earlier_first() -> None:
    new = citation("Kazakhstan has 19.5 million inhabitants.", "new.txt", AUTUMN)
    old = citation("Kazakhstan has 18 million inhabitants.", "old.txt", EARLY)
    other = citation("Oil is exported.", "other.txt")
    lines = text(new, other, old, question="How many inhabitants does Kazakhstan have?").splitlines()
    assert lines[0] == "The later source differs from the earlier one. In order of date:"
    assert lines[1].startswith("**OLD.TXT** (August to December 2017): Kazakhstan has 18 million")
    assert lines[2].startswith("**NEW.TXT** (September to December 2022): Kazakhstan has 19.5 million")
    assert lines[3].endswith("Oil is exported. [3]")


def test_one_source_does_not_differ_from_itself() -> None:
    first = citation("Kazakhstan has 18 million inhabitants.")
    second = citation("Kazakhstan has 19.5 million inhabitants.")
    assert arrange([first, second], "How many?").difference is None


def test_a_time_that_needs_the_articles_date_is_explained_when_it_is_asked_for() -> None:
    september = citation("It was signed in September of this year.", published=AUTUMN)
    assert "September 2022" in text(september, question="When was it signed?")
    assert "September 2022" not in text(september, question="Was it signed?")


RESOLVED = [
    ("Signed in September of this year.", AUTUMN, "“in September of this year” is September 2022 if the article is from September to December 2022"),
    ("Just two months ago, unrest erupted.", MARCH, "“two months ago” is about January 2022 if the article is from March 2022"),
    ("It happened yesterday.", DAY, "“yesterday” is 13 September 2022, as the article is from 14 September 2022"),
    ("It was signed in 2014.", AUTUMN, ""),
    ("It was signed last year.", Published(), ""),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "published", "words"), RESOLVED)
def test_how_a_relative_time_was_resolved(quote: str, published: Published, words: str) -> None:
    shown = plain(text(citation(quote, published=published), question="When was it?"))
    assert shown.endswith(f"[1] ({words})" if words else "[1]")


def test_the_words_that_answer_are_bold() -> None:
    quote = "It came on *5 January*, they say."
    start = 10 + quote.index("*5")
    shown = text(citation(quote, highlight=(start, start + len("*5 January*"))))
    assert shown == "It came on **\\*5 January\\***, they say. [1]"
    assert plain(shown) == quote + " [1]"


@given(st.text(min_size=1), st.data())
def test_bold_or_not_the_quote_reads_the_same(quote: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(quote) - 1))
    end = data.draw(st.integers(start + 1, len(quote)))
    cited = citation(quote, highlight=(10 + start, 10 + end), zone="heading")
    shown = plain(compose(arrange([cited], "?"), "?")[0])
    assert "".join(shown.removesuffix("[1]").split()) == "".join(quote.split())


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_order_of_a_difference_does_not_depend_on_the_ranking(order: tuple[int, int]) -> None:
    both = [
        citation("Kazakhstan has 19.5 million inhabitants.", "new.txt", AUTUMN),
        citation("Kazakhstan has 18 million inhabitants.", "old.txt", EARLY),
    ]
    arranged = arrange([both[i] for i in order], "How many inhabitants does Kazakhstan have?")
    assert [c.source for c in arranged.citations] == ["old.txt", "new.txt"]
