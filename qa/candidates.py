"""The sentences that may be evidence for a question, with what is known of each.

With an evidence model (`qa.judge`) whole passages are read first; then the best sentences again, each
with no more than the one before it, which tells those apart that stand in the same passage. Without one,
they are those that retrieval ranks first.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.records import IndexedArticle
from index.store import Store
from qa.calibration import Features, calibration
from qa.circumstances import circumstances_of, is_comment, weight
from qa.identity import described, who_is
from qa.judge import Judge, Pair, Reading
from qa.retrieval import Ranking
from qa.sounds import bridged

UNREAD = 20
"""How many sentences there are to choose from without an evidence model."""

PASSAGES_READ = 10
"""How many of the passages that retrieval ranks first the evidence model reads at most."""

READ_FIRST = 6
"""So many it reads first; the rest only if it thinks none of them more likely to answer than not."""

READ_SPOKEN = 3
"""So many more in which somebody speaks whom the question names."""

DESCRIBED = 3.0
"""What counts, in log-odds, for a sentence that says who or what somebody is when the question asks that."""

CAPTIONED = 0.5
"""How much less that counts under a picture, whose names are there for who stands where."""

READ_CLOSELY = 5
"""So many sentences it reads a second time, with little around them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be evidence.

    Attributes:
        number: of the sentence in the store.
        features: what is known of it.
        weight: what its circumstances add to its log-odds: who says it, and when (`qa.circumstances`).
        score: log-odds that it answers the question, with that.
        comment: whether it is a reader's comment.
        span: ``(start, end)`` in the article of the words that carry the answer, when known.
        described: how sure it is that they say who or what somebody is, when the question asks that; 0 to 1.
    """

    number: int
    features: Features
    weight: float
    score: float
    comment: bool
    span: tuple[int, int] | None = None
    described: float = 0.0


@dataclass(frozen=True, slots=True)
class Search:
    """What candidates are looked for with.

    Attributes:
        store: where the sentences are.
        question: in full, as it was looked up.
        core: as the evidence model is asked.
        ranking: retrieval's scores.
        judge: the evidence model; None without one.
        most: how many passages it may read.
    """

    store: Store
    question: str
    core: str
    ranking: Ranking
    judge: Judge | None = None
    most: int = PASSAGES_READ


def candidates(search: Search) -> list[Candidate]:
    """The sentences that may be evidence, best first; ties by number."""
    if search.judge is None:
        return in_order(_weighed(search, dict.fromkeys(search.ranking.best_sentences(UNREAD))))
    found: list[Candidate] = []
    for passages in filter(None, _turns(search.ranking, search.most)):
        readings = search.judge.read([_pair(search, number) for number in passages])
        read = {
            number: (reading, position)
            for passage, reading in zip(passages, readings, strict=True)
            for position, number in enumerate(search.store.sentences_of(passage))
        }
        found = in_order([*found, *_weighed(search, read)])
        if found[0].features.answers >= 0:
            break
    return _read_closely(search, search.judge, found)


def in_order(found: Iterable[Candidate]) -> list[Candidate]:
    """Best first; ties by number."""
    return sorted(found, key=lambda c: (-c.score, c.number))


def _turns(ranking: Ranking, most: int) -> tuple[list[int], list[int]]:
    """The passages that are read first, and those that are read if need be."""
    best = ranking.best_passages(most)
    first = list(dict.fromkeys([*best[:READ_FIRST], *ranking.best_spoken(READ_SPOKEN)]))
    return first, [number for number in best if number not in first]


def _weighed(search: Search, found: Mapping[int, tuple[Reading, int] | None]) -> Iterator[Candidate]:
    """Candidates from sentences, each with the reading of its passage and its place in that."""
    store, ranking = search.store, search.ranking
    asked, letters = circumstances_of(search.question), list(_scripts(search.question))
    identity = who_is(bridged(search.core, ranking.bridges))
    best, rank = float(ranking.sentences.max()), calibration("read" if search.judge else "plain").rank
    for number, read in found.items():
        article, sentence = store.sentence(number)
        text, position = article.text[sentence.start : sentence.end], _position(store, number)
        features = Features(
            cosine=float(ranking.sentence_cosine[number]),
            gap=float(ranking.sentences[number]) - best,
            foreign=_foreign(letters, text),
            words=float(ranking.words[number]),
        )
        span, sure = None, 0.0
        if read:
            reading, place = read
            features = replace(features, answers=reading.answers, share=reading.sentences[place])
            if words := reading.spans[place]:
                begin = article.sentences[position - place].start
                span = words[0] + begin, words[1] + begin
        added, comment = weight(asked, article, position), is_comment(article, position)
        if identity and not comment and (told := described(identity, article, position)):
            sure = told.strength * (CAPTIONED if _is_caption(article, position) else 1.0)
            added, span = added + DESCRIBED * sure, (told.start, told.end)
        yield Candidate(number, features, added, rank(features) + added, comment, span, sure)


def _is_caption(article: IndexedArticle, position: int) -> bool:
    return article.zones[article.sentences[position].zone].kind == "caption"


def _read_closely(search: Search, judge: Judge, found: list[Candidate]) -> list[Candidate]:
    """The best candidates, read again and put in order; behind them the others as they were."""
    best, closer = found[:READ_CLOSELY], calibration("read").closer
    readings = judge.read(
        [_excerpt(search, _close_start(search.store, one.number), one.number) for one in best]
    )
    features = [replace(one.features, close=read.answers) for one, read in zip(best, readings, strict=True)]
    closely = [
        replace(one, features=known, score=closer(known) + one.weight)
        for one, known in zip(best, features, strict=True)
    ]
    lowest, last = min(one.score for one in closely), best[-1].score
    rest = (replace(one, score=lowest + (one.score - last)) for one in found[READ_CLOSELY:])
    return [*in_order(closely), *rest]


def _position(store: Store, number: int) -> int:
    """The place of a sentence in its article."""
    return number - int(store.sentence_start[store.sentence_article[number]])


def _foreign(letters: Sequence[str], text: str) -> float:
    """The share of letters in another script than the text's."""
    counts = Counter(_scripts(text))
    script = max(counts, key=counts.__getitem__, default="")
    return sum(letter != script for letter in letters) / len(letters) if letters else 0.0


def _scripts(text: str) -> Iterator[str]:
    """The script of each letter: ``"LATIN"``, ``"CYRILLIC"``, ``"CJK"``, …"""
    return (unicodedata.name(c, "?").split()[0] for c in text if c.isalpha())


def _pair(search: Search, passage: int) -> Pair:
    numbers = search.store.sentences_of(passage)
    return _excerpt(search, numbers[0], numbers[-1])


def _close_start(store: Store, number: int) -> int:
    """Where the close reading of a sentence begins: with the one before it, if that stands next to it in the
    same kind of zone."""
    article, sentence = store.sentence(number)
    position = _position(store, number)
    before = article.sentences[position - 1] if position else sentence
    kinds = {article.zones[each.zone].kind for each in (before, sentence)}
    return number - (len(kinds) == 1 and 0 <= sentence.start - before.end <= len("\n\n"))


def _excerpt(search: Search, first: int, last: int) -> Pair:
    """The question with a stretch of an article, from one sentence to another, both included."""
    article, _ = search.store.sentence(first)
    places = [search.store.sentence(number)[1] for number in range(first, last + 1)]
    begin, title = places[0].start, article.metadata.title
    text = article.text[begin : places[-1].end]
    sentences = tuple((p.start - begin, p.end - begin) for p in places)
    return Pair(search.core, title.value if title else "", text, sentences)
