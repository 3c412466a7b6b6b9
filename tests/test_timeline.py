"""The cited articles on a timeline, each at its date: from answers made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.metadata import Published
from qa.comparing import timeline_html
from qa.types import Citation
from tests.test_comparing import AUTUMN, EARLY, Parsed, answered, citation

DAY = Published(date(2022, 3, 6), date(2022, 3, 6), "stated")
OPEN = Published(date(2020, 7, 1), None, "inferred")


@pytest.mark.parametrize(
    "others",
    [
        (),
        (citation("Two.", "a.txt", AUTUMN),),
        (citation("Two.", "b.txt", EARLY),),
        (citation("Two.", "b.txt", Published()),),
    ],
)
def test_there_is_no_timeline_without_two_articles_of_known_different_dates(
    others: tuple[Citation, ...],
) -> None:
    assert timeline_html(answered(citation("One."), *others)) == ""


def test_articles_stand_in_order_of_date_and_those_without_one_apart() -> None:
    shown = timeline_html(
        answered(
            citation("1", "new.txt", AUTUMN),
            citation("2", "who-knows.txt", Published()),
            citation("3", "old.txt", EARLY),
            citation("4", "new.txt", AUTUMN),
            citation("5", "day.txt", DAY),
        )
    )
    assert Parsed(shown).text == (
        "When the cited articles were published"
        "[3] OLD.TXTpublished between 2017-08-01 and 2017-12-31 (inferred)"
        "[5] DAY.TXTpublished on 2022-03-06 (stated in the article)"
        "[1] [4] NEW.TXTpublished between 2022-09-01 and 2022-12-31 (inferred)"
        "2017-08-012022-12-31"
        "Publication date unknown[2] WHO-KNOWS.TXT"
    )


def test_only_what_the_text_names_is_on_the_timeline() -> None:
    both = answered(citation("1", "old.txt", EARLY), citation("2", "new.txt", AUTUMN))
    assert timeline_html(both)
    assert timeline_html(replace(both, text="Said. [2]")) == ""


def test_days_are_dots_and_intervals_are_bars_where_they_belong() -> None:
    shown = Parsed(
        timeline_html(
            answered(
                citation("1", "first.txt", Published(date(2022, 1, 1), date(2022, 1, 1), "stated")),
                citation("2", "middle.txt", Published(date(2022, 2, 20), date(2022, 4, 11), "inferred")),
                citation("3", "last.txt", Published(date(2022, 4, 11), date(2022, 4, 11), "supplied")),
            )
        )
    )
    dots = [float(found["cx"].rstrip("%")) for tag, found in shown.tags if tag == "circle"]
    assert dots == [4, 96]
    (bar,) = (found for tag, found in shown.tags if tag == "rect")
    assert (bar["x"], bar["width"]) == ("50.00%", "46.00%")
    assert all("aria-hidden" in found for tag, found in shown.tags if tag == "svg"), "the words say it"


@pytest.mark.parametrize(
    ("published", "left", "right"),
    [(OPEN, 50.0, 100.0), (Published(None, date(2020, 7, 1), "inferred"), 0.0, 50.0)],
)
def test_an_open_interval_runs_to_the_end_and_looks_unsure(
    published: Published, left: float, right: float
) -> None:
    days = (date(2018, 1, 1), date(2022, 12, 31))
    dated = [citation(str(day), f"{day}.txt", Published(day, day, "stated")) for day in days]
    html = timeline_html(answered(*dated, citation("open", "open.txt", published)))
    (bar,) = (found for tag, found in Parsed(html).tags if tag == "rect")
    start, width = (float(bar[name].rstrip("%")) for name in ("x", "width"))
    assert start == pytest.approx(left, abs=0.1)
    assert start + width == pytest.approx(right, abs=0.1)
    assert bar["class"] == "qa-times-open"


def test_what_is_drawn_stays_inside_for_all_dates() -> None:
    edges = (None, date.min, date(2022, 1, 1), date(2022, 1, 2), date.max)
    every = [
        Published(start, end, "inferred")
        for start in edges
        for end in edges
        if (start or end) and (start is None or end is None or start <= end)
    ]
    for one in every:
        for other in every:
            html = timeline_html(answered(citation("1", "a.txt", one), citation("2", "b.txt", other)))
            assert bool(html) == ((one.start, one.end) != (other.start, other.end))
            for _, found in Parsed(html).tags:
                if "cx" in found:
                    assert 0 <= float(found["cx"].rstrip("%")) <= 100
                if "height" in found and "x" in found:
                    start, width = (float(found[name].rstrip("%")) for name in ("x", "width"))
                    assert start >= 0
                    assert width > 0
                    assert start + width <= 100.01
