"""Words to terms, and BM25 over them."""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)?")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")

_STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below
    between both but by can could did do does doing down during each few for from further had has have
    having he her here hers him his how i if in into is it its itself just me might more most my no nor
    not of off on once only or other our out over own same she should so some such than that the their
    them then there these they this those through to too under until up very was we were what when where
    which while who whom why will with would you your
    а без бы был была были было быть в вам вас весь во вот все всё вы где да для до его ее её если есть
    еще ещё же за и из или им их к как какая какие какой ко когда кто ли мне может мы на надо наш не него
    нее неё нет ни них но ну о об он она они оно от по под при про с сейчас со так также такой там те тем
    то того тоже только том ты у уже чего чем что чтобы чье чья эта эти это этот я
    және бен мен пен да де та те ма ме ба бе па пе бұл ол осы сол не кім қай қандай қашан қайда неге үшін
    туралы қалай болды болып емес бар жоқ""".split()
)

_local = threading.local()


def words(text: str) -> list[str]:
    """The words of ``text`` after NFKC; "U.S." is the word "US"."""
    return [word.replace(".", "") for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def terms(text: str) -> list[str]:
    """What BM25 counts: the stems of the words that are no stop words."""
    lowered = (word.casefold().replace("’", "'").removesuffix("'s") for word in words(text))
    return [stem(word) for word in lowered if word not in _STOP_WORDS]


def stem(word: str) -> str:
    """The stem of a casefolded word, by the language of its script."""
    if not hasattr(_local, "stemmers"):  # a Stemmer object is not for several threads at once
        _local.stemmers = Stemmer.Stemmer("english"), Stemmer.Stemmer("russian")
    english, russian = _local.stemmers
    return str((russian if _CYRILLIC.search(word) else english).stemWord(word))


class Bm25:
    """BM25 (Lucene's variant, k1=1.5, b=0.75; Kamphuis et al. 2020) over texts.

    Args:
        texts: the texts that are searched, in order.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        corpus = [terms(text) for text in texts]
        self._size = len(corpus)
        self._model: bm25s.BM25 | None = None
        self._cyrillic = False
        if any(corpus):
            self._model = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
            self._model.index(corpus, show_progress=False)
            self._vocabulary = frozenset(self._model.vocab_dict)
            in_cyrillic = sum(_CYRILLIC.search(str(term)) is not None for term in self._vocabulary)
            self._cyrillic = 2 * in_cyrillic > len(self._vocabulary)

    def has_script_of(self, term: str) -> bool:
        """Whether most of the texts' words are written as a term is: in Cyrillic letters or not."""
        return self._cyrillic == (_CYRILLIC.search(term) is not None)

    def share_known(self, query: Sequence[str]) -> float:
        """Which share of a query's terms occurs in the texts at all, 0 to 1."""
        if not query or self._model is None:
            return 0.0
        return sum(term in self._vocabulary for term in query) / len(query)

    def scores(self, query: Sequence[str]) -> NDArray[np.float32]:
        """Scores of all texts for the terms of a query, shape ``[num_texts]``."""
        known = [term for term in query if self._model is not None and term in self._vocabulary]
        if not known or self._model is None:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._model.get_scores(known), np.float32)

    def occurrences(self, query: Sequence[str]) -> Iterator[tuple[float, NDArray[np.bool_]]]:
        """For each different term of a query: how rare it is, and which of the texts have it.

        Rarity is ``ln(1 + N / (n + 0.5))`` with N texts of which n have the term.
        """
        for term in dict.fromkeys(query):
            has = self.scores([term]) > 0
            yield math.log1p(self._size / (float(has.sum()) + 0.5)), has
