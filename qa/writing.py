"""An answer that a language model writes, of which only what the evidence carries is shown.

The model sees the sentences that the answer without it would cite, and a few more. What it writes is cut
into sentences as it comes; each is checked against those it cites before anybody sees it. When too
little remains, when the model fails or says that it finds nothing, the quotes themselves follow.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from threading import Event
from unicodedata import normalize

from index.embedding import Vectors
from index.lexical import terms
from index.store import Store
from qa.answering import cite
from qa.candidates import Candidate
from qa.frames import FRAMES, Language, say
from qa.grounding import Evidence, Sentences, Similar, Written, check
from qa.llm import Endpoint
from qa.llm_settings import LlmError
from qa.markdown import escape_markdown
from qa.prompts import MOST_PIECES, answer_grammar, answer_messages, brief_messages
from qa.types import Citation, TextPiece, WrittenSentence

OFFERED = 8
"""How many sentences the model may cite."""

_CONTEXT = 600
_QUOTES = '“«"'
_FEWEST_WORDS = 2
_UNENDED = frozenset(
    "a an the and or but nor than because whose и или но а что чтобы который которая которые және".split()
)
"""A sentence that ends with one of these words breaks off."""

_DECLINED = {normalize("NFC", text).casefold().rstrip(".") for text in FRAMES["absent"].values()}


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that the model may cite, with what stands before it."""

    citation: Citation
    before: str = ""

    @property
    def evidence(self) -> Evidence:
        """The passage as what is written is checked against it."""
        known = self.citation
        context = " ".join(filter(None, (known.title, self.before)))
        return Evidence(known.quote, known.voice, known.published, context)


@dataclass(slots=True)
class Draft:
    """What has become of an answer that a model writes.

    Attributes:
        citations: those of the answer; one that only the model cites comes after the others.
        text: the sentences that were kept, as Markdown.
        sentences: all that it wrote, kept or not.
        notice: one line for the reader when the quotes have to follow; None when the text suffices.
    """

    citations: list[Citation]
    text: str = ""
    sentences: list[WrittenSentence] = field(default_factory=list)
    notice: str | None = None


def offered(store: Store, citations: Sequence[Citation], ranked: Sequence[Candidate]) -> list[Passage]:
    """What the model may cite: the citations of the answer without it, and the next sentences."""
    numbers = {_place(cite(store, c.number)): c.number for c in ranked}
    first = [Passage(c, _before(store, numbers[_place(c)])) for c in citations]
    known = {_place(c) for c in citations}
    comments = any(c.zone == "comment" for c in citations)
    more = (
        Passage(cite(store, c.number, c.span), _before(store, c.number))
        for c in ranked
        if c.comment == comments and _place(cite(store, c.number)) not in known
    )
    return [*first, *(passage for _, passage in zip(range(OFFERED - len(first)), more, strict=False))]


def _place(citation: Citation) -> tuple[str, int]:
    return citation.source, citation.start


def _before(store: Store, number: int) -> str:
    """The text before a sentence, up to the beginning of its passage or so."""
    article, sentence = store.sentence(number)
    zone = article.zones[sentence.zone]
    return article.text[max(zone.start, sentence.start - _CONTEXT) : sentence.start].strip()


def write(
    endpoint: Endpoint,
    question: str,
    passages: Sequence[Passage],
    own: int,
    language: Language,
    similar: Similar | None = None,
    stop: Event | None = None,
) -> Generator[TextPiece, None, Draft]:
    """Let a model answer, and hand out what it writes as far as the passages carry it.

    Args:
        endpoint: where the model is.
        question: as it was understood.
        passages: what it may cite.
        own: how many of them the answer cites in any case; they keep their numbers.
        language: of the notice.
        similar: nearness in meaning of two texts, 0 to 1.
        stop: when set, the writing ends at once.

    Returns:
        What was written; an error of the endpoint becomes its notice.
    """
    small = endpoint.settings.small
    editor = _Editor(passages, own, similar, small=small)
    sentences = Sentences(len(passages))
    shown = [passage.citation for passage in passages[: own if small else None]]
    messages = (
        brief_messages(question, shown)
        if small
        else answer_messages(question, shown, before=[passage.before for passage in passages])
    )
    grammar = answer_grammar(question, len(shown)) if small else None
    draft = editor.draft
    try:
        with closing(endpoint.stream(messages, stop, grammar)) as pieces:
            for written in _cut(pieces, sentences):
                if piece := editor.take(written):
                    yield TextPiece(piece)
    except LlmError as error:
        draft.notice = say("llm_failed", language, why=str(error))
        return draft
    kept = sum(sentence.kept for sentence in draft.sentences)
    if editor.declined:
        draft.notice = say("llm_declined", language)
    elif 2 * kept < len(draft.sentences) or not kept:
        draft.notice = say("llm_unsupported", language, kept=str(kept), written=str(len(draft.sentences)))
    return draft


