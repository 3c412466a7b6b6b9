"""Every error this project raises on purpose, in one tree.

QAError                  something the user can act on; its text is one line
├── CorpusError          the folder of articles, or a file in it, cannot be used
├── ModelError           the embedding model is missing, altered or unreadable
├── StoreError           the index cannot be used
│   ├── StoreMissing     there is no index at that place
│   ├── StoreOutdated    it was made by another version or another model
│   ├── StoreDamaged     a file of it is missing or altered
│   └── StoreBusy        another process is building it
├── QuestionError        the question is empty or too long
└── ServeError           the chat cannot be served (port taken, …)

Each message says what happened, to which file or address, and what to do about it.
"""


class QAError(Exception):
    """Base of all errors raised on purpose."""


class CorpusError(QAError):
    """The folder of articles, or a file in it, cannot be used."""


class ModelError(QAError):
    """The embedding model is missing, altered or unreadable."""


class StoreError(QAError):
    """The index cannot be used."""


class StoreMissing(StoreError):
    """There is no index at that place."""


class StoreOutdated(StoreError):
    """The index was made by another version of this program, or with another model."""


class StoreDamaged(StoreError):
    """A file of the index is missing or altered."""


class StoreBusy(StoreError):
    """Another process is building this index."""


class QuestionError(QAError, ValueError):
    """The question is empty or too long."""


class ServeError(QAError):
    """The chat cannot be served."""
