"""The words by which speech and speakers are known, in English, Russian and Kazakh.

Data for `index.voices`: one word each, in lower case.
"""

from __future__ import annotations


def _forms(stems: str, *endings: str) -> frozenset[str]:
    return frozenset(stem + ending for stem in stems.split() for ending in endings)


_REGULAR = "add warn explain insist respond recall claim maintain contend ask assert"
_IN_E = "argu stat not announc believ acknowledg conced conclud declar decre emphasiz emphasis disclos"
_IN_ED = "caution stress predict suggest admit hint complain confirm remind inform protest joke assur"

VERBS = (
    frozenset(
        """say says said tell tells told think thinks thought write writes wrote reply replies replied deny
        denies denied testify testified tweeted vow vowed pledged puts hopes hoped hope admitted
        asks reiterated estimates estimated reported commented remarked answered wondered
        quipped joked stresses spoke speaks""".split()
    )
    | _forms(_REGULAR, "", "s", "ed")
    | _forms(_IN_E, "ed") | _forms(_IN_E.replace("stat ", ""), "e", "es")
    | _forms(_IN_ED, "", "s", "ed")
    | _forms("convinced confident", "")
    | _forms(
        "сказал заявил отметил подчеркнул добавил пояснил сообщил рассказал написал предупредил напомнил "
        "объяснил ответил спросил признал уточнил предположил указал подтвердил возразил заметил",
        "", "а", "и", "о",
    )
    | frozenset(
        "считает полагает говорит утверждает пишет уверен уверена думает отмечает сообщает признаёт".split()
    )
)  # fmt: skip
KAZAKH_VERBS = frozenset(
    "деді дейді айтты айтады мәлімдеді хабарлады атап жазды түсіндірді ескертті санайды есептейді".split()
)
PARTICIPLES = (
    _forms(_REGULAR + " say tell", "ing") | _forms(_IN_E, "ing") | _forms("stress suggest predict", "ing")
)
SAYING = frozenset("считает полагает say says said сказал сказала сказали говорит деді дейді".split())
"""Verbs that need nothing after them to be speech."""

ABOUT = frozenset("warns warned сообщил сообщила сообщили сообщило".split())
"""Verbs that say what is said with "of" or "about"."""

WITH_LISTENER = frozenset(
    "tell tells told remind reminds reminded inform informed warn warns warned asked assured".split()
)
WITH_CLAUSE = frozenset(
    "believes believe argues argued insists insisted claims claimed hopes thinks warned".split()
)
"""Verbs after which a clause may stand without "that"."""

THAT = frozenset("that how why whether if what что как ли чтобы".split())
PRONOUNS = {"he": "m", "she": "f", "он": "m", "она": "f", "ол": ""}
OUTER = frozenset("of for at from in by with to about against on under over near between".split())
"""Before a name these make it a part of a longer phrase: "the head of Gazprom"."""

POSSESSIVES = {"his": "he", "her": "she", "его": "он", "её": "она", "ее": "она", "оның": "ол"}
CLAUSE_OPENERS = frozenset("he she it they there this these we i his her their".split())
FINITE = frozenset("will would could should may might can is are was were has have had must does did".split())
DETERMINERS = frozenset(
    "the a an his her their its our this that these those some many most few several".split()
)
LINKS = frozenset(
    """has have had also later then once now again since even himself herself
    recently repeatedly often simply just тоже также затем позже ранее былай деп өтті өз""".split()
)
"""Words that may stand between a subject and its verb."""
BEING = frozenset("is was are were".split())
CONVINCED = frozenset("convinced confident".split())

PREPOSITIONS = frozenset(
    """of for at from in on to by with about against under over near after before during as unlike like
    within through     в во на из от для о об при у к по с со""".split()
)
FUNCTION_WORDS = PREPOSITIONS | frozenset(
    """and but or so yet if when while although though because since as once now then here there that which
    who whom whose what why how where not no nor the a an this these those it its he she they we i you his
    her their our my all both each some many most few several other others another such one two three
    however moreover meanwhile still also even only instead indeed despite whether unless until
    do does did is are was were be been has have had can could will would should may might must
    сам сама сами
    и а но или что как если когда хотя этот эта это эти он она они мы я его её их все также однако
    және бірақ ал бұл осы сол ол олар біз мен""".split()
)
NOBODY = frozenset(
    """some many others most few people women men children everyone everybody nobody somebody someone
    anyone one this that it they we i you who which media""".split()
)

CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december""".split()
)
TITLES = frozenset(
    """president minister premier chancellor king queen prince princess sir lord lady pope imam bishop
    senator governor mayor judge general colonel major captain lieutenant sergeant admiral professor doctor
    chairman chairwoman chair chief director head deputy secretary speaker ambassador spokesman spokeswoman
    spokesperson commissioner congressman congresswoman representative analyst economist correspondent
    coach officer leader adviser advisor mr. mrs. ms. dr. prof. mp mep ceo gen. sen. gov. rep. lt. col. sgt.
    capt. mr mrs ms dr prime vice former acting
    президент министр премьер глава депутат сенатор генерал полковник профессор директор аналитик
    политолог эксперт экономист аким мэр судья представитель секретарь посол
    президенті министр министрі сарапшы саясаттанушы депутат әкім әкімі төрағасы экономист""".split()
)
OFFICES = frozenset("foreign affairs defence defense interior energy finance justice health state".split())
INSTITUTIONS = frozenset(
    """ministry government parliament police army court council committee commission party union embassy
    bank office department agency company corporation university institute organization organisation senate
    congress kremlin cabinet administration association foundation center centre fund group bureau service
    министерство правительство парламент полиция суд комитет комиссия партия посольство банк компания
    агентство ведомство минфин мид кремль прокуратура
    министрлік министрлігі үкімет парламент полиция сот комитеті компания банк банкі""".split()
)
SOURCE_NOUNS = frozenset("view views opinion words estimation telling account judgment judgement".split())
OPENERS_RU = frozenset("словам мнению данным оценке выражению информации убеждению".split())
VIEWS_KAZAKH = frozenset("айтуынша пікірінше сөзінше мәліметінше ойынша мәлімдеуінше".split())
SPEAKING = frozenset("speaking writing говоря выступая".split())
NAMING = frozenset(
    """so-called called named dubbed titled entitled nicknamed film book song novel play show series slogan
    sign reading term word words фильм книга песня роман спектакль называемый называемая называемые""".split()
)
"""Before a quotation these say that what stands in the marks is a name or a term."""

PARTICLES = frozenset(
    "de da di del der den van von bin ibn al el la le du dos oglu ogly uly kyzy ұлы қызы".split()
)
MEN = frozenset(
    """john james robert michael william david richard joseph thomas charles peter paul mark george steven
    kevin brian edward tom tim jim joe bob bill jack ian alan adam daniel andrew anthony henry martin stephen
    walter oliver roger christopher victor samuel simon
    vladimir dmitry sergei sergey alexander andrei nikolay nikolai ivan viktor pavel mikhail boris igor
    oleg yuri maxim volodymyr marat nursultan askar timur karim omar ahmed ali mohammed muhammad
    hassan jose juan carlos luis pedro hans klaus jean pierre marco emmanuel donald joe barack""".split()
)
WOMEN = frozenset(
    """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy margaret sandra
    ashley emily anna anne ann jane kate helen laura julia julie alice emma olivia sophie claire rachel
    maria elena olga natalia natalya irina tatiana svetlana ekaterina nina galina aigerim gulnara dariga
    saule fatima aisha marie ursula angela hillary kamala lena eva ruth rose grace amy joan diana""".split()
)
