"""The check of a model's sentences where these compute, resolve dates, or deny in other words."""

from __future__ import annotations

from datetime import date

import pytest

from index.metadata import Published
from qa.claim_numerals import in_plain_numbers
from qa.grounding import Evidence, check

IN_MAY_2019 = Published(date(2019, 5, 14), date(2019, 5, 14), "stated")


def supported(sentence: str, text: str, voice: str | None = None) -> bool:
    return check(sentence, [Evidence(text, voice, IN_MAY_2019)]).supported


EXPORTS = "Exports grew from 120 million euros to 150 million euros last year."
JOBLESS = "Unemployment stands at 12 percent in Lorvik and at 6 percent in Asken."
BUSES = "Of the 412 buses that the city owns, 104 are standing in the depot because of missing parts."
FUND = "The fund paid out 20 million euros in 2016, 30 million in 2017 and 40 million in 2018."
COPPER = "A tonne of copper now costs 6,000 dollars; a year ago it was 8,000."


@pytest.mark.parametrize(
    ("sentence", "text", "right"),
    [
        ("Exports rose by 30 million euros to 150 million.", EXPORTS, True),
        ("Exports rose by 40 million euros to 150 million.", EXPORTS, False),
        ("Exports fell by 30 million euros to 150 million.", EXPORTS, False),
        ("Exports rose by a quarter to 150 million euros.", EXPORTS, True),
        ("Exports rose by a third to 150 million euros.", EXPORTS, False),
        ("The price of a tonne of copper fell by a quarter, to 6,000 dollars.", COPPER, True),
        ("The price of a tonne of copper rose by a quarter, to 6,000 dollars.", COPPER, False),
        ("Unemployment in Lorvik is twice as high as in Asken.", JOBLESS, True),
        ("Unemployment in Asken is twice as high as in Lorvik.", JOBLESS, False),
        ("Unemployment is six points higher in Lorvik than in Asken.", JOBLESS, True),
        ("Unemployment is six points higher in Asken than in Lorvik.", JOBLESS, False),
        ("Roughly a quarter of the buses are out of service.", BUSES, True),
        ("More than half of the buses are out of service.", BUSES, False),
        ("Over three years, the fund paid out a total of 90 million euros.", FUND, True),
        ("Over three years, the fund paid out a total of 95 million euros.", FUND, False),
        ("Nine in ten patients were content.", "Of the patients asked, 90 percent were content.", True),
        ("Eight in ten patients were content.", "Of the patients asked, 90 percent were content.", False),
        ("Well over a third of the water is lost.", "Of the water, 38 percent is lost.", True),
        ("Well over half of the water is lost.", "Of the water, 38 percent is lost.", False),
        ("It costs a fifth of a dollar.", "It costs a fifth of a cent.", False),
    ],
)
def test_a_number_may_be_computed_from_those_of_the_passage(sentence: str, text: str, right: bool) -> None:
    assert supported(sentence, text) is right


BRIDGE = "The bridge was opened in 1974 and collapsed in 2018."
PASS = "The pass was closed from 3 to 16 January because of avalanches."


@pytest.mark.parametrize(
    ("sentence", "text", "right"),
    [
        ("The bridge stood for 44 years until it collapsed in 2018.", BRIDGE, True),
        ("The bridge stood for 45 years until it collapsed in 2018.", BRIDGE, False),
        ("The pass was closed for less than three weeks because of avalanches.", PASS, True),
        ("The pass was closed for three weeks because of avalanches.", PASS, False),
        ("The ferry was half an hour late.", "The ferry was 30 minutes late.", True),
        ("In March 2019 the council rejected the stadium.", "In March the council rejected the stadium.", True),
        ("In March 2018 the council rejected the stadium.", "In March the council rejected the stadium.", False),
        ("In April 2019 the council rejected the stadium.", "In March the council rejected the stadium.", False),
        ("Schools are to open by the end of 2020.", "Schools will open by the end of next year.", True),
        ("Schools are to open by the end of 2021.", "Schools will open by the end of next year.", False),
        ("At the end of 2018 the debt was paid.", "By Christmas the debt was paid.", True),
        ("At the end of 2017 the debt was paid.", "By Christmas the debt was paid.", False),
        ("In May 2019 the museum has 400 pictures.", "The museum has 400 pictures.", True),
        ("In May 2018 the museum has 400 pictures.", "The museum has 400 pictures.", False),
        ("The wave struck Oltan twelve minutes later.", "At 04:52, twelve minutes later, the wave struck Oltan.", True),
    ],
)  # fmt: skip
def test_durations_and_dates_are_reckoned(sentence: str, text: str, right: bool) -> None:
    assert supported(sentence, text) is right


