"""The confidence of an answer as HTML: a word and a percentage, and on demand what stands behind them."""

from __future__ import annotations

from qa.confidence import meaning
from qa.page import confidence_words, escape
from qa.types import Answer


def confidence_html(answer: Answer) -> str:
    """The confidence; opened, what its percentage means and what it rests on.

    Args:
        answer: the answer.
    """
    found = answer.status == "answered"
    label = "Confidence" if found else "Confidence that the articles answer this"
    lines = "".join(f"<li><bdi>{escape(reason)}</bdi></li>" for reason in answer.reasons)
    return (
        f'<details class="qa-confidence"><summary>{label}: {confidence_words(answer.confidence)}</summary>'
        f"<p>{meaning(answer.confidence, found=found)}</p>{f'<ul>{lines}</ul>' if lines else ''}</details>"
    )
