"""What kind of answer a question wants, and whether that answer changes with time.

English, Russian and Kazakh, by the words that ask. A question has the kind of the first of them.
"""

from __future__ import annotations

import re
from typing import Final, Literal

AnswerKind = Literal["when", "who", "how_many", "where", "why", "compare", "other"]


def _any(lines: str) -> re.Pattern[str]:
    """The alternatives of several lines, as whole words; a blank stands for any white space."""
    alternatives = "|".join(line.strip() for line in lines.strip().splitlines()).replace(" ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


_COMPARE = _any(r"""
    differ(?:s|ed|ences?|ently|ent from)?|compar(?:e[ds]?|ing|ison)|contrast(?:s|ed)?
    both|versus|vs|disagree\w*|(?:according to|in|by) (?:each|both)|each (?:article|source|author|analyst)
    отлича\w+|различ\w+|разниц\w+|сравни\w*|оба|обе|обоих|кажд(?:ый|ая|ого|ой) из
    салыстыр\w*|айырмашылы\w+|екеуі\w*|екі мақала\w*
""")
# Of what changed, came true, agrees or follows each other, more than one sentence has to be told.
_SEVERAL = _any(
    r"""
    how (?:did|has|have|do|does|far have|much have) (?:\S+ ){1,12}?(?:chang|develop|evolv|shift|shr[ia]nk|gr[eo]w|fall)\w*
    how (?:did|has|have) (?:\S+ ){1,12}?(?:fallen|risen|rise|rose|fell|increased?|declined?|decreased?|moved?)
    (?:do|does|did|are|is|was|were) (?:\S+ ){1,14}?(?:agree[ds]?|match(?:es|ed)?|coincide[ds]?|tally|consistent|the same)
    (?:in )?agreement (?:on|about|over|between)|in the same way|the same (?:motive|reason|figure|number|view|share)\w*
    (?:different|differing|conflicting|other) (?:figures|numbers|accounts|estimates|versions|views|opinions)
    (?:borne|bear) out|c[ao]me true|came of (?:it|this|that)|bec[ao]me of|fulfilled|materiali[sz]ed|kept (?:its|his|her|their)
    (?:confirmed|refuted|contradicted|overtaken|proved right|proven right|turn(?:ed)? out)|were they right|was (?:he|she|it) right
    how far apart|gap between|(?:the )?(?:two|three|four|several|various|respective) (?!(?:day|week|month|year|hour)s?\b)\w+
    in turn|one after (?:the other|another)|and then|at first|before and after|then and now|as opposed to|whereas|while (?:the|its)
    more or (?:less|fewer)|(?:less|fewer) or more|compared|set against|next to each other|part ways|over the (?:years|course|time)
    from (?:\S+ ){1,8}?to (?:\S+ ){1,8}?(?:how|by how much)|(?:first|second)(?:ly)?,? and (?:the )?(?:second|third)
    from its (?:founding|beginning|start)|since (?:its|the) (?:founding|beginning|start)|so far and|original(?:ly)?,? and
    list|name (?:the|all|both)|which of the (?:\w+ )?(?:\w+ )?(?:two|three|remedies|steps|measures|parties|defendants)
    как (?:\S+ ){0,3}?(?:измени\w+|меня\w+|развива\w+|выросл\w+|сократи\w+)|совпада\w+|соглас\w+ ли|сходятся|расход\w+
    подтверди\w+|сбыл\w+|оправда\w+|противореч\w+|по сравнению|перечисли\w*|назови\w*|двое|трое|два|две|три|обоим|обеих
    қалай өзгер\w+|сәйкес\w*|келісе\w*|расталды\w*|орындал\w+|қайшы\w*|салыстырғанда|екі|үш
"""  # noqa: E501
)
# In this order where two begin at one place.
_WORDS: Final[tuple[tuple[AnswerKind, re.Pattern[str]], ...]] = (
    ("when", _any(r"how long ago")),
    ("how_many", _any(r"""
        how (?:many|much|long|old|far|large|big|high|tall|often)
        what (?:percent(?:age)?|share|proportion|number|fraction|amount)
        what (?:is|was|are|were) (?:the )?(?:\S+ ){0,2}(?:population|percentage|share|number|price|cost)
        what (?:is|was|are|were) (?:the )?(?:\S+ ){0,2}(?:rate|size|amount|toll)
        сколько|как(?:ая|ую|ой|ое|ов[ао]?) (?:дол|процент|числ|количеств|численност|населени|част)\w*
        қанша|неше|нешеу|қандай бөлігі|халқы қанша
    """)),
    ("when", _any(r"""
        when(?= (?:did|do|does|was|were|is|are|will|would|has|have|had|can|could|should|exactly)\b| ?\?|$)
        (?:since|until) when|(?:what|which) (?:year|month|date|day|century|decade)
        когда(?!-)|с каких пор|в каком (?:году|месяце|веке)|какого числа
        қашан\w*|қай (?:жылы|айда|күні)|нешінші жылы
    """)),
    ("who", _any(r"""
        who|whom|whose|who[’']s|what (?:is|was) the name of
        (?:which|what) (?:\w+ )?(?:person|people|man|woman|president|minister|leader|politician|official)s?
        (?:which|what) (?:\w+ )?(?:analyst|author|expert|ambassador|candidate|chairman|head)s?
        кто|кого|кому|кем|чей|чья|чьё|чье|чьи|кім\w*
    """)),
    ("where", _any(r"""
        where|(?:in )?(?:what|which) (?:country|city|place|region)
        где|куда|откуда|в как(?:ой|ом) (?:стране|городе)|қайда\w*|қай (?:жерде|елде|қалада)
    """)),
    ("why", _any(r"""
        why|(?:for )?what reasons?|what (?:is|are|was|were) the (?:reason|cause)s?
        почему|зачем|отчего|по какой причине|неге|неліктен|не үшін|не себепті
    """)),
    ("other", _any(r"what|which|how|что|как(?:ой|ая|ое|ие|ую|им|ими|ого)?|не|қандай|қалай|қай")),
)  # fmt: skip

_QUOTED = re.compile(r"[“\"«][^”\"»]*[”\"»]")
_NOW = _any(r"""
    current(?:ly)?|now|nowadays|today|at (?:present|the moment)|these days|so far|still|latest|present
    сейчас|теперь|сегодня|ныне|в настоящее время|на данный момент|нынешн\w+|действующ\w+|текущ\w+
    қазір\w*|бүгін\w*|осы кезде
""")
_PAST = _any(r"""
    was|were|did|had|been|became|former|ex|used|first|last|ago|then|would|(?:1\d|20)\d\ds?
    был[аои]?|стал[аои]?|бывш\w+|тогда|прошл\w+|перв\w+|назад|\w{2,}[аеиыоуя]л[аои]?(?:сь|ся)?
    погиб\w*|умер\w*|(?:при|у|во|вы|на)шл[аои]|болды|болған|еді|бұрын\w*|өткен|былтыр
""")
# Present tense about what changes; "who is Tokayev" asks for something else.
_PRESENT = _any(r"""
    who(?: (?:is|are)|[’']s) (?!\S+\s*\?)\S+
    who (?:leads|heads|rules|governs|runs|owns|controls|holds|chairs|commands)
    what(?: (?:is|are)|[’']s) (?:\S+ ){0,3}(?:population|price|cost|rate|share|number|inflation|unemployment)
    what(?: (?:is|are)|[’']s) (?:\S+ ){0,3}(?:gdp|status|position|stance|polic(?:y|ies)|relations(?:hip)?)
    what(?: (?:is|are)|[’']s) (?:\S+ ){0,3}(?:situation|level|debt|size|age|capital|name of the)
    (?:how (?:many|much|old|large|big|high)|what (?:percent(?:age)?|share)) .*?(?:is|are|has|have|does|do)
    (?:how (?:many|much)|what (?:percent(?:age)?|share)) (?:\S+ ){1,4}?(?:live|pass|work|account|come|go)e?s?
    кто (?!тако[йе]|такая|такие)\S+|сколько|какова
    как(?:ая|ое|ово?|ов) (?:\S+ )?(?:численност|населени|цен|дол|курс|позици|отношени|уров)\w*
    кім(?=\s*\?)|кім басқарады|кім болып табылады|(?:қанша|неше) .*(?:бар|тұрады|құрайды)|халқы қанша
""")


def answer_kind(question: str) -> AnswerKind:
    """What kind of answer a question wants."""
    asked = _QUOTED.sub("", question)
    if _COMPARE.search(asked):
        return "compare"
    places = [(match.start(), i) for i, (_, word) in enumerate(_WORDS) if (match := word.search(asked))]
    return _WORDS[min(places)[1]][0] if places else "other"


def asks_when(question: str) -> bool:
    """Whether a question wants a time."""
    return answer_kind(question) == "when"


def asks_for_now(question: str) -> bool:
    """Whether the answer to a question changes with time, and the present one is wanted."""
    asked = _QUOTED.sub("", question)
    if _PAST.search(asked):
        return False
    return bool(_NOW.search(asked) or _PRESENT.search(asked))


_SOURCES = _any(r"""
    articles|reports|sources|texts|pieces|accounts|analysts|authors
    стать(?:и|ях|ям|ями)|источник(?:и|ах|ов)|тексты|текстах|авторы|аналитики
    мақалалар\w*|дереккөздер\w*|мәтіндер\w*|авторлар\w*|сарапшылар\w*
""")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def asks_several(question: str) -> bool:
    """Whether an answer needs more than one sentence: it compares, follows a change, or names two years."""
    return (
        answer_kind(question) == "compare"
        or _SEVERAL.search(question) is not None
        or _SOURCES.search(question) is not None
        or len(set(_YEARS.findall(question))) > 1
    )
