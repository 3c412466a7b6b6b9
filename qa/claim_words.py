"""The words that a claim can get wrong: quantifiers, hedges, reporting verbs, units, opposites."""

from __future__ import annotations

import re
from typing import Final

from index.lexical import stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


NEGATION: Final = re.compile(
    r"not|never|neither|nor|no|none|nobody|nothing|without|cannot|\w+n[’']t"
    r"|hardly|scarcely|barely|rarely|seldom|refus\w+|fail(?:s|ed|ing)?|lack(?:s|ed|ing)?|declin(?:e|ed|es|ing)|не|ни|нет|никогда|без|отказ\w+",
    re.IGNORECASE,
)
WEAK_NEGATION: Final = re.compile(
    r"\b(?:un(?:like|precedented|able|willing)\w*|few|den(?:y|ied|ies)|except|reject\w*|oppos\w+|los(?:e|es|t|ing)|ceas\w+"
    r"|stop(?:s|ped|ping)?|prevent\w*|avoid\w*|abolish\w*|cut\s+off)\b",
    re.IGNORECASE,
)
NEGATIVES: Final = re.compile(rf"(?<!\w)(?:{NEGATION.pattern})(?!\w)", re.IGNORECASE)
NO_REFUSAL: Final = re.compile(r"(?:fail|declin)\w*(?!\w|\s+to\s+(?!\d))", re.IGNORECASE)
"""Who "fails" does something; who "fails to" do it does it not."""
NEGATION_LAST: Final = re.compile(r"\b(?:not|neither|none|nobody|nothing)\W*$", re.IGNORECASE)
AUXILIARY: Final = re.compile(r"has|have|had|is|are|was|were|will|would|did|does", re.IGNORECASE)
NO_NEGATION: Final = re.compile(
    r"\s+(?:only|just|merely|simply|least|surprising\w*|to\s+mention|(?:more|less|fewer)\s+than|a\s+few)\b",
    re.IGNORECASE,
)
UNCOUNTED: Final = re.compile(rf"{NO_NEGATION.pattern}|\s+longer\b", re.IGNORECASE)
FIRM_DENIALS: Final = re.compile(
    r"\b(?:lack(?:s|ed|ing)?|want\s+of|free\s+of|against|ban(?:s|ned)?|outlaw\w*|forb[ia]d\w*|prohibit\w*|absen(?:t|ce)|impossible"
    r"|(?:gave|give[ns]?|giving)\s+up|abandon\w*|rul(?:es?|ed|ing)\s+out|exclud\w+|exempt\w*|waiv\w+|yet\s+to|in\s+vain|boycott\w*|abstain\w*|(?:stay|keep|kept)(?:s|ed)?\s+away|at\s+the\s+earliest|free(?=\s+(?:of|for|to)\b)|closed|shut|out\s+of\s+(?:order|service|action|use|reach))\b",
    re.IGNORECASE,
)
DENIALS: Final = re.compile(
    FIRM_DENIALS.pattern + r"|\b(?:only|too|instead|rather\s+than|far\s+from|short\s+of|halt\w*"
    r"|drop(?:s|ped)?(?!\s+(?:to|by|from))|miss(?:es|ed|ing)|doubt\w*"
    r"|scepti\w+|skepti\w+|dodg\w+|evad\w+|ignor\w+|neglect\w*|omit\w*|withh\w+|spar(?:e|ed|es)|unless|idle)\b",
    re.IGNORECASE,
)
CEASES: Final = re.compile(
    r"\b(?:stop(?:s|ped|ping)?|ceas\w+|no\s+longer|end(?:s|ed)|avoid\w*|prevent\w*)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
STOP: Final = re.compile(r"[.;!?][”\"’»]?\s")
MAYBE: Final = re.compile(r"\b(?:(?-i:may)|might|could|perhaps|possibly|probably)\b", re.IGNORECASE)
WILL: Final = re.compile(r"\bwill\b")
AHEAD: Final = re.compile(
    r"\b(?:will|would|shall|going\s+to|(?:is|are|was|were)\s+(?:due|set|likely|expected)?\s*to)\b|[’']ll\b|\bwon[’']t\b",
    re.IGNORECASE,
)
FOR_IT: Final = re.compile(r"\bfor\s+(?:the\s+|an?\s+)?([a-z]+)", re.IGNORECASE)
AGAINST_IT: Final = re.compile(r"\bagainst\s+(?:the\s+|an?\s+)?([a-z]+)", re.IGNORECASE)
CONTRAST: Final = re.compile(r"[\s,;]*(?:but|while|whereas|others?)\b", re.IGNORECASE)
EACH: Final = re.compile(
    r"\b(?:each|the\s+one|never|any|anyone|anybody|throughout|without\s+exception|nobody|none)\b",
    re.IGNORECASE,
)
CLAUSE: Final = re.compile(
    r"(?<!\d)[,;:]|[,;:](?!\d)|[—–](?!\d)|\s-\s|\b(?:and|or|but|while|whereas|that|if|when|because|although|though|which|who|whom|whose"
    r"|where|compared|against|since|until|unless|after|before|и|а|но|что|если|когда|который)\b",
    re.IGNORECASE,
)
_PARTICIPLE = (
    r"(?:\w+ed|\w+en|[a-z]+wn|won|lost|made|sold|held|led|put|set|told|built|sent|bought|paid|found|brought|cut"
    r"|hit|taught|left|kept|said)"
)
PASSIVE: Final = re.compile(
    rf"\b(?:is|are|was|were|be|been|being)\s+(?:\w+\s+){{0,2}}?{_PARTICIPLE}\b|\b{_PARTICIPLE}\s+by\b",
    re.IGNORECASE,
)
PASSIVE_BY: Final = re.compile(rf"\b{_PARTICIPLE}\b[^,;]{{0,60}}?\bby\b(?!\s+\d)", re.IGNORECASE)
REPORTING: Final = _stems(
    """
    say says said state states stated report reports reported explain explains explained suggest
    suggests suggested argue argues argued add adds added claim claims claimed tell told ask asked asks
    warn warned think thinks thought believe believes believed announce announced announces decree
    decreed note noted notes predict predicts predicted view according comment commented insist insisted
    declare declared admit admitted repeat repeated"""
)
REPORTS: Final = re.compile(
    r"\b(?:says?|said|stat(?:es|ed)|report(?:s|ed)|explain(?:s|ed)|suggest(?:s|ed)|argu(?:es|ed)|add(?:s|ed)"
    r"|claim(?:s|ed)|told|ask(?:s|ed)|warn(?:s|ed)|thinks?|thought|believes?|believed|announced|decree[sd]"
    r"|not(?:es|ed)(?=\s+that)|predict(?:s|ed)|insist(?:s|ed)|admit(?:s|ted)|repeated|according\s+to|in\s+\S+(?:\s\S+)?\s+(?:view|opinion)|adds)\b",
    re.IGNORECASE,
)
HEDGE: Final = re.compile(
    r"\b(?:(?-i:may)|might|could|would|can|possibl[ey]|possibility|perhaps|probably|likely|unlikely|suggest\w*|(?<!to\s)appears?|appeared|seems?|seemed"
    r"|reported(?:ly)?|potential(?:ly)?|alleged(?:ly)?|if|speculate|evidently|apparently|plans?|expect\w*|predict\w*"
    r"|entitled|allowed|permitted|prefer\w*|wants?|wanted|recommend\w*|propos\w*)\b",
    re.IGNORECASE,
)
STRONG_HEDGE: Final = re.compile(
    r"\b(?:(?-i:may)|might|could(?!\s+not)|would|possibl[ey]|perhaps|probably|likely)\b", re.IGNORECASE
)
MAY_DO: Final = re.compile(
    r"\b(?:may|might|could(?!\s+not))\s+(?:(?:not|be|have|been|also|even|then|well|possibly|soon)\s+)*([a-z]+)\b"
)
CERTAIN: Final = re.compile(
    r"\b(?:certainly|definitely|undoubtedly|surely|inevitably|clearly|proven?)\b", re.IGNORECASE
)

MOST: Final = 3
QUANTIFIERS: Final = (
    (
        re.compile(
            r"\b(?:(?<!\babove\s)(?<!\bafter\s)(?<!\bat\s)(?<!\bof\s)all(?!\s+(?:the\s+way|over|but))|every|everyone|everybody|entire(?:ly)?|wholly|completely|always)\b",
            re.I,
        ),
        4,
    ),
    (
        re.compile(
            r"\b(?:the|their|its)\s+(?:only|sole)\b|(?<!\bone\s\w{4}\s)(?<!\bone\s\w{5}\s)(?<!\bone\s\w{6}\s)\balone\b",
            re.I,
        ),
        4,
    ),
    (re.compile(r"\b(?:most|majority|bulk|mostly|largely|mainly)\b", re.I), 3),
    (re.compile(r"\b(?:many|several|numerous|often|various|repeatedly|much|large)\b", re.I), 2),
    (
        re.compile(
            r"\b(?:some|few|part\s+of|sometimes|a\s+number\s+of|from\s+time\s+to\s+time|at\s+times)\b", re.I
        ),
        1,
    ),
)
ONE_OF: Final = re.compile(r"\b(?:one\s+of|among|some\s+of|part\s+of)\b", re.IGNORECASE)
SUPERLATIVE: Final = re.compile(
    r"\b(?:the\s+(?:very\s+)?(?:first|only|sole|last|\w+est)|very\s+first)\b", re.I
)

LIGHT: Final = _stems(
    """
    dollar dollars euro euros
    be have do make made take took taken taking get got give given come came go went put use used using
    also still already even just only really actually while say said according both either one ones
    including include included includes among amongst total overall whole around about nearly almost
    roughly approximately more less than over under up down away back thing things well many much
    several some few most all every each always never not no first last new old way part number amount
    time times various certain likely possible possibly could would may might will shall should can must
    if whether though although because due as such own himself themselves itself since until within via
    through towards toward however later earlier ago now then when where who which that able want wanted
    seek seems seem apparently percent per cent million billion thousand hundred half quarter third
    fifth something anything reportedly against despite amid across upon along unlike following
    previous expect expected
    higher longer shorter larger smaller bigger further farther point points twice rate rates
    according although besides during under out off longer later fast view opinion repeatedly regularly
    toward regard case kind de la von van der di da bin ibn al el le du"""
)
NUMBER_WORDS: Final = {
    **dict(
        zip(
            "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
            range(13, 20),
            strict=True,
        )
    ),
    **dict(
        zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
    ),
}
SMALL: Final = {
    word: value
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
ORDINALS: Final = {
    word: value
    for value, word in enumerate(
        "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=3
    )
}
PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
CHUNK: Final = re.compile(
    r"\s*,(?!\d)\s*(?:and\s+|or\s+)?|\s+(?=(?:by|because|due|for|in|at|from|with|on|after|before|during|over|into|and|or|as|to"
    r"|between|against|under|amid|despite|through|via|near|about|when|where|who|which|that|while|(?<!because\s)of"
    r"|(?:is|are|was|were|became)\s+an?)\s)",
    re.IGNORECASE,
)
REASON: Final = re.compile(r"(?:by|because|due|for(?=\s+\w+ing\b)|amid|despite)\b", re.IGNORECASE)
FOR: Final = re.compile(r"for\b(?!\s+\w+ing\b)", re.IGNORECASE)
BECAUSE: Final = re.compile(r"because\s+(?!of\b)", re.IGNORECASE)
DETAIL: Final = re.compile(r"(?:with|at|from|near|in|on|after|during)\b", re.IGNORECASE)
TITLES: Final = frozenset(
    """President King Queen Prince Princess Emperor Duke Count Prime Foreign Minister Mr Mrs Ms Dr Sir Lord
    General Senator Chairman Chancellor Governor Professor Kazakh Russian""".split()
)
OFFICE: Final = re.compile(
    r"\s+(?:minister|ministry|secretary|spokes\w+|chief|director|officials?|editor|inspectors?|advisers?|commissioner"
    r"|ambassador|lawyers?|researchers?|experts?|workers?|analysts?)\b"
)
"""What makes the first word of a sentence an office's: "Energy minister Hadem"."""
NOUN: Final = re.compile(r"[A-Z][a-z]{2,}(?:tion|sion|ment|ness|ity|ship|ism)s?")
"""A common noun by its ending, where the first word of a sentence has its capital letter."""
GERUND: Final = re.compile(r"[a-z]+ing\b")
COMPARED: Final = re.compile(r"\b(more|less)\s+(?!than\b)([a-z]+)\b", re.IGNORECASE)
IS_A: Final = re.compile(r"(?:is|are|was|were|became)\s+an?\s", re.IGNORECASE)