def _cut(pieces: Iterator[str], sentences: Sentences) -> Iterator[Written]:
    for piece in pieces:
        yield from sentences.feed(piece)
        if sentences.full:  # the end is missing
            return
    yield from sentences.close()


class _Editor:
    """Checks sentence after sentence, and keeps what is carried."""

    def __init__(
        self, passages: Sequence[Passage], own: int, similar: Similar | None, *, small: bool = False
    ) -> None:
        self._passages, self._own, self._similar, self._small = passages, own, similar, small
        self._numbers = {number: number for number in range(1, own + 1)}
        self.draft = Draft([passage.citation for passage in passages[:own]])
        self.declined = False

    def take(self, written: Written) -> str:
        """What is added to the text by a sentence: "" when it is not kept."""
        if _plain(written.text) in _DECLINED:
            self.declined = True
            return ""
        written = self._cited(written)
        reasons = self._reasons(written)
        markers = tuple(map(self._numbered, written.markers)) if not reasons else self._known(written)
        self.draft.sentences.append(WrittenSentence(written.text, markers, not reasons, reasons))
        if reasons:
            return ""
        cited = [self.draft.citations[number - 1] for number in markers]
        said = f"{escape_markdown(_quoted(written.text, cited))} {''.join(f'[{n}]' for n in markers)}"
        piece = f" {said}" if self.draft.text else said
        self.draft.text += piece
        return piece

    def _cited(self, written: Written) -> Written:
        """The sentence with the marker that the model forgot: of a citation that has all its words."""
        if written.markers:
            return written
        for number, passage in enumerate(self._passages[: self._own], start=1):
            known = passage.evidence
            words = terms(" ".join(filter(None, (known.text, known.context, known.voice))))
            if set(terms(written.text)) <= set(words) and check(written.text, [known]).supported:
                return replace(written, markers=(number,))
        return written

    def _reasons(self, written: Written) -> tuple[str, ...]:
        if _plain(written.text) in {_plain(sentence.text) for sentence in self.draft.sentences}:
            return ("It repeats another sentence.",)
        if len(terms(written.text)) < _FEWEST_WORDS:
            return ("It is no sentence.",)
        if self._small and len(written.text.rstrip(".")) >= MOST_PIECES:
            return ("It breaks off.",)
        if written.text.rstrip(" .…").endswith((",", "-", "–", "—", ":", ";")):
            return ("It breaks off.",)
        if written.text.rstrip(" .,…").rpartition(" ")[2].casefold() in _UNENDED:
            return ("It breaks off.",)
        evidence = [self._passages[marker - 1].evidence for marker in written.markers]
        return check(written.text, evidence, self._similar).reasons

    def _numbered(self, marker: int) -> int:
        """The number of a passage in the answer; one that is new there is added to its citations."""
        if marker not in self._numbers:
            self.draft.citations.append(self._passages[marker - 1].citation)
            self._numbers[marker] = len(self.draft.citations)
        return self._numbers[marker]

    def _known(self, written: Written) -> tuple[int, ...]:
        return tuple(self._numbers[m] for m in written.markers if m in self._numbers)


def _quoted(sentence: str, cited: Sequence[Citation]) -> str:
    """A sentence that is a passage word for word stands in quotation marks: it is not the answer's own."""
    words = _letters(sentence)
    quotes = [_letters(citation.quote) for citation in cited]
    copied = any(words in quote or (quote and quote in words) for quote in quotes)
    return f"“{sentence}”" if copied and sentence[:1] not in _QUOTES else sentence


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _plain(sentence: str) -> str:
    return normalize("NFC", sentence).strip().casefold().rstrip(".")


def nearness(encode: Callable[[Sequence[str]], Vectors]) -> Similar:
    """Nearness in meaning from the vectors of texts, which have length 1."""

    def similar(one: str, other: str) -> float:
        first, second = encode([one, other])
        return float(first @ second)

    return similar
