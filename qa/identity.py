"""Who or what somebody or something is: the questions that ask for it, and the sentences that say it.

Articles say it in passing, once: "the retired judge Ann Bolen", "Bolen, who heads the bank,", "its chairwoman,
Ann Bolen,", "the Eurasian Economic Union (EAEU)". A model trained on other questions looks for what she did.
No model here: the words beside the name tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import IndexedArticle
from index.voice_words import FUNCTION_WORDS, INSTITUTIONS, OFFICES, TITLES

_NAME_WORD = r"[\w.’'&-]*[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w.’'&-]*"
_LINK = r"(?:of|the|and|for|de|al|bin|von|и)"
_NAME = rf"{_NAME_WORD}(?:\s+(?:{_LINK}\s+){{0,2}}(?:{_NAME_WORD}|\d+)){{0,5}}"
_ASKS = (
    re.compile(
        r"(?:(?i:and|so|but)[,\s]+)?(?i:(?P<person>who)|what)(?:['’]s|\s+(?:exactly\s+)?(?:is|are|was|were))"
        r"\s+(?:the\s+)?"
        rf"(?P<name>{_NAME})\s*[?.!]*"
    ),
    re.compile(
        r"(?P<person>(?i:who))(?:['’]s|\s+(?:is|was))\s+(?P<name>[^\W\d_]{4,}(?:\s+[^\W\d_]{4,}){0,2})\s*\?*"
    ),
    re.compile(
        r"(?:(?i:а|и)\s+)?(?i:(?P<person>кто)|что)\s+(?i:так(?:ой|ая|ое|ие)|это(?:\s+так\w+)?)[\s:—–-]+"
        rf"(?:[а-яё]+\s+)?[«„\"]?(?P<name>{_NAME})[»“\"]?\s*[?.!]*"
    ),
    re.compile(rf"(?P<person>(?i:кем))\s+(?i:был[аи]?|является|приходится)\s+(?P<name>{_NAME})\s*\?*"),
    re.compile(
        rf"[«„\"]?(?P<name>{_NAME})[»“\"]?\s+(?:деген(?:іміз)?\s+(?:(?P<person>кім)|не)|кім)"
        r"(?:\s+(?:болған|еді))?\s*[?.!]*"
    ),
)
"""The second is for a person in small letters."""

_TITLES = TITLES - {"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "sir", "lady", "lord"} | {
    "leader",
    "founder",
    "owner",
    "boss",
    "retired",
    "chief",
    "commander",
    "engineer",
    "priest",
}
_DETERMINERS = r"(?:a|an|the|its|his|her|their)"
_BEFORE = frozenset("former then now late current retired acting ex new old".split())
_STRONG = rf"(?:{_DETERMINERS}|one of|{'|'.join(_BEFORE)}|once|formerly|{'|'.join(sorted(map(re.escape, _TITLES)))})"
_ROLE = (
    r"(?:heads|headed|leads|led|runs|ran|chairs|chaired|founded|commands|commanded|owns|owned|directs|directed"
    r"|edits|edited|represents|represented|teaches|taught|advises|advised|manages|managed|governs|governed"
    r"|presides|presided|works|worked|serves|served|makes|provides|produces|operates|supplies)"
)
_BEING = r"(?:is|was|are|were|became|remains|has been|had been|has become)"
_ADVERBS = r"(?:(?:himself|herself|itself|also|now|then|still|once|long|already)\s+)*"
_REST = r"[^,;:.()–—“”\"]"
_NOT_A_NOUN = re.compile(
    r".*(?:ed|ly|(?<!s)s)|said|told|met|saw|took|gave|sent|made|won|left|beat|put|let|knew|found|held|drew|chose"
    r"|kept|felt|heard|brought|thought|caught|sold|paid|built|wrote|spoke|fought|got|set|cut|hit|read|quit|when|for"
)
_SURE = 0.75
_KIND = (
    r"(?:party|group|company|firm|union|alliance|movement|treaty|pact|agreement|mine|port|river|bridge|line|pipeline"
    r"|newspaper|agency|bank|fund|foundation|institute|programme|program|project|app|platform|system|network|plant"
    r"|law|act|order|camp|district|region|province|village|town|city|island|club|team|reactor|station)"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom or what a question asks about.

    Attributes:
        name: as the question writes it.
        person: whether it asks who it is, not what.
    """

    name: str
    person: bool


