"""What the words beside a name say that it is.

"The retired judge Ann Bolen", "Bolen, who heads the bank,", "its chairwoman, Ann Bolen,", "the Eurasian
Economic Union (EAEU)". Each finding has a strength, how sure that is, and the place of these words in the
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.voice_words import FUNCTION_WORDS, INSTITUTIONS, OFFICES, TITLES

NAME_WORD = r"[\w.’'&-]*[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w.’'&-]*"
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
    "scientist",
    "politician",
    "historian",
    "lawyer",
}
_DETERMINERS = r"(?:a|an|the|its|his|her|their)"
_BEFORE = frozenset("former then now late current retired acting ex new old".split())
_TITLE = "|".join(sorted(map(re.escape, _TITLES)))
_STRONG = rf"(?:{_DETERMINERS}|one of|{'|'.join(sorted(_BEFORE))}|once|formerly|{_TITLE})"
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
_KIND = (
    r"(?:party|group|company|firm|union|alliance|movement|treaty|pact|agreement|mine|port|river|bridge|line|pipeline"
    r"|newspaper|agency|bank|fund|foundation|institute|programme|program|project|app|platform|system|network|plant"
    r"|law|act|order|camp|district|region|province|village|town|city|island|club|team|reactor|station)"
)

_REACH = 250
"""Characters on either side of a name that can describe it."""

_FIRST_NAMES = 60
_PLACES = 4
"""A sentence that has a name more often says nothing else of it there."""

Found = tuple[float, int, int]


def places(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the name stands, with the names before a surname; by its last word where it is not whole."""
    words = name.split()
    whole = r"\s+".join(map(re.escape, words))
    for wanted in dict.fromkeys((whole, re.escape(words[-1]))):
        flags = re.IGNORECASE if name.islower() else 0
        if found := list(re.finditer(rf"(?<!\w){wanted}(?!\w)", text, flags)):
            for match in found[:_PLACES]:
                yield _with_first_names(text, match.start()), match.end()
            return


def _with_first_names(text: str, start: int) -> int:
    least = start - _FIRST_NAMES
    while before := re.search(
        r"(?<![\w’'-])([A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w.’'-]*)[ \t]+$", text[max(0, least) : start]
    ):
        if before[1].casefold().rstrip(".") in _TITLES | OFFICES | INSTITUTIONS | FUNCTION_WORDS:
            break
        start = max(0, least) + before.start()
    return start


def beside(text: str, start: int, end: int, person: bool) -> Iterator[Found]:
    """What the words around a name say that it is.

    Args:
        text: a sentence.
        start, end: the name in it, from `places`.
        person: whether it is one's.
    """
    at = max(0, start - _REACH)
    for strength, begin, stop in _beside(text[at : end + _REACH], start - at, end - at, person):
        yield strength, at + begin, at + stop


def _beside(text: str, start: int, end: int, person: bool) -> Iterator[Found]:
    yield from _title(text, start, person)
    yield from _before(text, start, end)
    yield from _after(text, start, end)
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
    roles = (
        _TITLES if person else INSTITUTIONS | _TITLES
    )  # of other nouns a clause may be left: "the law Bolen made"
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
                yield (0.9 if last in roles else 0.7), gap, start - 1
            return
        verb = word.group().islower() and low not in _BEFORE | _TITLES and _NOT_A_NOUN.fullmatch(low)
        if low in FUNCTION_WORDS or (seen and verb):
            break
        begin = gap
        seen.append(low)
    if last in roles:
        yield 1.0, begin, start - 1
    elif set(seen) & _BEFORE or (
        re.fullmatch(r"\w+(?:er|or|ist|man|woman|firm|house|company|group)", last) and text[begin].islower()
    ):
        yield 0.7, begin, start - 1


