"""Claims about pieces of articles, carried by them or not: what the claim model learns from.

Each line of ``eval/claims.jsonl`` is a piece of an invented press article (`eval.folders`) with who says it
and when its article was published, sentences that it carries, and sentences that differ from it in one
thing.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.epochs import Group, Labelled
from eval.squad import DataError
from qa.carrying import pair_of

CLAIMS = Path(__file__).parent / "claims.jsonl"

STRANGE = 2
"""To how many of a piece's true claims an epoch adds one with a piece that has nothing to do with it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an article and what is claimed of it.

    Attributes:
        source: the folder and file that it is from.
        text: one or two sentences.
        voice: who says it; None for the article's author.
        published: the day of its article, in the form of ISO 8601.
        true: sentences that it carries.
        false: sentences that it does not, each after the kind of difference.
    """

    source: str
    text: str
    voice: str | None
    published: str
    true: tuple[str, ...]
    false: tuple[tuple[str, str], ...]


def read_pieces(path: Path = CLAIMS) -> tuple[Piece, ...]:
    """Read and check the pieces.

    Raises:
        DataError: a line is malformed; the message names file, line and reason.
    """
    pieces = []
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            pieces.append(_piece(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path}, line {number}: no piece with its claims ({error}).") from error
    if not pieces:
        raise DataError(f"{path}: holds no pieces.")
    return tuple(pieces)


def _piece(record: Any) -> Piece:
    true, false = tuple(record["true"]), tuple((kind, said) for kind, said in record["false"])
    texts = (
        record["source"],
        record["text"],
        record["published"],
        *true,
        *(s for pair in false for s in pair),
    )
    if not all(isinstance(text, str) and text.strip() for text in texts) or not (true and false):
        raise ValueError("a text is missing")
    return Piece(record["source"], record["text"], record["voice"], record["published"], true, false)


def claims_epoch(pieces: Sequence[Piece], seed: int) -> list[Group]:
    """What one pass reads: each piece with its claims, which the training compares.

    Args:
        pieces: to learn from.
        seed: decides the order, and which claims are put to other pieces.
    """
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    groups = []
    for piece in pieces:
        rows = [_row(said, piece, carried=True) for said in piece.true]
        rows += [_row(said, piece, carried=False) for _, said in piece.false]
        rng.shuffle(rows)
        groups.append(tuple(rows))
        other = rng.choice(pieces)
        if other.source.split("/")[0] != piece.source.split("/")[0]:
            said = rng.sample(piece.true, min(STRANGE, len(piece.true)))
            groups.append(tuple(_row(one, other, carried=False) for one in said))
    rng.shuffle(groups)
    return groups


def _row(said: str, piece: Piece, *, carried: bool) -> Labelled:
    pair = pair_of(said, piece.text, piece.voice, piece.published)
    return pair, pair.sentences if carried else ()
