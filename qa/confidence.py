"""What a confidence rests on, in plain words, and what its percentage means.

The confidence is a weighted sum of signs (`qa.calibration`). Each sign has a point where it speaks neither
for the answer nor against it: zero; for the similarity, where an article is as likely as not about what is
asked; for the sentence in its passage, where it is as likely as not the one; for the lead, where the next
best sentence would be cited too. Its weight times the distance from there is what it adds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.calibration import Calibration, Signs, probability
from qa.words import percent

IDENTIFIED = "the sentence says who or what that is; this settles it"
_SHARE = 0.1
"""A sign is told when it adds at least this share of what the strongest one does …"""

_POINT = 0.04
"""… and could move the percentage by one: even odds change by a quarter of what is added."""

_WORDS: Mapping[str, tuple[str, str]] = {
    "cosine": (
        "the best sentence is close in meaning to the question",
        "the best sentence is not close in meaning to the question",
    ),
    "foreign": (
        "question and article are in different scripts, so less likeness is expected of them",
        "question and article are in different scripts",
    ),
    "answers": ("the passage reads like an answer", "the passage does not read like an answer"),
    "share": (
        "the sentence is the one of its passage that answers",
        "another sentence of the passage may be the one that answers",
    ),
    "ahead": ("it stands out from the next best sentence", "the next best sentence is nearly as good"),
    "total": ("sentences read like an answer by themselves", "no sentence reads like an answer by itself"),
}
"""By the name of the sign: what it says when it speaks for the answer, and when against it."""


def reasons(signs: Signs, model: Calibration, strangers: Sequence[str] = ()) -> tuple[str, ...]:
    """What the confidence rests on, what counts most first.

    Args:
        signs: what it was computed from.
        model: what it was computed with.
        strangers: the question's names that no article mentions, when they are at hand.

    Returns:
        Lines like "For: the passage reads like an answer."; the last one says what there would be without
        them, because few reasons for an answer do not make it likely. Nothing when no sign counts.
    """
    added = _added(signs, model)
    least = max([_POINT, *(_SHARE * abs(value) for value in added.values())])
    told = sorted((name for name in added if abs(added[name]) >= least), key=lambda name: -abs(added[name]))
    lines = [
        f"{'For' if added[name] > 0 else 'Against'}: {_said(name, added[name] > 0, signs, strangers)}."
        for name in told
    ]
    neither = percent(probability(model.confidence(signs) - sum(added.values())))
    return (*lines, f"Where nothing speaks for or against, the figure is {neither} %.") if lines else ()


def _added(signs: Signs, model: Calibration) -> dict[str, float]:
    """What each sign adds to the log-odds, from the point where it speaks neither for nor against."""
    from qa.evidence import MARGIN  # heavy, and not needed where only `meaning` is

    beyond = {
        "cosine": signs.cosine + model.across * signs.foreign - model.about,
        "foreign": signs.foreign,
        "answers": signs.answers,
        "share": signs.share - math.log(0.5),
        "ahead": signs.ahead - MARGIN if signs.ahead else 0.0,  # no lead: there may be no other sentence
        "strange": signs.strange,
        "total": signs.total,
    }
    return {name: model.confidence.weights.get(name, 0.0) * value for name, value in beyond.items()}


def _said(name: str, speaks_for: bool, signs: Signs, strangers: Sequence[str]) -> str:
    if name != "strange":
        return _WORDS[name][0 if speaks_for else 1]
    some = "names" if signs.strange == 1 else "some names"
    named = f": {', '.join(' '.join(stranger.split()) for stranger in strangers)}" if strangers else ""
    return f"{some} in the question stand in no article{named}"


def meaning(confidence: float, *, found: bool) -> str:
    """What the percentage of a confidence means, in one sentence.

    Args:
        confidence: the probability.
        found: whether there is an answer.
    """
    number = percent(confidence)
    counted = (
        f"Of 100 answers with this figure, about {number} cited the right sentence"
        if found
        else f"Of 100 questions with this figure, about {number} were answered by the best sentence found"
    )
    return f"{counted}, as measured on questions about other articles."
