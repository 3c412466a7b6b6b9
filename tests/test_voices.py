"""Who says a sentence: the five articles against a reading of them, single hazards, any text at all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Article, read_corpus
from index.passages import find_sentences
from index.voices import Voice, find_voices
from index.zones import Zone, find_zones

SEEDS = Path(__file__).parent.parent / "seeds"

SHIBUTOV, SULTANGALIYEV, KUZMIN = "Marat Shibutov", "Sultanbek Sultangaliyev", "Nikolay Kuzmin"
NAZARBAYEV, TOKAYEV, TLEUBERDI = "Nursultan Nazarbayev", "Kassym-Jomart Tokayev", "Mukhtar Tleuberdi"

# Every sentence of the five articles that is somebody's speech, by its first words: article,
# words, speech, speaker. Unnamed groups ("some argue", "an informed source") are nobody.
SPOKEN: list[tuple[str, str, Literal["direct", "reported"], str]] = [
    ("000", "Political scientist Marat Shibutov said that", "reported", SHIBUTOV),
    ("000", "Some suggest that the US could play that role, but Shibutov argues", "reported", SHIBUTOV),
    ("000", "“Considering the growing tensions in Xinjiang", "direct", SHIBUTOV),
    ("000", "Consequently, we could anticipate", "direct", SHIBUTOV),
    ("000", "Moreover, breaking with Moscow", "reported", SHIBUTOV),
    ("000", "Given all these probabilities, Shibutov says", "reported", SHIBUTOV),
    ("000", "Sultanbek Sultangaliyev, a political analyst, says", "reported", SULTANGALIYEV),
    ("000", "Unlike Shibutov, Sultangaliyev says", "reported", SULTANGALIYEV),
    ("000", "“We gradually would become a sphere", "direct", SULTANGALIYEV),
    ("000", "Turkey doesn’t have the strength", "direct", SULTANGALIYEV),
    ("000", "They are always ready to close their eyes", "direct", SULTANGALIYEV),
    ("000", "“In the ‘besieged fortress’ situation", "direct", SULTANGALIYEV),
    ("000", "A break with Moscow would make Kazakhstan mono-ethnic", "reported", SULTANGALIYEV),
    ("000", "But Kazakhstan would lose so much", "reported", SULTANGALIYEV),
    ("000", "And Nikolay Kuzmin, an ethnic Russian analyst, adds", "reported", KUZMIN),
    ("000", "“If our countries cease to be allies", "direct", KUZMIN),
    ("000", "And the consequences of such a scenario", "direct", KUZMIN),
    ("001", "Russia will seek to develop the potential", "direct", "the Ministry of Foreign Affairs"),
    ("001", "Nazarbayev’s support for Russia was most clear when", "reported", "Klochkov"),
    ("001", "Nazarbayev explained in 2021 that", "reported", NAZARBAYEV),
    ("001", "Kazakhstan’s Minister of Foreign Affairs Mukhtar Tleuberdi", "direct", TLEUBERDI),
    ("001", "The President pleaded to CSTO in January, stating", "direct", TOKAYEV),
    ("001", "Details shared of the meeting", "reported", "Xi Jinping"),
    ("001", "He noted that, during the visit", "direct", "Xi Jinping"),
    ("002", "NBC reported, citing sources", "reported", "NBC"),
    ("002", "Meanwhile, Kazakhstan officially stated that", "reported", "Kazakhstan"),
    ("002", "Tokayev and Kazakh Foreign Minister Mukhtar", "reported", f"{TOKAYEV} and {TLEUBERDI}"),
    ("002", "A member of the British Parliament, Margaret Hodge", "reported", "Margaret Hodge"),
    ("003", "It has adhered to Western sanctions", "reported", TOKAYEV),
    ("003", "Against this backdrop, it’s not surprising", "reported", "Dmitry Medvedev"),
    ("004", "At the same time, in order to diminish", "reported", "the government"),
    ("004", "Nazarbayev has decreed that", "reported", NAZARBAYEV),
    ("004", "Speaking in July, he championed", "reported", NAZARBAYEV),
]
# Sentences of the author's that tempt: reported or quoted by nobody with a name, terms in
# quotation marks, verbs of speech without speech. All others count as nobody's as well.
AUTHORS = [
    ("000", "Vladimir Putin meeting with Nursultan"),
    ("000", "Very public differences between Moscow and Astana"),
    ("000", "Central Asian Monitor’s Kenzhe Tatilya asked"),
    ("000", "Their answers range from"),
    ("000", "Kazakhstan is fated to be an ally"),
    ("000", "Were it to break with Moscow"),
    ("000", "Kazakhstan would no longer be able"),
    ("000", "No one should doubt that"),
    ("000", "The Russian government would ramp up"),
    ("000", "Russians would then leave"),
    ("000", "Some in Kazakhstan argue that"),
    ("000", "But in fact, it would hurt the economy"),
    ("000", "Those who talk about Turkey"),
    ("000", "Russia is not interfering in Kazakhstan"),
    ("000", "If Kazakhstan tried to leave"),
    ("000", "I think it is more likely"),
    ("001", "Through the introduction of anti-Russian sanctions"),
    ("001", "Although the CIS region has at times been described as"),
    ("001", "As of 2022, the current President Tokayev"),
    ("001", "Additionally, fears of Kazakhstan being"),
    ("001", "In 2009, the Ministry of Foreign Affairs published"),
    ("001", "(Russian Ministry of Foreign Affairs"),
    ("001", "During the 2014 invasion"),
    ("001", "Tokayev and his administration have demonstrated"),
    ("001", "Their mutual involvement in"),
    ("001", "The request for involving the Collective"),
    ("001", "However, it has been suggested that"),
    ("001", "While there is a potential measure of debt"),
    ("001", "Of course, even as stronger ties"),
    ("001", "One key issue is the sanctioned"),
    ("001", "It is also worth noting"),
    ("002", "Demonstrators with Ukrainian national flags"),
    ("002", "Currently, Russia is at war with — or as the Kremlin calls it"),
    ("002", "Despite its sizable and capable military"),
    ("002", "However, considering that it was only possible"),
    ("002", "Some public figures in Russia even made"),
    ("002", "One can speculate, then, that"),
    ("002", "It is evident that Putin"),
    ("002", "Now, seeing war in Ukraine"),
    ("002", "From the above, we can see that"),
    ("002", "The British ambassador to Kazakhstan"),
    ("002", "Situated politically and geographically"),
    ("002", "From time to time, Russian officials refer"),
    ("002", "On March 2, Tokayev had phone calls"),
    ("003", "Since the outbreak of war in Ukraine, however"),
    ("003", "When Kazakh oil being shipped"),
    ("003", "Both incidents followed statements from Tokayev"),
    ("003", "For now, Moscow appears keen"),
    ("003", "Similar criticisms of Kazakhstan"),
    ("004", "In the eyes of many Kazakh nationalists"),
    ("004", "In 2015, Kazakh President Nursultan"),
    ("004", "Russia presents the EEU as"),
    ("004", "Over the past year Kazakhstan’s trade"),
    ("004", "As the backlash against"),
    ("004", "Few analysts expect"),
    ("004", "last year’s cabinet reshuffle"),
    ("004", "He points to a wave"),
    ("004", "In January 2017, for instance"),
]


def body(text: str) -> tuple[Article, list[Zone]]:
    """An article whose paragraphs are all its own text."""
    zones, start = [], 0
    for paragraph in text.split("\n\n"):
        zones.append(Zone("body", start, start + len(paragraph)))
        start += len(paragraph) + 2
    return Article("a.txt", text, ""), zones


def voices_of(article: Article, zones: Sequence[Zone]) -> list[tuple[str, Voice | None]]:
    sentences = find_sentences(article, zones)
    voices = find_voices(article, zones, sentences)
    assert len(voices) == len(sentences)
    return [(article.text[s.start : s.end], voice) for s, voice in zip(sentences, voices, strict=True)]


@pytest.fixture(scope="module")
def seeds() -> list[tuple[str, str, Voice | None]]:
    articles = read_corpus(SEEDS).articles
    return [(a.source[:3], said, voice) for a in articles for said, voice in voices_of(a, find_zones(a))]


def test_the_five_articles(seeds: list[tuple[str, str, Voice | None]]) -> None:
    """At least 97 % of what is attributed is right, and at least 85 % of what is said is attributed."""
    truth: dict[int, Voice | None] = {}
    wanted = [(name, words, Voice(who, how)) for name, words, how, who in SPOKEN]
    for name, words, voice in [*wanted, *((name, words, None) for name, words in AUTHORS)]:
        [place] = [
            i for i, (source, said, _) in enumerate(seeds) if source == name and said.startswith(words)
        ]
        assert place not in truth
        truth[place] = voice
    found = {i: voice for i, (_, _, voice) in enumerate(seeds) if voice is not None}
    right = [i for i, voice in found.items() if voice == truth.get(i)]
    assert len(truth) >= 80
    assert len(right) >= 0.97 * len(found), [seeds[i] for i in found if i not in right]
    assert len(right) >= 0.85 * len(SPOKEN), [seeds[i] for i, v in truth.items() if v and i not in right]


HAZARDS = [
    ("Anna Reed was told that the bridge is closed.", None),
    ("Anna Reed added, after the break, a second goal.", None),
    ("What Anna Reed said about the bridge was clear.", None),
    ("Anna Reed will say that the bridge is closed.", None),
    ("Anna Reed did not say that the bridge is closed.", None),
    ("If Anna Reed says that the bridge is closed, it is.", None),
    ("It is said that Anna Reed closed the bridge.", None),
    ("Critics of Anna Reed say that the bridge is closed.", None),
    ("Anna Reed’s lawyer said that the bridge is closed.", None),
    ("A spokeswoman for Anna Reed said that the bridge is closed.", None),
    ("Anna Reed published a report that the bridge is closed.", None),
    ("Anna Reed wrote the book “The Bridge That Was Never Opened”.", None),
    ("According to a study by Anna Reed, the bridge is closed.", None),
    ("She said that the bridge is closed.", None),
    ("“The bridge is closed.”", None),
    ("“The bridge is closed,” she said.", None),
    ("Critics warn that the bridge is closed.", None),
    ("The bridge that Anna Reed announced is closed.", None),
    ("Anna Reed told the council that the bridge is closed.", Voice("Anna Reed", "reported")),
    ("The bridge, Anna Reed argues, is closed.", Voice("Anna Reed", "reported")),
    (
        "The mayor, Anna Reed, has repeatedly warned that the bridge is closed.",
        Voice("Anna Reed", "reported"),
    ),
    (
        "Anna Reed of the bridge company, who is 45, told the paper: “It is closed.”",
        Voice("Anna Reed", "direct"),
    ),
    ("In the view of engineer Anna Reed, the bridge is closed.", Voice("Anna Reed", "reported")),
    ("As Anna Reed puts it, the bridge is closed.", Voice("Anna Reed", "reported")),
    ("Anna Reed is convinced that the bridge is closed.", Voice("Anna Reed", "reported")),
    (
        "Mayor Anna Reed and her deputy Carl Reed say that it is closed.",
        Voice("Anna Reed and Carl Reed", "reported"),
    ),
    ("“The bridge,” said Anna Reed, “is closed.", Voice("Anna Reed", "direct")),
    (
        "The Ministry of Transport announced on Monday that it is closed.",
        Voice("the Ministry of Transport", "reported"),
    ),
]


@pytest.mark.parametrize(("text", "voice"), HAZARDS)
def test_hazard(text: str, voice: Voice | None) -> None:
    assert voices_of(*body(text)) == [(text, voice)]


def test_who_is_shared_by_two_is_nobody() -> None:
    text = "Ivan Orlov and Petr Orlov own the mill. Orlov said that it is for sale."
    assert voices_of(*body(text))[1][1] is None


def test_comments_and_captions_have_no_voice_of_their_neighbours() -> None:
    text = "Anna Reed said that it is closed.\n\n“It is closed for good.”\n\nCarl Reed said it is open."
    article, zones = body(text)
    for kind in ("caption", "comment"):
        other = [zones[0], Zone(kind, zones[1].start, zones[1].end), *zones[2:]]
        assert [v and v.speaker for _, v in voices_of(article, other)] == ["Anna Reed", None, "Carl Reed"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="AaBé яК“”„«»‘’'\",.:;—–-! \n1", max_size=120))
def test_any_text_has_as_many_voices_as_sentences(text: str) -> None:
    article = Article("a.txt", text, "")
    voices_of(article, find_zones(article))


@pytest.mark.parametrize(
    "unit", ["“Yes,” said Anna Reed. ", "‘a’s " * 40, "“A", "Anna Reed, ", "he said, ", "— сказал "]
)
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        article, zones = body(unit * (size // len(unit)))
        sentences = find_sentences(article, zones)
        begin = time.process_time()
        find_voices(article, zones, sentences)
        return time.process_time() - begin

    small, large = seconds(20_000), seconds(160_000)
    assert large < 24 * small + 0.5
