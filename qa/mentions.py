"""Names and times in a question: which words, and of which kind. Lists and capital letters, no model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from index.lexical import terms
from index.voice_words import FUNCTION_WORDS

_PLACES = frozenset(
    """
    afghanistan almaty america armenia asia astana australia austria azerbaijan baku beijing belarus
    berlin bishkek brazil britain brussels bulgaria canada china cuba denmark dushanbe egypt england
    estonia europe finland france georgia germany greece hungary india iran iraq israel italy japan
    kazakhstan kiev korea kremlin kyiv kyrgyzstan latvia lithuania london minsk moldova mongolia
    moscow norway nur-sultan pakistan paris poland romania russia serbia spain sweden switzerland
    syria taiwan tajikistan tashkent tbilisi turkey turkmenistan ukraine uzbekistan vietnam
    washington xinjiang yerevan
    """.split()
)
_CAPITAL_PLACES = ("US", "USA", "UK", "States", "Kingdom", "Emirates", "США", "АҚШ")
_CYRILLIC_STEMS = """
    австри азербайджан азия азии азию алмат америк англи армени астан ауғанстан афганистан баку беларус
    белорусси берлин бишкек болгари британи брюссел венгри вьетнам германи грец грузи европ
    египет ереван еуропа жапони израил инди ирак иран испани итали казахстан канад киев киргизи
    кита коре кремл кыргызстан латви литв лондон минск молдов монголи москв мәскеу норвеги пакистан
    париж пекин польш ресей росси румыни серби сири таджикистан тайван ташкент тбилиси туркмени
    туркменистан турци түрки түрікменстан тәжікстан узбекистан украин финлянди франци чехи
    швеци эстони япони қазақстан қырғызстан қытай үндістан әзербайжан әзірбайжан өзбекстан
""".split()
_CYRILLIC_PLACES = re.compile(rf"(?:{'|'.join(_CYRILLIC_STEMS)})(?P<ending>(?!\w*ск)\w{{0,5}})")
_GROUPS = frozenset(
    """
    agency alliance army assembly association bank commission committee company corporation council
    court forces government group majilis ministry movement nations news organisation organization
    parliament party senate union university агентство армия банк комитет комиссия компания
    министерство организация парламент партия правительство совет союз суд
    """.split()
)
_NAME = 60
"""Characters of a longest name: more are a headline, or somebody's attempt to fill the question."""

_ADJECTIVE = re.compile(r"\w+(?:an|ish|ese|kh|ki|i)s?")
_ROOTS = frozenset(place[:4] for place in _PLACES)
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_TIMES = re.compile(
    r"\b(?:(?P<year>(?:1[5-9]|20)\d\d)"
    r"|(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
    r"|(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:янва|февра|март|апрел|июн|июл|август|сентяб|октяб|нояб|декаб|қаңтар|ақпан|наурыз|сәуір|мамыр"
    r"|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан)\w*|ма[йяе])"
    r"|(?P<ordinal>(?:first|second|third|fourth|fifth|last"
    r"|перв|втор|трет|четв[её]рт|пят|последн|бірінші|екінші|үшінші|соңғы)\w*))\b"
)
_SURNAME = re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІ]\w+(?:[её]в|ов|ұлы|қызы|ский)\w{0,4}")
_QUESTION_WORDS = frozenset(
    """
    come since many much long often far old tell give know say said says more happen happened
    happens think mean means explain show list describe let okay ok yes really wow thanks please
    like get got exactly actually wasn't weren't isn't aren't didn't doesn't don't can't couldn't
    wouldn't what's who's where's when's how's that's it's почему зачем куда откуда сколько какого
    каких каким каком какую какое чей ещё еще именно отчего скажи расскажи случилось произошло
    насчет насчёт ну ал ше неге неліктен қайдан қанша неше нені неден кімге кімді қалайша айтшы
    сонымен hi hello hey bye goodbye thank привет здравствуй здравствуйте спасибо пожалуйста сәлем
    сәлеметсіз рақмет рахмет
    """.split()
)
"""Words that say nothing of what a question is about, besides the stop words."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or a time in a question.

    Attributes:
        text, start, end: the words as written, with "the", without "'s", and their place.
        kind: ``person``, ``place``, ``group``, ``people`` (an adjective such as "Kazakh"), ``year``,
            ``month``, ``day`` or ``ordinal``.
    """

    text: str
    start: int
    end: int
    kind: str


def tokens(text: str) -> list[str]:
    """The words of ``text``, as they are written."""
    return _TOKEN.findall(text)


