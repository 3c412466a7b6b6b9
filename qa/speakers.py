"""Who speaks in which passage: so that what somebody said is read when a question names them."""

from __future__ import annotations

from collections import defaultdict

from index.records import IndexedArticle
from index.store import Store
from qa.circumstances import Asked, is_comment, speaker_of, surname


class Speakers:
    """The passages in which the people of a store speak, by surname, and those with readers' comments.

    Args:
        store: whose sentences have voices.
    """

    def __init__(self, store: Store) -> None:
        said: dict[str, set[int]] = defaultdict(set)
        comments = set[int]()
        for number, passage in enumerate(store.sentence_passage.tolist()):
            article, position = _place(store, number)
            if speaker := speaker_of(article, position):
                said[surname(speaker)].add(passage)
            if is_comment(article, position):
                comments.add(passage)
        self._said = {name: frozenset(passages) for name, passages in said.items()}
        self._comments = frozenset(comments)

    def passages(self, asked: Asked) -> list[int]:
        """Numbers of the passages in which somebody speaks whom a question names, in their order."""
        found = [self._said[word] for word in asked.words if word in self._said]
        return sorted(frozenset[int]().union(*found, self._comments if asked.readers else ()))


def _place(store: Store, number: int) -> tuple[IndexedArticle, int]:
    article = int(store.sentence_article[number])
    return store.articles[article], number - int(store.sentence_start[article])
