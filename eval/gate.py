"""The gate: the accepted figures on ``dev``, and what fell below them by more than noise.

``expected.json`` holds, for each figure, the accepted value and its noise: how far it may fall.
The noise is what two questions that change make of a mean, since runs on one machine are alike to
the byte and other machines round differently. It also holds each question's accepted scores, so
that a fall can be told by name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.metrics import DEFINITIONS, OF_ALL

EXPECTED = Path(__file__).parent / "expected.json"
_QUESTIONS_OF_NOISE = 2
_NOISE_OF_ALL = 0.01
_NAMED = (
    "evidence@1",
    "needs_met@3",
    "quote_exactness",
    "false_refusal",
    "false_answer_near",
    "false_answer_far",
)


def expected_from(result: Mapping[str, Any]) -> dict[str, Any]:
    """What `EXPECTED` should hold when this result is accepted."""
    figures = {
        name: {
            "value": figure["value"],
            "noise": _NOISE_OF_ALL if name in OF_ALL else round(_QUESTIONS_OF_NOISE / figure["n"], 4),
        }
        for name, figure in result["figures"].items()
        if figure["value"] is not None
    }
    figures["quote_exactness"] = {"value": 1.0, "noise": 0.0}
    cases = {
        case["id"]: {name: case["scores"][name] for name in _NAMED if name in case["scores"]}
        for case in result["cases"]
    }
    return {"figures": figures, "cases": cases}


def failures(result: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    """A line for each figure that fell by more than its noise, with the questions that changed."""
    found = []
    for name, accepted in expected["figures"].items():
        now = result["figures"].get(name, {}).get("value")
        sign = 1 if DEFINITIONS[name].higher_is_better else -1
        fall = sign * (accepted["value"] - now) if now is not None else float("inf")
        if fall > accepted["noise"] + 1e-9:
            changed = ", ".join(_changed(name, sign, result, expected)) or "no single question"
            found.append(f"{name}: {now} where {accepted['value']} is accepted; worse: {changed}")
    return found


def _changed(name: str, sign: int, result: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    name = "evidence@1" if name in OF_ALL else name
    return [
        case["id"]
        for case in result["cases"]
        if (before := expected["cases"].get(case["id"], {}).get(name)) is not None
        and sign * (before - case["scores"].get(name, float("-inf") * sign)) > 0
    ]


def read_expected(path: Path = EXPECTED) -> dict[str, Any]:
    """The accepted figures."""
    accepted: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return accepted
