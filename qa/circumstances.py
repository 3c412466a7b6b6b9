"""What speaks for or against a sentence besides its likeness to the question, in log-odds.

These weights are judgement, not fitted: the data that the probabilities are fitted on have no
comments, no dates and no speakers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.lexical import terms, words
from index.metadata import Published
from index.records import IndexedArticle
from qa.times import find_times

COMMENT = -2.0
"""A reader's comment has to be this much better than the articles' own sentences."""

COMMENT_ASKED = 2.0
"""What counts for a comment when the question asks what readers say, or names the one who wrote it."""

SLIGHT = -2.0
_SLIGHT_TERMS = 3
"""Sentences with fewer terms, and questions that an article asks, hardly ever answer anything."""

TOO_EARLY = -1.0
"""An article that is older than what is asked about can only have expected it."""

SAID_BY = 1.0
"""The question names the person whose words the sentence gives."""

_TIMES_IN = 600
_READERS = re.compile(
    r"\b(?:commenters?|commentators?|comments?(?! on\b)|readers?|комментар\w+|комментатор\w*|читател\w+"
    r"|оқырман\w*|пікір (?:жаз|қалдыр)\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a question bears on the circumstances of a sentence.

    Attributes:
        words: its words, casefolded.
        since: the earliest day it names with a year, if it does.
        readers: whether it asks what readers say.
    """

    words: frozenset[str]
    since: date | None
    readers: bool


def circumstances_of(question: str) -> Asked:
    """Read a question once, for all the sentences it is compared with."""
    days = [time.earliest for time in find_times(question[:_TIMES_IN], Published()) if time.earliest]
    names = (word.casefold().replace("’", "'").removesuffix("'s") for word in words(question))
    readers = _READERS.search(question) is not None
    return Asked(frozenset(names), min(days, default=None), readers)


def speaker_of(article: IndexedArticle, position: int) -> str:
    """Who says a sentence: a quoted speaker, or the reader whose comment it is; "" for the article itself."""
    voice, zone = article.voices[position], article.zones[article.sentences[position].zone]
    return (voice.speaker if voice else zone.author) or ""


def surname(speaker: str) -> str:
    """What a speaker is called in a question: the last word of the name, casefolded."""
    return "".join(speaker.split()[-1:]).casefold()


def is_comment(article: IndexedArticle, position: int) -> bool:
    """Whether a sentence is a reader's."""
    return article.zones[article.sentences[position].zone].kind == "comment"


def weight(asked: Asked, article: IndexedArticle, position: int) -> float:
    """The log-odds to add to a sentence's.

    Args:
        asked: from `circumstances_of`.
        article: the sentence's article.
        position: of the sentence in it.
    """
    sentence = article.sentences[position]
    text = article.text[sentence.start : sentence.end]
    slight = len(terms(text)) < _SLIGHT_TERMS or text.rstrip("\"'”’»)").endswith("?")
    last = article.metadata.published.end
    early = asked.since is not None and last is not None and last < asked.since
    speaker = speaker_of(article, position)
    named = bool(speaker) and surname(speaker) in asked.words
    against = SLIGHT * slight + TOO_EARLY * early + SAID_BY * named
    if not is_comment(article, position):
        return against
    return against + (COMMENT_ASKED if asked.readers or named else COMMENT)
