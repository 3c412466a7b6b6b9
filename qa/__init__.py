"""Answers from a folder of articles, each with the exact place it stands on.

>>> from qa import Assistant
>>> answer = Assistant.open().ask("When did the CSTO troops leave?")
"""

from index.errors import QAError
from qa.assistant import Assistant
from qa.types import Answer, Citation, Hit, Published
from qa.within import Within

__all__ = ["Answer", "Assistant", "Citation", "Hit", "Published", "QAError", "Within"]
