"""Questions to go on with: about those whom an answer names, where the articles have an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.evidence import choose_evidence
from qa.frames import Language, language_of, say
from qa.mentions import Mention, mentions

if TYPE_CHECKING:
    from qa.pipeline import Parts
    from qa.types import Answer, Citation

MOST = 3
_TRIED = 8
_LONGEST_NAME = 50
_KINDS = {"person": "ask_person", "group": "ask_thing", "place": "ask_thing"}


def suggested(parts: Parts, question: str, answer: Answer) -> list[str]:
    """Up to `MOST` questions that follow on from an answer.

    Each has been looked up without the evidence model, which takes milliseconds: its first sentence
    names whom it asks about, and is not what the answer cites already.

    Args:
        parts: what the answer was made with.
        question: what was asked.
        answer: what it was answered with.
    """
    language = parts.language or language_of(question)
    known = {(c.source, c.start) for c in answer.citations}
    found: list[str] = []
    for asked, name in _candidates(answer, question, language):
        evidence = choose_evidence(parts.store, parts.rank, asked, None)
        article, sentence = parts.store.sentence(evidence.ranked[0].number)
        told = article.text[sentence.start : sentence.end]
        if evidence.found and name.split()[-1] in told and (article.source, sentence.start) not in known:
            known.add((article.source, sentence.start))
            found.append(asked)
        if len(found) == MOST:
            break
    return found


def _candidates(answer: Answer, question: str, language: Language) -> Iterator[tuple[str, str]]:
    """Questions with the name that each asks about, those of who speaks first."""
    tried: set[str] = set()
    for name, key in _named(answer.citations, question):
        if name.casefold() not in tried and len(tried) < _TRIED:
            tried.add(name.casefold())
            yield say(key, language, who=name), name


def _named(citations: tuple[Citation, ...], question: str) -> Iterator[tuple[str, str]]:
    for citation in citations:
        if citation.voice and citation.zone != "comment" and len(citation.voice) <= _LONGEST_NAME:
            yield citation.voice, "ask_speaker"
    for citation in citations:
        for one in mentions(citation.quote):
            if one.kind in _KINDS and _is_asked_well(one, question):
                yield one.text, _KINDS[one.kind]


def _is_asked_well(one: Mention, question: str) -> bool:
    """Whether a name is whole, short, and not what was asked about."""
    asked = question.casefold()
    return (
        3 < len(one.text) <= _LONGEST_NAME
        and not any(word.casefold() in asked for word in one.text.split())
        and (one.kind != "person" or " " in one.text)
    )
