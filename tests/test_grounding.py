"""The check of a model's sentences against what they cite, and its measure."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.grounding import PAIRS, Rate, measure, read_fever, read_pairs, report_table
from eval.squad import DataError
from index.metadata import Published
from qa.grounding import Evidence, Sentences, Verdict, check

IN_2022 = Published(date(2022, 3, 6), date(2022, 3, 31), "stated")
WATT = "In 1788 the Scottish engineer James Watt sold 12 engines to Matthew Boulton in Birmingham."
PEOPLE = "The town has about 1,200 inhabitants, and most of them may leave before 2030."


def supported(sentence: str, text: str, voice: str | None = None, published: Published = IN_2022) -> bool:
    return check(sentence, [Evidence(text, voice, published)]).supported


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("James Watt sold 12 engines to Matthew Boulton in 1788.", True),
        ("Matthew Boulton bought twelve engines from James Watt.", True),
        ("Twelve engines were sold by James Watt to Matthew Boulton.", True),
        ("James Watt sold 13 engines to Matthew Boulton in 1788.", False),
        ("James Watt sold 12 engines to Matthew Boulton in 1778.", False),
        ("James Watt sold 12 engines to Thomas Newcomen in 1788.", False),
        ("Matthew Boulton sold 12 engines to James Watt in 1788.", False),
        ("James Watt did not sell 12 engines to Matthew Boulton.", False),
        ("James Watt bought 12 engines from Matthew Boulton.", False),
        ("James Watt sold all 12 engines to Matthew Boulton.", False),
        ("James Watt sold 12 engines to Matthew Boulton because of gambling debts.", False),
    ],
)
def test_a_change_is_caught_and_other_words_are_not(sentence: str, right: bool) -> None:
    assert supported(sentence, WATT) is right


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("The town has about 1,200 people.", True),
        ("The town has 1,300 inhabitants.", False),
        ("Most of the inhabitants might leave before 2030.", True),
        ("Most of the inhabitants will leave before 2030.", False),
        ("All of the inhabitants may leave before 2030.", False),
    ],
)
def test_quantifiers_and_certainty(sentence: str, right: bool) -> None:
    assert supported(sentence, PEOPLE) is right


@pytest.mark.parametrize(
    ("sentence", "text", "right"),
    [
        ("The troops left in January 2022.", "The troops left two months ago.", True),
        ("The troops left in February 2022.", "The troops left two months ago.", False),
        ("The troops left on January 5, 2022.", "The troops left on January 5.", True),
        ("The troops left on January 5, 2021.", "The troops left on January 5.", False),
        ("Russia takes 20 percent of its trade.", "Russia takes a fifth of its trade.", True),
        ("Russia takes 20 percent of its trade.", "Russia takes a quarter of its trade.", False),
        ("The road is 20 kilometres long.", "The road is 20 miles long.", False),
        ("Peru has 13% of the forest.", "Brazil has 60% of the forest, Peru 13%.", True),
        ("Peru has 60% of the forest.", "Brazil has 60% of the forest, Peru 13%.", False),
    ],
)
def test_dates_are_resolved_and_numbers_stay_with_their_unit_and_owner(
    sentence: str, text: str, right: bool
) -> None:
    assert supported(sentence, text) is right


def test_a_date_without_a_known_article_date_gets_no_year() -> None:
    assert not supported("They left on January 5, 2022.", "They left on January 5.", published=Published())


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Shibutov says that the break would be a catastrophe.", True),
        ("According to Marat Shibutov, the break would be a catastrophe.", True),
        ("Kuzmin says that the break would be a catastrophe.", False),
        ("The break would be a catastrophe.", False),
    ],
)
def test_a_speakers_words_are_given_as_his(sentence: str, right: bool) -> None:
    assert supported(sentence, "The break would be a catastrophe.", "Marat Shibutov") is right


def test_reporting_in_the_text_counts_as_a_speaker() -> None:
    text = "Tokayev stated in June that the country would not recognize the republics."
    assert supported("Tokayev said that the country would not recognize the republics.", text)
    assert not supported("Putin said that the country would not recognize the republics.", text)
    assert not supported("The country would not recognize the republics.", text)


def test_initials_and_context_carry_names() -> None:
    text = "He asked the Collective Security Treaty Organization for help."
    assert supported("He asked the CSTO for help.", text)
    assert not supported("Tokayev asked the CSTO for help.", text)
    assert check("Tokayev asked the CSTO for help.", [Evidence(text, context="Tokayev was alone.")]).supported


def test_a_sentence_may_rest_on_several_passages() -> None:
    passages = [Evidence("The troops entered Almaty."), Evidence("They left on January 13.")]
    assert check("The troops entered Almaty and left on January 13.", passages).supported
    assert not check("The troops entered Almaty and left on January 13.", passages[:1]).supported


def test_a_translation_is_checked_for_names_and_numbers() -> None:
    text = "Gazprom paid Tokayev 20 million dollars."
    assert supported("Газпром заплатил Токаеву 20 миллионов долларов.", text)
    assert not supported("Газпром заплатил Назарбаеву 20 миллионов долларов.", text)
    assert not supported("Газпром заплатил Токаеву 30 миллионов долларов.", text)


def test_reasons_are_sentences_that_name_what_is_wrong() -> None:
    verdict = check("James Watt sold 13 engines.", [Evidence(WATT)])
    assert verdict == Verdict(False, ("13 is not in the cited passage.",))
    assert check("It is so.", []).reasons == ("It cites nothing.",)


def test_nearness_in_meaning_is_asked_only_where_words_leave_it_open() -> None:
    text = "Physicians recommended abstaining from alcoholic beverages."
    sentence = "Medics advised patients to shun alcoholic beverages."
    assert not supported(sentence, text)
    assert check(sentence, [Evidence(text)], similar=lambda one, other: 0.95).supported
    assert not check(sentence, [Evidence(text)], similar=lambda one, other: 0.5).supported


TEXTS = sorted({evidence.text for pair in read_pairs() for evidence in pair.evidence})


@pytest.mark.parametrize("text", TEXTS)
def test_the_evidence_itself_is_supported(text: str) -> None:
    assert supported(text, text)


@given(st.sampled_from([text for text in TEXTS if any(c.isdigit() for c in text)]), st.data())
@settings(max_examples=150, deadline=None)
def test_one_changed_digit_is_never_supported(text: str, data: st.DataObject) -> None:
    places = [i for i, c in enumerate(text) if c in "0123456789" and not _in_marker(text, i)]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))
    changed = text[:place] + digit + text[place + 1 :]
    number = _number_at(changed, place)
    spelled = "one two three four five six seven eight nine".split()
    there = {_number_at(text, i) for i, c in enumerate(text) if c.isdigit()}
    there |= {str(value) for value, word in enumerate(spelled, 1) if word in text.lower()}
    if number not in there:  # one that stands elsewhere in the passage can be said of this, too
        assert not supported(changed, text)


def _in_marker(text: str, place: int) -> bool:
    return text.rfind("[", 0, place) > text.rfind("]", 0, place)


def _number_at(text: str, place: int) -> str:
    start, end = place, place + 1
    while start and text[start - 1].isdigit():
        start -= 1
    while end < len(text) and text[end].isdigit():
        end += 1
    return text[start:end].lstrip("0")


@given(st.text(max_size=300), st.text(max_size=300), st.none() | st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_it_never_raises(sentence: str, text: str, voice: str | None) -> None:
    assert isinstance(check(sentence, [Evidence(text, voice, IN_2022, text)]), Verdict)


@given(
    st.text(alphabet="aB1 .,[]'’“”\n-ж%$", max_size=200), st.text(alphabet="aB1 .,[]'’“”\n-ж%$", max_size=200)
)
@settings(max_examples=150, deadline=None)
def test_it_never_raises_on_punctuation(sentence: str, text: str) -> None:
    check(sentence, [Evidence(text)])


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "1" * 1_000_000, "1," * 500_000, "A. " * 300_000, "and " * 250_000, "\x00\x1b" * 500_000,
     "[" * 1_000_000, "“" * 1_000_000, "two hundred " * 80_000, "January " * 100_000, "was said by " * 80_000],
)  # fmt: skip
def test_hostile_texts_take_little_time(text: str) -> None:
    start = time.monotonic()
    check(text[:1900], [Evidence(text)])
    check(text, [Evidence(WATT)])
    stream = Sentences(3)
    stream.feed(text)
    stream.close()
    assert time.monotonic() - start < 10


def test_the_set_of_pairs_is_what_it_is_said_to_be() -> None:
    pairs = read_pairs()
    assert len(pairs) >= 440
    assert sum(pair.supported for pair in pairs) >= 0.4 * len(pairs)
    texts = [{e.text for p in pairs if p.split == split for e in p.evidence} for split in ("dev", "test")]
    assert not texts[0] & texts[1]


def test_evidence_from_the_seeds_stands_there() -> None:
    seeds = Path(__file__).parent.parent / "seeds"
    for line in PAIRS.read_text("utf-8").splitlines():
        for one in json.loads(line)["evidence"]:
            if "source" in one:
                assert one["text"] in (seeds / one["source"]).read_text("utf-8")


def test_the_check_keeps_its_figures_on_dev() -> None:
    report = measure([pair for pair in read_pairs() if pair.split == "dev"], check)
    for kind, least in {"number": 0.98, "date": 0.98, "name": 0.98, "negation": 0.9, "speaker": 0.9, "opinion": 0.9}.items():  # fmt: skip
        assert report.caught[kind].value >= least, kind
    assert all(rate.value >= 0.8 for rate in report.caught.values())
    assert report.kept["paraphrase"].value >= 0.92


def test_measure_counts_by_kind_and_lists_failures() -> None:
    pairs = read_pairs()[:20]
    report = measure(pairs, lambda sentence, evidence: Verdict(True))
    assert all(rate.right == rate.of for rate in report.kept.values())
    assert all(rate.right == 0 for rate in report.caught.values())
    assert report.balanced_accuracy == 0.5
    assert len(report.failures) == sum(not pair.supported for pair in pairs)
    assert report_table(report, "always yes").row_count > 2
    assert Rate(8, 10).interval == pytest.approx((0.490, 0.943), abs=0.001)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"id": 1, "split": "x"}'])
def test_a_malformed_file_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(line, "utf-8")
    for read in (read_pairs, read_fever):
        with pytest.raises(DataError, match=r"pairs\.jsonl, line 1"):
            read(path)
