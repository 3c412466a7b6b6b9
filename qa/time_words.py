"""The words for times in English, Russian and Kazakh, and the forms that they take together.

Data for `qa.times`: each table gives the pattern of a word for each value, in order, and `FORMS`
the ways to put them together. English names of months and days want their capital letter:
"may" and "march" are verbs.
"""

from __future__ import annotations

import re
from typing import Final

THIS, LAST, NEXT, RECENT = range(4)
DAY, WEEK, MONTH, YEAR, DECADE, CENTURY = range(6)
SINCE, UNTIL, BETWEEN = range(3)

_NAMES = "January February March April May June July August September October November December".split()
_RUSSIAN = """январ\\w{1,2} феврал\\w{1,2} март(?:а|е|у|ом)? апрел\\w{1,2} ма(?:й|я|е|ю|ем) июн\\w{1,2}
    июл\\w{1,2} август(?:а|е|у|ом)? сентябр\\w{1,2} октябр\\w{1,2} ноябр\\w{1,2} декабр\\w{1,2}""".split()
_KAZAKH = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split()
_SHORT = {
    name: f"|(?-i:{name[:4] if name == 'September' else name[:3]})t?(?:\\.|(?=\\s\\d))" for name in _NAMES
}

TABLES: Final[dict[str, tuple[str, ...]]] = {
    "month": tuple(
        f"(?-i:{en}){_SHORT[en]}|{ru}|{kk}\\w*" for en, ru, kk in zip(_NAMES, _RUSSIAN, _KAZAKH, strict=True)
    ),
    "weekday": (
        "(?-i:Monday)|понедельник|дүйсенбі\\w*",
        "(?-i:Tuesday)|вторник|сейсенбі\\w*",
        "(?-i:Wednesday)|среду|сәрсенбі\\w*",
        "(?-i:Thursday)|четверг|бейсенбі\\w*",
        "(?-i:Friday)|пятницу|жұма(?:да)?",
        "(?-i:Saturday)|субботу|сенбі\\w*",
        "(?-i:Sunday)|воскресенье|жексенбі\\w*",
    ),
    "season": (
        "winter|зим[аойуы]\\w?|қыс\\w*",
        "spring|весн[аойуы]\\w?|көктем\\w*",
        "summer|лет(?:о|а|ом)|жаз\\w*",
        "autumn|fall|осен[ьию]\\w?|күз\\w*",
    ),
    "which": (
        "this|эт(?:от|ого|ом|им|у|ой|а|о)|текущ\\w+|нынешн\\w+|осы|биылғы",
        "last|прошл\\w+|минувш\\w+|өткен|былтырғы",
        "next|следующ\\w+|будущ\\w+|келесі|алдағы",
        "this\\s+past",
    ),
    "unit": (
        "days?|день|дня|дней|күн",
        "weeks?|недел[яеюиь]\\w?|апта\\w*",
        "months?|месяц\\w*|ай(?:да|дың)?",
        "years?|год(?:а|у|ом)?|лет|жыл\\w*",
        "decades?|десятилети\\w+|онжылдық\\w*",
        "centur(?:y|ies)|век\\w*|ғасыр\\w*",
    ),
    "count": (
        "",
        "an?|one|один|одну|бір",
        "two|два|две|екі",
        "three|три|үш",
        "four|четыре|төрт",
        "five|пять|бес",
        "six|шесть|алты",
        "seven|семь|жеті",
        "eight|восемь|сегіз",
        "nine|девять|тоғыз",
        "ten|десять|он",
    ),
    "part": (
        "early|(?:beginning|start)\\s+of|начал[оеау]|бас(?:ы|ын)\\w*",
        "mid|middle\\s+of|середин[аеуы]|орта(?:сы)\\w*",
        "late|end\\s+of|кон(?:ец|це|цу|ца)|соң(?:ы|ын)\\w*|аяғы\\w*",
        "first\\s+half\\s+of|перв\\w+\\s+половин\\w",
        "second\\s+half\\s+of|втор\\w+\\s+половин\\w",
        "first\\s+quarter\\s+of|перв\\w+\\s+квартал\\w?",
        "second\\s+quarter\\s+of|втор\\w+\\s+квартал\\w?",
        "third\\s+quarter\\s+of|треть\\w+\\s+квартал\\w?",
        "(?:fourth|last)\\s+quarter\\s+of|четв[её]рт\\w+\\s+квартал\\w?",
    ),
    "role": (
        "since|from|after|starting\\s+(?:in|from)|со?|после|начиная\\s+с|бері|бастап",
        "by|until|till|before|prior\\s+to|up\\s+to|к|до|дейін",
        "between|между",
        "in|on|at|during|around|about|as\\s+of|through|throughout|over|for|во?|на|за",
    ),
    "century": tuple(
        f"{n}(?:st|nd|rd|th)|{word}"
        for n, word in zip(
            range(15, 22),
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first".split(),
            strict=True,
        )
    ),
    "year_word": ("былтыр", "биыл"),
    "offset": ("yesterday|вчера|кеше", "today|сегодня|бүгін", "tomorrow|завтра|ертең"),
}
SHARES: Final = ((0, 3), (1, 3), (2, 3), (0, 2), (1, 2), (0, 4), (1, 4), (2, 4), (3, 4))
"""Which of how many equal pieces each part is."""
FIRST: Final = {"month": 1, "century": 15}
VALUES = {group: tuple(re.compile(word, re.IGNORECASE) for word in words) for group, words in TABLES.items()}