@dataclass(frozen=True, slots=True)
class Description:
    """What a sentence says somebody or something is.

    Attributes:
        strength: how sure that is what the words beside the name do, 0 to 1.
        start, end: these words, in the article.
    """

    strength: float
    start: int
    end: int


def who_is(question: str) -> Identity | None:
    """Whom or what a question asks who or what it is; None when it asks for something else."""
    asked = " ".join(question.split())
    for pattern in _ASKS:
        if found := pattern.fullmatch(asked):
            name = found["name"].strip("’'.")
            if not re.search(r"['’]s\b", name) and name.casefold() not in FUNCTION_WORDS:
                return Identity(name, found["person"] is not None)
    return None


def described(asked: Identity, article: IndexedArticle, position: int) -> Description | None:
    """What a sentence of an article says that somebody or something is; None when it does not say it.

    Args:
        asked: from `who_is`, the name as the article writes it.
        article: where the sentence is.
        position: of the sentence in it.
    """
    sentence = article.sentences[position]
    text = article.text[sentence.start : sentence.end]
    found = [each for place in _places(asked.name, text) for each in _beside(text, *place, asked.person)]
    if not found and position:
        before = article.sentences[position - 1]
        found = list(_continued(asked.name, article.text[before.start : before.end], text))
    best = max(found, default=None)
    if best is None:
        return None
    return Description(best[0], sentence.start + best[1], sentence.start + best[2])


