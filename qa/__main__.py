"""``python -m qa``: the same as ``qa``."""

from qa.cli import run

run()
