"""What a pass over the training data reads: questions, each with right and wrong passages.

The passages of one question stay together in a group, because a reader is shown the best of them: the
training compares them (`eval.train.ranking_loss`). Passages that do not answer come in four kinds: those
of questions written to be just not answered (SQuAD 2.0), those that our own retrieval ranks first although
they do not hold the answer, those about something else altogether, and those of answerable questions of
which one name or number is swapped for another from the same article.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from eval.training_data import Example, as_pair
from qa.judge import Pair

Labelled = tuple[Pair, tuple[tuple[int, int], ...]]
"""A question with a passage, and the places in it that answer."""

Group = tuple[Labelled, ...]
"""One question with several passages."""

HARD_SHARE, SWAPPED_SHARE, EASY_SHARE = 0.4, 0.2, 0.1
"""For how many of the answerable questions an epoch draws a wrong passage, a swapped name, any passage."""

LISTED_WRONG, LISTED_RIGHT, LISTED_EASY_SHARE = 3, 2, 0.4
"""How many wrong and right passages are drawn of a list, and for how many lists any passage."""

PARTS = 2
"""An epoch reads the lists whole, and one part in so many of the other examples, each in turn."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A question with passages of a whole folder.

    Attributes:
        right: those that hold evidence; none when the folder does not answer it.
        wrong: those that retrieval ranks first although they hold none.
    """

    right: tuple[Example, ...]
    wrong: tuple[Example, ...]


_NAME = re.compile(r"(?<=[\w,] )(?:[A-Z][\w’'-]+(?: (?:of |the |de )?[A-Z][\w’'-]+)*)")
_YEAR = re.compile(r"\b1\d{3}\b|\b20\d\d\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")


def _renamed(kind: re.Pattern[str], question: str, old: str, new: str) -> str:
    return kind.sub(lambda match: new if match[0] == old else match[0], question)


def swapped(example: Example, others: Sequence[Example], rng: random.Random) -> Example | None:
    """The question with one name or number swapped for another from its article: unanswerable.

    Returns None where nothing can be swapped.
    """
    for kind in rng.sample([_NAME, _YEAR, _NUMBER], 3):
        mine = kind.findall(example.question)
        if not mine:
            continue
        old = rng.choice(mine)
        near = {w for w in kind.findall(example.text) if w not in example.question}
        far = {w for other in others for w in kind.findall(other.question) if w not in example.question}
        new = sorted(w for w in (near or far) if not any(w in name for name in example.names))
        if new:
            question = _renamed(kind, example.question, old, rng.choice(new))
            return replace(example, question=question, answers=(), names=())
    return None


def epoch(
    examples: Sequence[Example],
    hard: Mapping[str, Sequence[tuple[str, str]]],
    number: int,
    seed: int,
    listed: Sequence[Listed] = (),
) -> list[Group]:
    """What one pass over the data reads.

    Args:
        examples: answerable and not; a pass reads one part of them (`PARTS`).
        hard: for a question, titles and texts of wrong passages that look right.
        number: of the epoch; it says which part, and with the seed what is drawn.
        seed: decides every random choice.
        listed: questions with right and wrong passages, all read in each epoch.
    """
    order = list(examples)
    random.Random(seed).shuffle(order)  # noqa: S311 - not for secrets
    rng = random.Random(seed * 1000 + number)  # noqa: S311 - not for secrets
    by_title: dict[str, list[Example]] = {}
    for example in examples:
        by_title.setdefault(example.title, []).append(example)
    anything = [*examples, *(e for one in listed for e in one.wrong)]
    groups: list[list[Example]] = []
    for example in order[number % PARTS :: PARTS]:
        groups.append([example])
        if not example.answers:
            continue
        if hard.get(example.question) and rng.random() < HARD_SHARE:
            title, text = rng.choice(hard[example.question])
            groups[-1].append(Example(example.question, title, text, ()))
        if rng.random() < EASY_SHARE:
            groups[-1] += _easy(example, anything, rng)
        if len(by_title[example.title]) > 20 and rng.random() < SWAPPED_SHARE:
            other = swapped(example, by_title[example.title], rng)
            groups += [[other]] if other else []
    groups += [_of_list(one, anything, rng) for one in listed]
    rng.shuffle(groups)
    return [_as_pairs(group, titled=rng.random() < 0.5) for group in groups]


def _of_list(one: Listed, anything: Sequence[Example], rng: random.Random) -> list[Example]:
    drawn = rng.sample(one.right, min(LISTED_RIGHT, len(one.right)))
    drawn += rng.sample(one.wrong, min(LISTED_WRONG, len(one.wrong)))
    if drawn and rng.random() < LISTED_EASY_SHARE:
        drawn += _easy(drawn[0], anything, rng)
    return drawn


def _easy(example: Example, anything: Sequence[Example], rng: random.Random) -> list[Example]:
    """The question with a passage of another article; with none when that is drawn from its own."""
    other = rng.choice(anything)
    if other.title == example.title or any(
        name.casefold() in other.text.casefold() for name in example.names
    ):
        return []
    return [Example(example.question, other.title, other.text, ())]


def _as_pairs(group: Sequence[Example], *, titled: bool) -> Group:
    return tuple(as_pair(example, titled=titled) for example in group)