def _any(group: str) -> str:
    words = sorted(filter(None, TABLES[group]), key=len, reverse=True)
    return f"(?P<{group}>{'|'.join(words)})"


_MONTH, _WEEKDAY, _SEASON, _WHICH, _UNIT = map(_any, ("month", "weekday", "season", "which", "unit"))
_NUMBER = r"(?P<count>\d{1,3}|" + "|".join(filter(None, TABLES["count"])) + ")"
_DAY = r"(?P<day>\d{1,2})(?![\d%]|[.,]\d)"
_DAYS = rf"(?:(?P<first_day>\d{{1,2}})\s*(?:[–—-]|\b(?:to|and|по|и)\b)\s*)?{_DAY}"
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)(?![\d%]|[.,]\d|-?[a-zа-я])"
_YEAR_WORD = r"(?:\s+(?:год(?:а|у|ом)?|жыл(?:ы|ғы|дан|ға|дың)?)\b|\s+[гж]\.)"
_NTH = r"(?:st|nd|rd|th|-го)?"
_WHICH_YEAR = rf"(?:of\s+)?{_WHICH}\s+(?P<unit>year|года|жылғы|жылы)"

# The form, and whether it is a time only where a word before it says so: "in 2014", "since May".
FORMS: Final[tuple[tuple[re.Pattern[str], bool], ...]] = tuple(
    (re.compile(rf"(?<![\w.,$€£₸]){form}(?!\w)", re.IGNORECASE), weak)
    for form, weak in (
        (rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAYS}{_NTH}(?:,?\s+{_YEAR})?", False),
        (rf"{_DAYS}{_NTH}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR}{_YEAR_WORD}?)?", False),
        (rf"{_DAY}{_NTH}\s+{_MONTH}\s+{_WHICH_YEAR}", False),
        (rf"{_MONTH},?\s+(?:of\s+)?{_YEAR}{_YEAR_WORD}?", False),
        (rf"{_MONTH}\s+{_WHICH_YEAR}", False),
        (rf"{_YEAR}{_YEAR_WORD}\s+(?:{_DAY}\s+)?{_MONTH}", False),
        (rf"{_WHICH_YEAR}\s+(?:{_DAY}\s+)?{_MONTH}", False),
        (rf"{_WHICH}\s+(?:{_MONTH}|{_SEASON}|{_WEEKDAY})", False),
        (rf"{_SEASON}\s+(?:(?:of\s+)?{_YEAR}{_YEAR_WORD}?|{_WHICH_YEAR})", False),
        (r"(?P<month>" + "|".join(f"{name}\\w*[дт][ае]" for name in _KAZAKH) + ")", False),
        (_MONTH, True),
        (_WEEKDAY, True),
        (rf"{_YEAR}{_YEAR_WORD}", False),
        (_YEAR, True),
        (r"(?P<decade>1[5-9]\d0|20[0-3]0)(?:s|-[хе](?:\s+год(?:ах|ы|ов))?|\s+жылдар\w*)", False),
        (rf"{_any('century')}\s+century", False),
        (rf"{_WHICH}\s+{_UNIT}", False),
        (r"(?:the\s+)?(?P<unit>year|month|week|decade|century|года|месяца|недели|жыл|ай)", True),
        (rf"(?:{_NUMBER}\s+)?{_UNIT}\s+(?P<ago>назад|бұрын)", False),
        (rf"{_NUMBER}\s+{_UNIT}\s+(?:(?P<ago>ago)|(?P<later>later|earlier|спустя))", False),
        (rf"the\s+(?:(?P<past>past|last)|(?:next|coming))\s+(?:{_NUMBER}\s+)?(?P<period>{_UNIT})", False),
        (rf"(?:(?P<past>past|last)|(?:next|coming))\s+{_NUMBER}\s+(?P<period>{_UNIT})", False),
        (rf"(?P<past>последн\w+|соңғы)\s+(?:{_NUMBER}\s+)?(?P<period>{_UNIT})", False),
        (_any("year_word"), False),
        (_any("offset"), False),
    )
)