def _places(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the name stands, with the names before a surname; by its last word where it is not whole."""
    words = name.split()
    whole = r"\s+".join(map(re.escape, words))
    for wanted in dict.fromkeys((whole, re.escape(words[-1]))):
        flags = re.IGNORECASE if name.islower() else 0
        if found := list(re.finditer(rf"(?<!\w){wanted}(?!\w)", text, flags)):
            for match in found:
                yield _with_first_names(text, match.start()), match.end()
            return


def _with_first_names(text: str, start: int) -> int:
    while before := re.search(r"(?<![\w’'-])([A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w.’'-]*)[ \t]+$", text[:start]):
        if before[1].casefold().rstrip(".") in _TITLES | OFFICES | INSTITUTIONS | FUNCTION_WORDS:
            break
        start = before.start()
    return start


Found = tuple[float, int, int]


def _beside(text: str, start: int, end: int, person: bool) -> Iterator[Found]:
    yield from _title(text, start, person)
    yield from _before(text, start, end)
    yield from _after(text, end)
    short = re.match(r"\s*\(([^()]{2,60})\)", text[end:])
    if short and not short[1].isupper():
        yield 0.8, end + short.start(1), end + short.end(1)
    if text[start:end].isupper() and text[:start].endswith("("):  # "the Eurasian Economic Union (EAEU)"
        written = re.search(
            r"((?:[A-ZА-Я][\w’'-]+\s+(?:(?:of|for|and|the|on)\s+){0,2}){1,7})\($", text[:start]
        )
        if written:
            yield 1.0, written.start(1), written.start(1) + len(written[1].rstrip())


def _title(text: str, start: int, person: bool) -> Iterator[Found]:
    """Words right before the name: "the retired judge", "Energy Minister", "a man named"."""
    if named := re.search(rf"\b({_DETERMINERS}\s{_REST}+?)\s+(?:named|called|known as)\s+$", text[:start]):
        yield 0.9, named.start(1), named.end(1)
    words = list(re.finditer(r"[\w’'-]+", text[:start]))
    gap, begin, last = start, start, ""
    seen: list[str] = []
    for word in reversed(words[-8:]):
        if text[word.end() : gap].strip() or not word.group()[0].isalpha():
            break
        gap, low = word.start(), word.group().casefold()
        if not seen:
            last = low
            if low in FUNCTION_WORDS or (low not in _TITLES and _NOT_A_NOUN.fullmatch(low)):
                return
        if re.fullmatch(_DETERMINERS, low):
            if word.group().islower() or word.start() == 0:
                yield 0.9, gap, start - 1
            return
        verb = word.group().islower() and low not in _BEFORE | _TITLES and _NOT_A_NOUN.fullmatch(low)
        if low in FUNCTION_WORDS or (seen and verb):
            break
        begin = gap
        seen.append(low)
    if last in (_TITLES if person else INSTITUTIONS | _TITLES) or set(seen) & _BEFORE:
        yield 1.0, begin, start - 1
    elif re.fullmatch(r"\w+(?:er|or|ist|man|woman|firm|house|company|group)", last) and text[begin].islower():
        yield 0.7, begin, start - 1


def _before(text: str, start: int, end: int) -> Iterator[Found]:
    """A description, a comma, the name: "its chairwoman, Ann Bolen," and "whose chairman, Bo Lee, said"."""
    found = re.search(
        rf"(?:^|[,;:—–“\"(]\s*|\s)((?i:{_DETERMINERS}|whose|[A-Z]\w+['’]s)\s+(?:[\w’'.-]+\s+){{0,7}}[\w’'-]+),\s*$",
        text[:start],
    )
    closed = re.match(r"\s*(?:[,.;:)”\"!?–—]|$)", text[end:])
    if found and closed and not re.search(rf"\b(?:{_BEING}|has|have|had|will|would)\b", found[1]):
        yield 0.9, found.start(1), found.end(1)


def _after(text: str, end: int) -> Iterator[Found]:
    rest = text[end:]
    for strength, pattern in _BEHIND:
        if found := pattern.match(rest):
            yield strength, end + found.start("d"), end + len(rest[: found.end("d")].rstrip())


_BEHIND = tuple(
    (strength, re.compile(pattern))
    for strength, pattern in (
        (1.0, rf",\s+(?:(?:now\s+)?\d\d,\s+)?(?P<d>(?!now\s+\d){_STRONG}\b{_REST}*)(?=[,;.()–—]|$)"),
        (1.0, rf",\s+(?:who|which)\s+{_ADVERBS}(?:{_BEING}\s+{_ADVERBS})(?P<d>{_STRONG}\b{_REST}+)"),
        (1.0, rf",\s+(?P<d>(?:who|which)\s+{_ADVERBS}{_ROLE}\b{_REST}+)"),
        (0.5, rf",\s+(?P<d>(?:who|which|whose)\s{_REST}+)"),
        (1.0, rf"\s+{_ADVERBS}{_BEING}\s+{_ADVERBS}(?P<d>{_STRONG}\b{_REST}*)"),
        (0.8, rf"\s+{_ADVERBS}(?P<d>{_ROLE}\s+(?!(?:has|have|had|is|was|in|on|at|with|by)\b){_REST}+)"),
        (0.6, rf"\s+(?P<d>of\s+(?:the\s+)?{_NAME_WORD}(?:\s+(?:of|for|and|the|{_NAME_WORD}))*)"),
        (0.9, rf"\s*[–—-]\s+(?P<d>{_STRONG}\b{_REST}*)"),
        (0.6, rf"\s+(?P<d>{_KIND})\b"),
    )
)
_HE = re.compile(
    rf"(?:He|She|It|They|Он|Она)\s+{_ADVERBS}(?P<d>(?:{_BEING}\s+{_ADVERBS}(?:{_STRONG})\b|{_ROLE}\b){_REST}*)"
)


def _continued(name: str, before: str, text: str) -> Iterator[Found]:
    """A sentence about the one whom the sentence before it names: "She was head of internal audit."."""
    if (found := _HE.match(text)) and any(True for _ in _places(name, before)):
        yield 0.6, found.start("d"), found.end("d")


def describing(asked: Identity, articles: Sequence[IndexedArticle]) -> Iterator[tuple[int, int]]:
    """The sentences that say who or what it is for sure: numbers of the article and of the sentence in it."""
    last = asked.name.split()[-1].casefold()
    for number, article in enumerate(articles):
        if last not in article.text.casefold():
            continue
        for position in range(len(article.sentences)):
            if (found := described(asked, article, position)) and found.strength > _SURE:
                yield number, position
