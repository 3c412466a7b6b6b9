"""The words of sentences outside quotation marks, and which of them are names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.voice_quotes import Quotation
from index.voice_words import (
    CALENDAR,
    FUNCTION_WORDS,
    INSTITUTIONS,
    MEN,
    NOBODY,
    OFFICES,
    PARTICLES,
    TITLES,
    WOMEN,
)

QUOTED = "“”"
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.)+|(?:Mrs?|Ms|Dr|Prof|Gen|Sen|Gov|Rep|Lt|Col|Sgt|Capt)\.|['’]s\b|\d+(?:[.,]\d+)+"
    r"|[^\W_]+(?:(?:[-.]|['’](?!s\b))[^\W_]+)*|\S"
)
_LONGEST_NAME = 8
_PATRONYMIC = ("вич", "вна", "ұлы", "улы", "қызы", "кызы")
# Case endings of Russian and Kazakh names, longest first.
_ENDINGS = tuple(
    """ого ому тың тің дың дің ның нің ом ым ем ой ей ий им ая ую ия ию ии ға ге қа ке
    а у е ы и я ю й ь""".split()
)
TRADES = ("er", "or", "ist", "man", "woman", "ian", "who")
"""Endings of words that say what somebody does, and what begins a clause about somebody."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark outside quotation marks, or `QUOTED` for all that stands inside them."""

    word: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.word[0].isupper()

    @property
    def plain(self) -> str:
        return self.word.lower()


@dataclass(frozen=True, slots=True)
class Run:
    """Words with capitals that stand together: ``tokens[first:last]``.

    Attributes:
        first, last: the whole run; ``name``: where the name begins, after titles.
    """

    first: int
    last: int
    name: int


def tokens(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> list[Token]:
    """The tokens of a sentence; each quotation in it is one."""
    found: list[Token] = []
    for quotation in (*quotations, Quotation(end, end, -1)):
        stop = max(start, min(end, quotation.start))
        found += (Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text, start, stop))
        if quotation.start < end:
            start = min(end, quotation.end)
            found.append(Token(QUOTED, stop, start))
    return found


def key(word: str) -> str:
    """A word in lower case without the case endings of its language: "Омарованың" is "омаров"."""
    word = word.lower()
    for _ in range(2 if word[0] >= "Ѐ" else 0):
        ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
        word = word.removesuffix(ending)
    return word


def find_runs(sentence: Sequence[Token]) -> list[Run]:
    """The runs of capitalised words of a sentence."""
    runs: list[Run] = []
    i = 0
    while i < len(sentence):
        if not sentence[i].capital:
            i += 1
            continue
        first = i
        while i < len(sentence) and i - first < _LONGEST_NAME and _goes_on(sentence, first, i):
            i += 1
        runs.append(_without_titles(sentence, first, i))
    return [run for run in runs if run.first < run.last]


def _goes_on(sentence: Sequence[Token], first: int, i: int) -> bool:
    if sentence[i].capital:
        return True
    followed = i + 1 < len(sentence) and sentence[i + 1].capital
    if i == first or not followed:
        return False
    office = sentence[i - 1].plain in INSTITUTIONS or sentence[i + 1].plain in OFFICES | INSTITUTIONS
    return (sentence[i].word == "of" and office) or sentence[i].plain in PARTICLES


def _without_titles(sentence: Sequence[Token], first: int, last: int) -> Run:
    while first < last and sentence[first].plain in FUNCTION_WORDS:
        first += 1
    name = first
    for i in range(first, last):
        letters = sentence[i].word.isupper() and "." not in sentence[i].word and len(sentence[i].word) > 2
        if sentence[i].plain in TITLES | OFFICES | CALENDAR | INSTITUTIONS or (letters and i + 1 < last):
            name = i + 1
    words = [token.word for token in sentence[name:last]]
    if len(words) >= 3 and words[0][0] >= "Ѐ" and not words[-2].endswith(_PATRONYMIC):
        name = last - 2  # "глава МИД России Сергей Лавров": a country and a name both have capitals
    elif len(words) >= 3 and words[0].lower() not in MEN | WOMEN:
        trade = words[0].endswith(TRADES)  # "Striker Ben Moss"
        name += trade or words[1].lower() in MEN | WOMEN
    return Run(first, last, name)


def is_institution(sentence: Sequence[Token], run: Run) -> bool:
    """Whether a run names an institution rather than somebody with an office in it."""
    words = [token.plain for token in sentence[run.first : run.last]]
    return not TITLES.intersection(words) and bool(INSTITUTIONS.intersection(words))


def is_nobody(token: Token) -> bool:
    """Whether a word that begins a sentence with a capital stands for an unnamed group."""
    return token.plain in NOBODY | FUNCTION_WORDS or (token.plain.endswith("s") and token.plain != "reuters")
