"""The words around the quotes, in the language of the question: English, Russian or Kazakh.

Quotes are never translated. A question in another language gets the English frame.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from index.metadata import Published

Language = Literal["en", "ru", "kk"]

_KAZAKH_LETTERS = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
_KAZAKH_WORDS = re.compile(
    r"\b(?:ма|ме|ба|бе|па|пе|не|кім|бар|емес|болды|туралы|неге|мен|бен|пен|ше|дейді|айтты)\b", re.IGNORECASE
)
_RUSSIAN_WORDS = re.compile(
    r"\b(?:а|и|но|в|во|на|о|об|по|из|от|за|до|у|с|со|к|что|кто|как\w*|где|когда|куда|почему|зачем|сколько|он|она|они|ли"
    r"|это\w*|был\w*|есть|сказал\w*)\b",
    re.IGNORECASE,
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LETTER = re.compile(r"[^\W\d_]")


def language_of(question: str, before: str = "") -> Language:
    """The language of a question's frame: most of its letters decide.

    Args:
        question: what is asked.
        before: the question before it. After one in Kazakh, Cyrillic words that could be either stay Kazakh.
    """
    letters = len(_LETTER.findall(question))
    if 2 * len(_CYRILLIC.findall(question)) <= letters:
        return "en"
    if _KAZAKH_LETTERS.search(question) or len(_KAZAKH_WORDS.findall(question)) > 1:
        return "kk"
    if before and not _RUSSIAN_WORDS.search(question) and language_of(before) == "kk":
        return "kk"
    return "ru"


FRAMES: Mapping[str, Mapping[Language, str]] = {
    "absent": {
        "en": "The articles do not say.",
        "ru": "В статьях об этом не говорится.",
        "kk": "Мақалаларда бұл туралы айтылмайды.",
    },
    "topicless": {
        "en": "That names nothing to look for. Ask about a person, a place or an event in the articles.",
        "ru": "Здесь не названо, что искать. Спросите о человеке, месте или событии из статей.",
        "kk": "Мұнда не іздеу керегі айтылмаған. Мақалалардағы адам, жер не оқиға туралы сұраңыз.",
    },
    "related": {
        "en": "The articles do not say. What they do say nearby is listed below; it is no answer to this.",
        "ru": "В статьях об этом не говорится. Ниже то, что в них сказано рядом; это не ответ на вопрос.",
        "kk": "Мақалаларда бұл туралы айтылмайды. Төменде соған жақын айтылғандар; бұл сұрақтың жауабы емес.",
    },
    "according": {
        "en": "According to {who}: ",
        "ru": "По словам источника ({who}): ",
        "kk": "{who} айтуынша: ",
    },
    "says": {"en": "{who}: ", "ru": "{who}: ", "kk": "{who}: "},
    "reader": {"en": "A reader commented: ", "ru": "Читатель в комментарии: ", "kk": "Оқырман пікірі: "},
    "reader_named": {
        "en": "A reader, {who}, commented: ",
        "ru": "Читатель {who} в комментарии: ",
        "kk": "Оқырман {who} пікірі: ",
    },
    "caption": {"en": "Under a picture: ", "ru": "Подпись к снимку: ", "kk": "Сурет астында: "},
    "as_of": {"en": "As of {when}: ", "ru": "По состоянию на {when}: ", "kk": "{when} жағдай бойынша: "},
    "expected": {
        "en": "Expected as of {when}: ",
        "ru": "Ожидалось по состоянию на {when}: ",
        "kk": "{when} күтілгені: ",
    },
    "differ": {
        "en": "The sources differ. In order of date:",
        "ru": "Источники расходятся. По порядку дат:",
        "kk": "Дереккөздер әртүрлі айтады. Күні бойынша:",
    },
    "updated": {
        "en": "The later source differs from the earlier one. In order of date:",
        "ru": "Более поздний источник отличается от раннего. По порядку дат:",
        "kk": "Кейінгі дереккөз бұрынғысынан өзгеше. Күні бойынша:",
    },
    "llm_failed": {
        "en": "The language model did not answer, so these are the articles’ own sentences. {why}",
        "ru": "Языковая модель не ответила, поэтому ниже предложения самих статей. {why}",
        "kk": "Тілдік модель жауап бермеді, сондықтан төменде мақалалардың өз сөйлемдері. {why}",
    },
    "llm_declined": {
        "en": "The language model found no answer in these sentences of the articles; judge for yourself.",
        "ru": "Языковая модель не нашла ответа в этих предложениях статей; судите сами.",
        "kk": "Тілдік модель мақалалардың бұл сөйлемдерінен жауап таппады; өзіңіз бағалаңыз.",
    },
    "llm_unsupported": {
        "en": "The sources carry only {kept} of {written} sentences that the language model wrote, so the "
        "articles’ own sentences are given.",
        "ru": "Источники подтверждают только {kept} из {written} предложений языковой модели, поэтому "
        "приведены предложения самих статей.",
        "kk": "Тілдік модель жазған {written} сөйлемнің тек {kept} дереккөздермен расталады, сондықтан "
        "мақалалардың өз сөйлемдері берілді.",
    },
    "resolved": {
        "en": "“{phrase}” is {about}{meant}, as the article is from {article}",
        "ru": "«{phrase}»: {about}{meant}, так как дата статьи {article}",
        "kk": "«{phrase}»: {about}{meant}, өйткені мақаланың күні {article}",
    },
    "resolved_if": {
        "en": "“{phrase}” is {about}{meant} if the article is from {article}",
        "ru": "«{phrase}»: {about}{meant}, если дата статьи {article}",
        "kk": "«{phrase}»: {about}{meant}, егер мақаланың күні {article} болса",
    },
    "ask_speaker": {"en": "What does {who} say?", "ru": "Что говорит {who}?", "kk": "{who} не дейді?"},
    "ask_person": {"en": "Who is {who}?", "ru": "Кто это: {who}?", "kk": "{who} деген кім?"},
    "ask_thing": {
        "en": "What is said about {who}?",
        "ru": "Что сказано на тему «{who}»?",
        "kk": "{who} туралы не айтылған?",
    },
    "about": {"en": "about ", "ru": "примерно ", "kk": "шамамен "},
    "unknown_date": {"en": "date unknown", "ru": "дата неизвестна", "kk": "күні белгісіз"},
    "until": {"en": "until {end}", "ru": "до {end}", "kk": "{end} дейін"},
    "from": {"en": "from {start}", "ru": "не раньше {start}", "kk": "{start} бастап"},
    "between": {"en": "{start} to {end}", "ru": "{start} — {end}", "kk": "{start} — {end}"},
}

_MONTHS: Mapping[Language, str] = {
    "en": "January February March April May June July August September October November December",
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
}


def say(frame: str, language: Language, **values: str) -> str:
    """A frame in a language, with its values put in."""
    return FRAMES[frame][language].format(**values)


def when(published: Published, language: Language) -> str:
    """An interval in words: "September to December 2022"."""
    start, end = published.start, published.end
    if start is None and end is None:
        return say("unknown_date", language)
    if start is None or end is None:
        bound = _month(start or end, language)
        return say("until", language, end=bound) if start is None else say("from", language, start=bound)
    if start == end:
        return f"{start.day} {_month(start, language)}"
    if (start.year, start.month) == (end.year, end.month):
        return _month(start, language)
    if start.year == end.year:
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return str(start.year)
        name = _MONTHS[language].split()[start.month - 1]
        return say("between", language, start=name, end=_month(end, language))
    return say("between", language, start=_month(start, language), end=_month(end, language))


def _month(day: date | None, language: Language) -> str:
    assert day is not None
    return f"{_MONTHS[language].split()[day.month - 1]} {day.year}"
