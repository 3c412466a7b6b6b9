"""Who says what: for each sentence of an article the one whose words it gives, if the article says so.

What introduces speech is found sentence by sentence (`index.voice_frames`), names and pronouns are
traced back to full names (`index.voice_names`), and a quotation keeps its speaker across sentences
and paragraphs (`index.voice_quotes`). What could mean two people means nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.articles import Article
from index.passages import Sentence
from index.voice_frames import Frames
from index.voice_interviews import find_labelled
from index.voice_names import People, Referents
from index.voice_quotes import Quotation, find_quotations
from index.voice_subjects import UNKNOWN, Subject
from index.voice_tokens import QUOTED, find_runs, tokens
from index.voice_words import NAMING
from index.zones import Zone

_CARRIED = 3
"""How many sentences after its speaker a quotation may stand that names none."""

_FRAGMENT = 4
"""Shorter quotations in an author's sentence are terms rather than speech."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a sentence.

    Attributes:
        speaker: full name as the article gives it (the longest form for that person), or an
            institution ("the Foreign Ministry"). Of two who speak together, "A and B".
        speech: "direct" when most of the sentence stands in quotation marks or is an answer of an
            interview, "reported" when the article says it in its own words.
    """

    speaker: str
    speech: Literal["direct", "reported"]


def find_voices(
    article: Article, zones: Sequence[Zone], sentences: Sequence[Sentence]
) -> tuple[Voice | None, ...]:
    """The voice of each sentence, in order; None for the author's own and where it is not known.

    Readers' comments have None: their zones name the reader.
    """
    return _Voices(article.text, zones, sentences).find()


@dataclass(slots=True)
class _Said:
    """A sentence on the way to its voice.

    Attributes:
        quotations: those it has a part in.
        frames: its words outside them.
        people: whom it names outside them.
        speaker: who is said to speak in it; "" when somebody is and it is not known who.
    """

    quotations: list[Quotation]
    frames: Frames
    people: list[int]
    speaker: str | None = None


class _Voices:
    """One article's sentences on the way to their voices."""

    def __init__(self, text: str, zones: Sequence[Zone], sentences: Sequence[Sentence]) -> None:
        self._text, self._zones, self._sentences = text, zones, sentences
        self._institution_at = -1
        quotations = find_quotations(text, [zone for zone in zones if zone.kind != "comment"])
        self._said = [_Said([], Frames((), ()), []) for _ in sentences]
        first = 0
        for sentence, said in zip(sentences, self._said, strict=True):
            while first < len(quotations) and quotations[first].end <= sentence.start:
                first += 1
            if zones[sentence.zone].kind == "comment":
                continue
            k = first
            while k < len(quotations) and quotations[k].start < sentence.end:
                said.quotations.append(quotations[k])
                k += 1
            words = tokens(text, sentence.start, sentence.end, said.quotations)
            said.frames = Frames(words, find_runs(words))
        self._people = People(text, [(said.frames.tokens, said.frames.runs) for said in self._said])
        for said in self._said:
            named = (self._people.find(said.frames.tokens, run) for run in said.frames.runs)
            said.people = [person for person in named if person is not None]

    def find(self) -> tuple[Voice | None, ...]:
        self._find_framed()
        by_quotation = self._speakers_of_quotations()
        frames = [said.frames for said in self._said]
        labelled = find_labelled(frames, [sentence.zone for sentence in self._sentences], self._people)
        voices: list[Voice | None] = []
        last, said_at = "", -_CARRIED - 1
        for i, said in enumerate(self._said):
            if i and self._new_section(i):
                last = ""
            kind = self._zones[self._sentences[i].zone].kind
            speaker = labelled.get(i, said.speaker)
            if speaker is None and said.quotations and kind != "caption":
                speaker = by_quotation.get(said.quotations[0].part_of)
                if speaker is None and last and i - said_at <= _CARRIED and self._is_speech(i, last, said_at):
                    speaker = last
                    by_quotation.setdefault(said.quotations[-1].part_of, speaker)
            if speaker is not None and kind != "caption":
                last, said_at = speaker, i
            direct = i in labelled or self._is_direct(i)
            voices.append(Voice(speaker, "direct" if direct else "reported") if speaker else None)
        return tuple(voices)

    def _find_framed(self) -> None:
        """The speakers of all sentences that say who speaks."""
        referents = Referents(self._people)
        for i, said in enumerate(self._said):
            if i and self._new_section(i):
                referents = Referents(self._people)
            zone = self._sentences[i].zone
            referents.named(i, zone, said.people)
            subject = said.frames.subject()
            if subject is None:
                continue
            if subject.pronoun or subject.role:
                person = None if subject.pronoun == "it" else self._referent(i, subject, referents)
                said.speaker = "" if person is None else self._people.all[person].name
                if subject.pronoun == "it" and i and self._institution_at == i - 1:
                    said.speaker, self._institution_at = self._said[i - 1].speaker, i
                spoke = [person]
            else:
                said.speaker = self._named(said.frames, subject)
                self._institution_at = i if subject.institution else -1
                tokens, runs = said.frames.tokens, said.frames.runs
                spoke = [self._people.find(tokens, runs[place]) for place in subject.runs]
            referents.spoke(i, zone, [person for person in spoke if person is not None])

    def _referent(self, i: int, subject: Subject, referents: Referents) -> int | None:
        opens = self._said[i].frames.words[0] == subject.pronoun
        person = referents.find(subject.pronoun, subject.role, i, self._sentences[i].zone, opens=opens)
        if person is None or self._people.all[person].gender or subject.role or not i:
            return person
        before = self._said[i - 1]
        somebody_new = len(before.frames.runs) > len(before.people) and person not in before.people
        return None if somebody_new else person

    def _named(self, frames: Frames, subject: Subject) -> str:
        """The speaker that a sentence names itself."""
        if subject == UNKNOWN:
            return ""
        if subject.institution:
            first, last = subject.institution
            words = self._text[frames.tokens[first].start : frames.tokens[last - 1].end]
            words = "the" + words[3:] if words.startswith("The ") else words
            return self._people.institution(words)
        runs = [frames.runs[place] for place in subject.runs]
        if any(self._people.is_shared(frames.tokens, run) for run in runs):
            return ""
        known = [person for run in runs if (person := self._people.find(frames.tokens, run)) is not None]
        if len(known) == len(runs):
            return " and ".join(self._people.all[person].name for person in known)
        run = runs[-1]
        name = self._text[frames.tokens[run.name].start : frames.tokens[run.last - 1].end]
        return f"the {name}" if frames.words[run.name - 1 : run.name] == ["the"] else name

    def _speakers_of_quotations(self) -> dict[int, str]:
        """The speaker of each quotation beside which one is named."""
        found: dict[int, str] = {}
        for i, said in enumerate(self._said):
            if said.speaker is None:
                continue
            for quotation in said.quotations:
                found.setdefault(quotation.part_of, said.speaker)
            if i and said.frames.is_bare() and self._sentences[i - 1].zone == self._sentences[i].zone:
                for quotation in self._said[i - 1].quotations[-1:]:
                    found.setdefault(quotation.part_of, said.speaker)
        return found

    def _is_speech(self, i: int, speaker: str, said_at: int) -> bool:
        """Whether a sentence without a speaker of its own goes on with what ``speaker`` said."""
        others = {
            self._people.all[p].name
            for said in self._said[said_at + 1 : i + 1]
            for p in said.people
            if self._people.all[p].sure
        }
        if others - {speaker}:
            return False
        said, words = self._said[i], self._said[i].frames.words
        if len(words) > 1 and said.quotations and self._is_title(said.quotations[0]):
            return False
        if self._is_direct(i):
            return True
        place = words.index(QUOTED) if QUOTED in words else 0
        inside = self._text[said.quotations[0].start : said.quotations[0].end].split()
        return len(inside) >= _FRAGMENT and not NAMING.intersection(words[max(0, place - 4) : place])

    def _is_title(self, quotation: Quotation) -> bool:
        """Whether what stands in quotation marks is written as titles are: “Noise and Whales”."""
        words = [
            word for word in self._text[quotation.start + 1 : quotation.end - 1].split() if len(word) > 3
        ]
        return len(words) > 1 and all(not word[0].islower() for word in words)

    def _is_direct(self, i: int) -> bool:
        """Whether a sentence stands in quotation marks, but for the words that say who speaks."""
        sentence, said = self._sentences[i], self._said[i]
        parts = [(max(q.start, sentence.start), min(q.end, sentence.end)) for q in said.quotations]
        words = said.frames.words
        place = words.index(QUOTED) if parts else 0
        if not parts or NAMING.intersection(words[max(0, place - 4) : place]):
            return False
        first = self._text[parts[0][0] : parts[0][1]].split()
        opens = parts[0][0] == sentence.start and (len(first) >= _FRAGMENT or said.speaker is not None)
        opens = opens or words[place - 1 : place] == [":"]
        return opens or sum(b - a for a, b in parts) > (sentence.end - sentence.start) / 2

    def _new_section(self, i: int) -> bool:
        """Whether a heading or something else that is no text stands before sentence ``i``."""
        before, here = self._sentences[i - 1].zone, self._sentences[i].zone
        return any(zone.kind == "heading" for zone in self._zones[before + 1 : here])
