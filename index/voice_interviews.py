"""Who speaks in an interview, by what stands before its paragraphs: "Q:", "A:", "Brook:"."""

from __future__ import annotations

from collections.abc import Sequence

from index.voice_frames import Frames
from index.voice_names import People

_QUESTION = frozenset(("q", "question", "вопрос", "сұрақ"))
_ANSWER = frozenset(("a", "answer", "ответ", "жауап"))
_FEWEST = 3
"""So many paragraphs with a label make an interview."""


def find_labelled(frames: Sequence[Frames], zones: Sequence[int], people: People) -> dict[int, str]:
    """The speakers of an interview's sentences.

    Args:
        frames: the words of each sentence of an article.
        zones: the number of the zone of each.
        people: whom the article names.

    Returns:
        Full names by number of sentence; "" for questions, and for answers when it is not clear
        who is asked: more than one person, or none, is named before the first label.
    """
    begins = [i for i, zone in enumerate(zones) if i == 0 or zones[i - 1] != zone]
    labels = {i: label for i in begins if (label := _label(frames[i], people))}
    if len(labels) < _FEWEST:
        return {}
    first, last = min(labels), max(labels)
    guests = {people.find(f.tokens, run) for f in frames[:first] for run in f.runs} - {None}
    guest = guests.pop() if len(guests) == 1 else None
    answers = "" if guest is None else people.all[guest].name
    found: dict[int, str] = {}
    speaker = ""
    for i in range(first, len(frames)):
        if i > last and zones[i] != zones[last]:
            break
        label = labels.get(i)
        if label:
            speaker = answers if label in _ANSWER else "" if label in _QUESTION else label
        found[i] = speaker
    return found


def _label(frames: Frames, people: People) -> str | None:
    """The full name, or the "q" or "a", that stands with a colon before a sentence."""
    if frames.words[1:2] == [":"] and frames.words[0] in _QUESTION | _ANSWER:
        return frames.words[0]
    run = next((run for run in frames.runs if run.first == 0), None)
    if run is None or frames.words[run.last : run.last + 1] != [":"]:
        return None
    person = people.find(frames.tokens, run)
    return None if person is None else people.all[person].name
