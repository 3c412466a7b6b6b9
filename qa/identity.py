"""Who or what somebody or something is: the questions that ask for it, and the sentences that say it.

Articles say it in passing, once, and a model trained on other questions looks for what somebody did. No model
here: the words beside the name tell (`qa.descriptions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import IndexedArticle
from index.voice_words import FUNCTION_WORDS
from qa.descriptions import NAME_WORD, beside, continued, places

_LINK = r"(?:of|the|and|for|de|al|bin|von|и)"
_NAME = rf"{NAME_WORD}(?:\s+(?:{_LINK}\s+){{0,2}}(?:{NAME_WORD}|\d+)){{0,5}}"
_ASKS = (
    re.compile(
        r"(?:(?i:and|so|but)[,\s]+)?(?i:(?P<person>who)|what)(?:['’]s|\s+(?:exactly\s+)?(?:is|are|was|were))"
        r"\s+(?:the\s+)?"
        rf"(?P<name>{_NAME})\s*[?.!]*"
    ),
    re.compile(
        r"(?P<person>(?i:who))(?:['’]s|\s+(?:is|was))\s+(?P<name>[^\W\d_]{4,}(?:\s+[^\W\d_]{4,}){0,2})\s*\?*"
    ),
    re.compile(
        r"(?:(?i:а|и)\s+)?(?i:(?P<person>кто)|что)\s+(?i:так(?:ой|ая|ое|ие)|это(?:\s+так\w+)?)[\s:—–-]+"
        rf"(?:[а-яё]+\s+)?[«„\"]?(?P<name>{_NAME})[»“\"]?\s*[?.!]*"
    ),
    re.compile(rf"(?P<person>(?i:кем))\s+(?i:был[аи]?|является|приходится)\s+(?P<name>{_NAME})\s*\?*"),
    re.compile(
        rf"[«„\"]?(?P<name>{_NAME})[»“\"]?\s+(?:деген(?:іміз)?\s+(?:(?P<person>кім)|не)|кім)"
        r"(?:\s+(?:болған|еді))?\s*[?.!]*"
    ),
)
"""The second is for a person in small letters."""

_NAMESAKE = 0.7
"""How much less it counts where the article never has the whole name: it may be another of that surname."""

_LONGEST = 160
"""Characters of a question that asks for nothing else."""

SURE = 0.75
"""A description that is stronger leaves little doubt."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom or what a question asks about.

    Attributes:
        name: as the question writes it.
        person: whether it asks who it is, not what.
    """

    name: str
    person: bool


@dataclass(frozen=True, slots=True)
class Description:
    """What a sentence says somebody or something is.

    Attributes:
        strength: how sure that is what the words beside the name do, 0 to 1.
        start, end: these words, in the article.
    """

    strength: float
    start: int
    end: int


def who_is(question: str) -> Identity | None:
    """Whom or what a question asks who or what it is; None when it asks for something else."""
    asked = " ".join(question[: _LONGEST + 1].split())
    if len(question) > _LONGEST:
        return None
    for pattern in _ASKS:
        if found := pattern.fullmatch(asked):
            name = found["name"].strip("’'.")
            if not re.search(r"['’]s\b", name) and name.casefold() not in FUNCTION_WORDS:
                return Identity(name, found["person"] is not None)
    return None


def described(asked: Identity, article: IndexedArticle, position: int) -> Description | None:
    """What a sentence of an article says that somebody or something is; None when it does not say it.

    Args:
        asked: from `who_is`, the name as the article writes it.
        article: where the sentence is.
        position: of the sentence in it.
    """
    sentence = article.sentences[position]
    text = article.text[sentence.start : sentence.end]
    found = [each for place in places(asked.name, text) for each in beside(text, *place, asked.person)]
    if not found and position:
        before = article.sentences[position - 1]
        found = list(continued(asked.name, article.text[before.start : before.end], text))
    best = max(found, default=None)
    if best is None:
        return None
    known = all(word in article.text for word in asked.name.split()) or asked.name.islower()
    return Description(
        best[0] * (1.0 if known else _NAMESAKE), sentence.start + best[1], sentence.start + best[2]
    )


def describing(asked: Identity, articles: Sequence[IndexedArticle]) -> Iterator[tuple[int, int]]:
    """The sentences that say who or what it is for sure: numbers of the article and of the sentence in it."""
    last, small = asked.name.split()[-1], asked.name.islower()
    for number, article in enumerate(articles):
        if last not in (article.text.casefold() if small else article.text):
            continue
        for position in range(len(article.sentences)):
            if (found := described(asked, article, position)) and found.strength > SURE:
                yield number, position