def content(text: str) -> list[str]:
    """The terms of ``text`` that say what it is about: no question words, no "many", no "happened"."""
    plain = (token for token in tokens(text) if token.casefold() not in _QUESTION_WORDS)
    return terms(" ".join(plain))


def mentions(text: str, names: Collection[str] = (), *, whole: bool = False) -> list[Mention]:
    """The names and times in ``text``, in order.

    Args:
        text: a question or the beginning of an answer.
        names: names that are known, casefolded; they count in small letters too.
        whole: whether ``text`` may be nothing but a name, so that its first word counts.
    """
    tokens = list(_TOKEN.finditer(text))
    found: list[Mention] = []
    run: list[re.Match[str]] = []
    for i, token in enumerate(tokens):
        named = _is_name(text, tokens, i, names, whole)
        two = run and (is_place(run[-1].group()) and is_place(token.group()))
        if run and (not named or two or text[run[-1].end() : token.start()].strip()):
            found.append(_mention(text, run))
            run = []
        if named:
            run.append(token)
    if run:
        found.append(_mention(text, run))
    for time in _TIMES.finditer(text):
        if not any(one.start <= time.start() < one.end for one in found):
            found.append(Mention(time.group(), time.start(), time.end(), str(time.lastgroup)))
    return sorted(found, key=lambda one: one.start)


def _is_name(text: str, tokens: list[re.Match[str]], i: int, names: Collection[str], whole: bool) -> bool:
    word = tokens[i].group()
    if not terms(word) or word.casefold() in _QUESTION_WORDS or _TIMES.fullmatch(word):
        return False
    if is_place(word) or (names and _is_known(tokens, i, names)):
        return True
    if not word[0].isupper() or text.isupper():
        return False
    before = text[: tokens[i].start()].rstrip("\"'“”«»( ")
    opening = before[-1:] in ("", ".", "?", "!")
    if opening and word.casefold() in FUNCTION_WORDS:  # "Unlike Armenia"
        return False
    if whole or not opening or word.isupper() or _bare(word) != word.casefold():
        return True
    if _SURNAME.fullmatch(word):  # Kazakh and Russian questions begin with their subject
        return True
    following = tokens[i + 1].group() if i + 1 < len(tokens) else ""
    return following[:1].isupper() and bool(terms(following))


def _is_known(tokens: list[re.Match[str]], i: int, names: Collection[str]) -> bool:
    """Whether a token is in a name of up to three words."""
    return any(
        " ".join(_bare(token.group()) for token in tokens[start:stop]) in names
        for start in range(max(0, i - 2), i + 1)
        for stop in range(i + 1, start + 4)
    )


def _mention(text: str, run: list[re.Match[str]]) -> Mention:
    """The name that some tokens beside each other are."""
    last = run[-1].group()
    bare = _bare(last)
    start, end = run[0].start(), run[-1].start() + len(bare)
    if is_place(last):
        kind = "place"
    elif bare in _GROUPS or (last[: len(bare)].isupper() and len(bare) > 1):
        kind = "group"
    elif len(run) == 1 and bare[:4] in _ROOTS and _ADJECTIVE.fullmatch(bare):
        kind = "people"
    else:
        kind = "person"
    if kind in ("place", "group") and text[:start].lower().endswith("the "):
        start -= 4
    return Mention(text[start:end], start, end, kind)


def person(text: str, names: Collection[str]) -> str | None:
    """The person whom ``text`` names most; None where it names nobody, "" where it is not certain who."""
    people = [one for one in mentions(text, names) if one.kind == "person" and len(one.text) <= _NAME]
    if not people:
        return None
    (surname, times), *others = Counter(one.text.split()[-1] for one in people).most_common(2)
    person = next(one for one in people if one.text.split()[-1] == surname)
    owns = text[person.end :].startswith(("'s", "’s"))  # "Nazarbayev's daughter": either can be meant
    return "" if owns or (others and others[0][1] == times) else person.text


def is_place(word: str) -> bool:
    """Whether a word is a country or a city, in any case of Russian and Kazakh."""
    bare = _bare(word)
    if bare in _PLACES or word in _CAPITAL_PLACES:
        return True
    return word[:1].isupper() and _CYRILLIC_PLACES.fullmatch(bare) is not None


def ending(name: str, tongue: str) -> str:
    """What tells the case of a Russian or Kazakh name: of two with the same, each fits the other's place."""
    bare = _bare(name)
    place = _CYRILLIC_PLACES.fullmatch(bare)
    if not place:
        return bare[-1] if bare[-1:] in tuple("аеёиоуыэюяьй") else ""
    found = place["ending"]
    return found.translate(str.maketrans("атғқын", "едгкід")) if tongue == "kk" else found  # -ға is -ге


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word).casefold()