def _before(text: str, start: int, end: int) -> Iterator[Found]:
    """A description, a comma or a dash, the name: "its chairwoman, Bolen," or "ex-mayor, now envoy – Lee"."""
    if found := re.search(rf"\b({_STRONG}\b[^.;:]{{3,120}}?)\s*[—–]\s*$", text[:start]):
        role = re.search(rf"\b(?:{_TITLE})\b", found[1], re.IGNORECASE)
        yield 0.8, found.start(1) + (role.start() if role else 0), found.end(1)
    found = _COMMA.search(text[:start])
    closed = re.match(r"\s*(?:[,.;:)”\"!?–—]|$)", text[end:])
    if found and closed and not re.search(rf"\b(?:{_BEING}|has|have|had|will|would)\b", found[1]):
        titles = [*re.finditer(rf"\b{_DETERMINERS}\s+(?:\w+\s+){{0,2}}?(?:{_TITLE})\b", found[1], re.I)]
        yield 0.9, found.start(1) + (titles[-1].start() if titles else 0), found.end(1)


def _after(text: str, start: int, end: int) -> Iterator[Found]:
    subject = _SUBJECT.search(text[:start]) is not None
    for strength, verb, pattern in _BEHIND:
        if (not verb or subject) and (found := pattern.match(text, end)) and not _SAID.search(found["d"]):
            yield strength, found.start("d"), len(text[: found.end("d")].rstrip(" ."))


_COMMA = re.compile(
    rf"(?:^|[,;:—–“\"(]\s*|\s)((?i:{_DETERMINERS}|whose|[A-Z]\w+['’]s)\s+(?:[\w’'.-]+\s+){{0,7}}[\w’'-]+),\s*$"
)
_SAID = re.compile(
    r"\b(?:said|says|told|tells|wrote|writes|added|adds|reported|reports|announced|argued?s?|believed?s?|claimed?s?"
    r"|thinks|thought|suggested|suggests|noted|notes|explained|explains|admits|admitted|insists|insisted)\s*$"
)
"""Who says the rest of the sentence: "Bolen, the ministry said, had left"."""
_SUBJECT = re.compile(
    r"(?:^|[,.;:!?()“”\"–—]\s*|\b(?:and|but|that|when|where|while|if|as|since|because|once|then|so|says|said)\s+)$"
    r"|\b[A-Z][\w’'-]*\s+$"
)
"""What stands before the name when it is the subject of what follows: no verb or preposition, as in
"supporting Bolen was easy"."""
_BEHIND = tuple(
    (strength, verb, re.compile(pattern))
    for strength, verb, pattern in (
        (1.0, False, rf",\s+(?:(?:now\s+)?\d\d,\s+)?(?P<d>(?!now\s+\d){_STRONG}\b{_REST}*)(?=[,;.()–—]|$)"),
        (1.0, False, rf",\s+(?:who|which)\s+{_ADVERBS}(?:{_BEING}\s+{_ADVERBS})(?P<d>{_STRONG}\b{_REST}+)"),
        (1.0, False, rf",\s+(?P<d>(?:who|which)\s+{_ADVERBS}{_ROLE}\b{_REST}+)"),
        (0.5, False, rf",\s+(?P<d>(?:who|which|whose)\s{_REST}+)"),
        (1.0, True, rf"\s+{_ADVERBS}{_BEING}\s+{_ADVERBS}(?P<d>{_STRONG}\b{_REST}*)"),
        (0.8, True, rf"\s+{_ADVERBS}(?P<d>{_ROLE}\s+(?!(?:has|have|had|is|was|in|on|at|with|by)\b){_REST}+)"),
        (
            0.4,
            False,
            rf"\s+(?P<d>of\s+(?:the\s+)?{NAME_WORD}(?:\s+(?:(?:of|for)\s+(?:the\s+)?)?{NAME_WORD})*)",
        ),
        (0.9, False, rf"\s*[–—-]\s+(?P<d>{_STRONG}\b{_REST}*)"),
        (0.6, False, rf"\s+(?P<d>{_KIND})\b"),
    )
)
"""Strength; whether the name is the subject of a verb; what stands behind the name."""

_HE = re.compile(
    rf"(?:He|She|It|They|Он|Она)\s+{_ADVERBS}(?P<d>(?:{_BEING}\s+{_ADVERBS}(?:{_STRONG})\b|{_ROLE}\b){_REST}*)"
)


def continued(name: str, before: str, text: str) -> Iterator[Found]:
    """What a sentence says of whom the sentence before it names: "She was head of internal audit.".

    Args:
        name: as in `places`.
        before, text: the two sentences.
    """
    if (found := _HE.match(text)) and any(True for _ in places(name, before)):
        yield 0.6, found.start("d"), found.end("d")