VILLAGES = "Each of the twelve villages has lost its post office."


@pytest.mark.parametrize(
    ("sentence", "text", "right"),
    [
        ("Every one of the twelve villages has lost its post office.", VILLAGES, True),
        ("None of the twelve villages has lost its post office.", VILLAGES, False),
        ("The school charges no fees.", "The school is free of charge.", True),
        ("The school charges no fees.", "The school charges fees.", False),
        ("The hospital still lacks a generator.", "The hospital has no generator so far.", True),
        ("The hospital has a generator.", "The hospital has no generator so far.", False),
        ("Brandt did not disclose who paid.", "Brandt refused to disclose who paid.", True),
        ("Brandt disclosed who paid.", "Brandt refused to disclose who paid.", False),
        ("Only the old bridge was not damaged.", "Only the old bridge was damaged.", False),
        ("Smoking is allowed on the beach.", "The council has banned smoking on the beach.", False),
        ("Brandt pleads for rebuilding the dyke.", "Brandt pleads against rebuilding the dyke.", False),
        ("Parliament rejected the draft in 2017.", "In 2017 parliament voted down the draft.", True),
        (
            "Forty families rejected the flats.",
            "Most accepted the flats, but forty families rejected them.",
            True,
        ),
        ("The price was cut from 18 to 16 francs.", "The price is 16 francs instead of 18.", True),
        ("The price was raised from 16 to 18 francs.", "The price is 16 francs instead of 18.", False),
        ("The reservoir will be empty in April.", "The reservoir may be empty in April.", False),
    ],
)
def test_a_denial_in_other_words_is_one_and_an_added_one_is_not(
    sentence: str, text: str, right: bool
) -> None:
    assert supported(sentence, text) is right


WHEAT = "The harvest of wheat was good this year."


@pytest.mark.parametrize(
    ("sentence", "text", "right"),
    [
        ("The harvest was good this year.", WHEAT, True),
        ("Sheep are good this year.", WHEAT, False),
        ("The harvest was bad.", WHEAT, False),
        ("The harvest of barley was good this year.", WHEAT, False),
        (
            "The town sold 40 lorries to Verdan, which made several mayors rich.",
            "The town sold 40 lorries to Verdan.",
            False,
        ),
        ("The town sold 40 lorries to Verdan for building roads.", "The town sold 40 lorries to Verdan.", False),
    ],
)  # fmt: skip
def test_another_subject_predicate_or_clause_is_not_carried(sentence: str, text: str, right: bool) -> None:
    assert supported(sentence, text) is right


@pytest.mark.parametrize(
    ("sentence", "text", "voice", "right"),
    [
        ("The United States fined the bank 14 million dollars.", "The Americans fined the bank 14 million dollars.", None, True),
        ("Brandt took on all claims over the fire.", "Brandt took on every claim over the fire.", None, True),
        ("Brandt points out that the fire began in the cellar.", "The fire began in the cellar.", "Elena Brandt", True),
        ("Keller points out that the fire began in the cellar.", "The fire began in the cellar.", "Elena Brandt", False),
    ],
)  # fmt: skip
def test_who_says_or_does_it(sentence: str, text: str, voice: str | None, right: bool) -> None:
    assert supported(sentence, text, voice) is right


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("one young person in five", "20%"),
        ("two in three months", "two in three months"),
        ("half a year", "6 months"),
        ("an hour and ten minutes", "70 minutes"),
        ("three and a half years", "3.5 years"),
        ("by Christmas", "by 25 December"),
        ("1.2 bcm", "1.2 billion cubic metres"),
    ],
)
def test_numbers_in_words(text: str, plain: str) -> None:
    assert in_plain_numbers(text) == plain


@pytest.mark.parametrize(
    ("sentence", "text", "supported"),
    [
        ("Dravia employs 6,000 sailors.", "Letmark employs 6,000 sailors.", False),
        ("Inflation fell to 6 per cent.", "Inflation went down to 6 per cent.", True),
        ("Transfers shrank by 33 per cent.", "Transfers shrank by 27 per cent, not by 33.", False),
        ("Transfers shrank by 27 per cent, not by 33.", "Transfers shrank by 27 per cent, not by 33.", True),
        ("Winds blew at 95 knots.", "Winds blew at 95 kilometres an hour.", False),
        ("Wheat wheat wheat wheat wheat wheat was good.", "The wheat was good.", False),
    ],
)
def test_names_that_begin_a_sentence_denied_numbers_and_repeated_words(
    sentence: str, text: str, supported: bool
) -> None:
    assert check(sentence, [Evidence(text)]).supported == supported
