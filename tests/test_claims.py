"""Claims about pieces of articles: the file is in order, and an epoch puts each claim to its piece."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from eval.claims import CLAIMS, Piece, claims_epoch, read_pieces
from eval.folders import INVENTED
from eval.grounding import EXAM_PAIRS, PRESS_PAIRS
from eval.squad import DataError
from qa.carrying import pair_of

PIECES = read_pieces()


def piece(name: str) -> Piece:
    text = f"{name} has three bridges. They are old."
    return Piece(
        f"{name}/a.txt", text, None, "2021-01-01", (f"{name} has bridges.",), (("number", f"{name} has 4."),)
    )


def test_every_piece_stands_in_its_article_and_has_as_many_true_as_false_claims() -> None:
    assert len(PIECES) > 500
    texts: dict[str, str] = {}
    for one in PIECES:
        text = texts.setdefault(one.source, (INVENTED / one.source).read_text("utf-8"))
        assert text.count(one.text) == 1, one.source
        assert len(one.true) == len(one.false) == 4
        assert not set(one.true) & {said for _, said in one.false}
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", one.published)
    assert len({(one.source, one.text) for one in PIECES}) == len(PIECES)


def test_no_article_is_both_learnt_from_and_measured_on() -> None:
    measured = {
        one["source"].split("/")[-2]
        for path in (PRESS_PAIRS, EXAM_PAIRS)
        for line in path.read_text("utf-8").splitlines()
        for one in json.loads(line)["evidence"]
    }
    assert not measured & {one.source.split("/")[0] for one in PIECES}


def test_an_epoch_holds_every_claim_with_its_piece_and_some_with_another() -> None:
    pieces = [piece("Alma"), piece("Oral"), piece("Aral")]
    groups = claims_epoch(pieces, 1)
    assert groups == claims_epoch(pieces, 1)
    rows = Counter((pair.question, pair.text, bool(places)) for group in groups for pair, places in group)
    for one in pieces:
        assert rows[one.true[0], one.text, True] == 1
        assert rows[one.false[0][1], one.text, False] == 1
    strange = [row for row in rows if row[0].split()[0] != row[1].split()[0]]
    assert strange
    assert not any(carried for _, _, carried in strange)


def test_all_of_a_piece_carries_what_is_true() -> None:
    (group,) = [group for group in claims_epoch([piece("Alma")], 0) if len(group) == 2]
    ((pair, places),) = [(pair, places) for pair, places in group if places]
    assert [pair.text[a:b] for a, b in places] == ["Alma has three bridges.", "They are old."]


def test_speaker_and_day_stand_over_the_passage() -> None:
    assert pair_of("He left.", "He went.", "Ann Bo", "2021-01-01").lead == "Ann Bo, 2021-01-01"
    assert pair_of("He left.", "He went.", None, "").lead == ""


@pytest.mark.parametrize("line", ["{", "[]", "{}", json.dumps({"source": "a", "text": "", "published": "x"})])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    good = CLAIMS.read_text("utf-8").splitlines()[0]
    (tmp_path / "claims.jsonl").write_text(f"{good}\n{line}\n", "utf-8")
    with pytest.raises(DataError, match=r"claims\.jsonl, line 2: no piece with its claims"):
        read_pieces(tmp_path / "claims.jsonl")


def test_no_pieces_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text("\n", "utf-8")
    with pytest.raises(DataError, match="holds no pieces"):
        read_pieces(tmp_path / "claims.jsonl")
