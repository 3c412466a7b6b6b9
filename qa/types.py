"""What the assistant returns. All values are frozen and turn into JSON with `to_dict`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from index.metadata import Published

__all__ = [
    "Answer",
    "Citation",
    "Differing",
    "Event",
    "Found",
    "Hit",
    "Published",
    "Sources",
    "Stage",
    "TextPiece",
    "WrittenSentence",
]


class _Value:
    """Adds a JSON form to a frozen dataclass."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists, strings and numbers; dates as ISO 8601."""
        return {name: _plain(value) for name, value in asdict(self).items()}  # type: ignore[call-overload]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Citation(_Value):
    """A place in an article: ``text[start:end] == quote``, character for character.

    Attributes:
        source: file name inside the corpus.
        start, end: code-point offsets into the stored text, end exclusive.
        quote: what stands there.
        title, publisher: of the article; None when not known.
        published: when the article was published, with how that is known.
        voice: who says it: None for the article's author, else the speaker's name.
        zone: what part of the article it is: ``"body"``, ``"comment"``, ``"caption"``, …
        highlight: offsets, inside the quote's, of the words that carry the answer; None when they
            are not known.
        beginning: the first words of an article that has no title, to call it by; "" of one that has.
    """

    source: str
    start: int
    end: int
    quote: str
    title: str | None
    publisher: str | None
    published: Published
    voice: str | None
    zone: str
    highlight: tuple[int, int] | None = None
    beginning: str = ""

    @property
    def name(self) -> str:
        """What people call the article: its title, else its first words in quotation marks, else its file."""
        return self.title or (f"“{self.beginning}”" if self.beginning else self.source)


@dataclass(frozen=True, slots=True)
class Hit(_Value):
    """A passage that retrieval found.

    Attributes:
        source: file name inside the corpus.
        start, end: code-point offsets into the stored text, end exclusive.
        text: what stands there.
        score: fused score; comparable within one question only.
    """

    source: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class WrittenSentence(_Value):
    """A sentence that a language model wrote.

    Attributes:
        text: as it was written, without its markers; it is not escaped.
        markers: numbers of the answer's citations that it names.
        kept: whether it stands in the answer.
        reasons: why not; empty when it does.
    """

    text: str
    markers: tuple[int, ...]
    kept: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differing(_Value):
    """Two citations that say something differently.

    Attributes:
        kind: what kind of value differs; ``"polarity"`` where one denies what the other says.
        relation: ``"update"`` if the later one can be true after the earlier; ``"contradiction"``
            if only one can be true; else ``"unknown"``.
        first, second: the numbers of the two citations, the earlier first; one whose date is not
            known counts as the earlier.
        first_words, second_words: what differs, as it stands in the quote of each.
        first_at, second_at: where that is: offsets in the articles, as the citations' own.
    """

    kind: Literal["number", "date", "name", "polarity"]
    relation: Literal["update", "contradiction", "unknown"]
    first: int
    second: int
    first_words: str
    second_words: str
    first_at: tuple[int, int]
    second_at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Answer(_Value):
    """The answer to a question.

    Attributes:
        status: ``"answered"``, or ``"not_found"`` when the articles do not say.
        text: Markdown with ``[1]`` markers, each the number of a citation.
        citations: in the order of their markers; empty when not found.
        confidence: estimated probability, 0 to 1, that the cited evidence answers the question.
        nearest: when not found, the closest passages; they are no evidence.
        understood: the question as it was searched for, when it was completed from the messages
            before it; None when it was taken as it stands.
        written: what a language model wrote, sentence by sentence, kept or not; empty without one.
        notice: one line on what went wrong with the language model; None when nothing did.
        difference: what two of the citations say differently; None when nothing is known to differ.
        reasons: what the confidence rests on, in words, what counts most first.
    """

    status: Literal["answered", "not_found"]
    text: str
    citations: tuple[Citation, ...]
    confidence: float
    nearest: tuple[Hit, ...] = ()
    understood: str | None = None
    written: tuple[WrittenSentence, ...] = ()
    notice: str | None = None
    difference: Differing | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage(_Value):
    """An event of `Assistant.stream`: what is being done now."""

    name: Literal["searching", "reading", "answering", "writing"]


@dataclass(frozen=True, slots=True)
class Found(_Value):
    """An event of `Assistant.stream`: the passages nearest to the question, which are then read.

    It is not known yet whether they answer.
    """

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Sources(_Value):
    """An event of `Assistant.stream`: what the answer will cite, before its text comes.

    A language model may add others behind these.
    """

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class TextPiece(_Value):
    """An event of `Assistant.stream`: the next piece of the answer's text."""

    text: str


Event = Stage | Found | Sources | TextPiece | Answer
"""What `Assistant.stream` hands out; the last is the `Answer`."""