BEFORE = re.compile(
    rf"(?:\b{_any('role')}\s+)?(?P<article>of\s+(?:the\s+)?|the\s+)?(?:\b{_any('part')}[\s-]+)?(?P<inner>the\s+)?$"
    r"|(?P<owner>(?<=\w)[’']s\s+)$",
    re.IGNORECASE,
)
AFTER = re.compile(rf"(?:\s+{_any('part')})?(?:\s+(?P<role>бері|бастап|дейін))?(?!\w)", re.IGNORECASE)
# What stands between the two ends of a range, by the role of the first: "from … to", "between … and".
JOINTS = {
    SINCE: re.compile(r"\s*(?:[–—-]|\bto\b|\bthrough\b|\bпо\b)\s*", re.IGNORECASE),
    BETWEEN: re.compile(r"\s*(?:[–—-]|\band\b|\bи\b)\s*", re.IGNORECASE),
    None: re.compile(r"\s*[–—-]\s*"),
}
AMBIGUOUS_NAMES = re.compile(r"March|May")
NOT_BEFORE_YEARS = re.compile(r"on|at|about|over|for|на|за", re.IGNORECASE)
SURE_LEADS = re.compile(r"in|since|until|till|during|through", re.IGNORECASE)

EXPECTED = re.compile(
    r"(?<!\bthe\s)(?<!political\s)(?<!free\s)(?<!good\s)(?<!\b[ats]\s)(?<!\bat\s)(?<!\bof\s)(?<!their\s)"
    r"(?<!\bits\s)(?<!\bhis\s)(?<!\bher\s)(?<!’s\s)(?<!'s\s)\bwill\b(?!\s+(?:of|to)\b)|\bwon[’']t\b|[a-z][’']ll\b"
    r"|\b(?:is|are|remains?)\s+(?:\w+ly\s+|also\s+|now\s+)*(?:expected|due|set|scheduled|planned|slated|going|likely"
    r"|poised|about|projected|forecast)\s+(?:to|for)\b"
    r"|\b(?:is|are)\s+to\s+(?:be\s+)?(?!blame\b)[a-z]+\b|(?<!the\s)(?<!its\s)(?<!his\s)(?<!her\s)(?<!eir\s)\b(?:plans|intends?|aims|hopes|expects?)\s+(?:\S+\s+){0,6}to\b"
    r"|\b(?:is|are)\s+planning\b|\b(?:be|most|very)\s+likely\s+to\b"
    r"|\b(?:будет|будут|планиру\w+|ожида(?:ет|ют)ся|намерен\w*|собира(?:ет|ют)ся|предстоит|состо[ия]т?ся|состоятся)\b"
    r"|\b(?:жоспарла\w+|күтілуде|күтіледі|болмақ\w*|ниетті|көздеп\w*)\b",
    re.IGNORECASE,
)
QUOTED_QUESTION = re.compile(r"[“\"«‘][^“”\"«»]*\?[”\"»’]")
UNCERTAIN = re.compile(
    r"\b(?:if|were|unlikely|doubts?|если|вряд|егер)\b|\b(?:how|whether|what)\b[^,.;]*\bwill\b", re.IGNORECASE
)
