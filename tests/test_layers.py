"""Data flows one way, importing is cheap, and the public face is what it is said to be."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import qa

ROOT = Path(__file__).parent.parent
FORBIDDEN = {"index": {"qa", "eval", "tests"}, "qa": {"eval", "tests"}, "eval": {"tests"}}
HEAVY = ("torch", "faiss", "gradio", "sentence_transformers", "transformers", "sklearn", "bm25s", "scipy")


@pytest.mark.parametrize("package", FORBIDDEN)
def test_no_package_imports_those_above_it(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            used = {name.split(".")[0] for name in names}
            assert not used & FORBIDDEN[package], f"{path.name} imports {used & FORBIDDEN[package]}"


@pytest.mark.parametrize("module", ["qa", "qa.cli", "qa.chat", "qa.serving", "index", "eval"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_public_names() -> None:
    assert sorted(qa.__all__) == ["Answer", "Assistant", "Citation", "Hit", "Published", "QAError", "Within"]


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_file_is_one_job(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 300, path


def test_the_top_level_is_what_was_agreed() -> None:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    listed = done.stdout.split("\n")
    if listed == [""]:
        pytest.skip("not a git checkout")
    names = {line.split("/")[0] for line in listed if line}
    assert {name for name in names if not name.startswith(".")} == {
        "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "eval", "index", "pyproject.toml", "qa", "seeds",
        "tests",
    }  # fmt: skip
