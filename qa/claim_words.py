"""The words that a claim can get wrong: quantifiers, hedges, reporting verbs, units, opposites."""

from __future__ import annotations

import re
from typing import Final

from index.lexical import stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


def _groups(table: str) -> dict[str, frozenset[str]]:
    """Each stem with the stems of all lines that it stands in."""
    found: dict[str, frozenset[str]] = {}
    for line in table.strip().splitlines():
        group = _stems(line)
        for term in group:
            found[term] = found.get(term, frozenset()) | group
    return found


def _pairs(table: str) -> frozenset[tuple[str, str]]:
    """Both orders of every word before the bar with every word behind it."""
    found: set[tuple[str, str]] = set()
    for line in table.strip().splitlines():
        left, right = (_stems(side) for side in line.split("|"))
        found |= {pair for a in left for b in right for pair in ((a, b), (b, a))}
    return frozenset(found)


NEGATION: Final = re.compile(
    r"not|never|neither|nor|no|none|nobody|nothing|without|cannot|\w+n[’']t"
    r"|refus\w+|fail(?:s|ed|ing)?|lack(?:s|ed|ing)?|declin(?:e|ed|es|ing)|не|ни|нет|никогда|без|отказ\w+",
    re.IGNORECASE,
)
CLAUSE: Final = re.compile(
    r"(?<!\d)[,;:]|[,;:](?!\d)|[—–](?!\d)|\s-\s|\b(?:and|or|but|while|whereas|that|if|when|because|although|though|which|who|whom|whose"
    r"|where|compared|against|since|until|unless|after|before|и|а|но|что|если|когда|который)\b",
    re.IGNORECASE,
)
PASSIVE: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|being|got)\s+(?:\w+\s+)?(?:\w+ed|\w+en|[a-z]+wn|won|lost|made|sold|held|led|put|set|told|built"
    r"|sent|bought|paid|found|brought|known|cut|hit|taught|thought|left|kept|said)\b|\bby\b(?!\s+\d)",
    re.IGNORECASE,
)
REPORTING: Final = _stems(
    """say says said state states stated report reports reported explain explains explained suggest suggests suggested
    argue argues argued add adds added claim claims claimed tell told ask asked asks warn warned think thinks thought
    believe believes believed announce announced announces decree decreed note noted notes predict predicts predicted
    call calls view according comment commented insist insisted declare declared admit admitted repeat repeated"""
)
REPORTS: Final = re.compile(
    r"\b(?:says?|said|stat(?:es|ed)|report(?:s|ed)|explain(?:s|ed)|suggest(?:s|ed)|argu(?:es|ed)|add(?:s|ed)"
    r"|claim(?:s|ed)|told|ask(?:s|ed)|warn(?:s|ed)|thinks?|thought|believes?|believed|announced|decree[sd]"
    r"|not(?:es|ed)(?=\s+that)|predict(?:s|ed)|insist(?:s|ed)|admit(?:s|ted)|repeated|according\s+to|in\s+\S+(?:\s\S+)?\s+(?:view|opinion)|adds)\b",
    re.IGNORECASE,
)
HEDGE: Final = re.compile(
    r"\b(?:may|might|could|would|can|possibl[ey]|possibility|perhaps|probably|likely|unlikely|suggest\w*|appears?|appeared|seems?|seemed"
    r"|reported(?:ly)?|potential(?:ly)?|alleged(?:ly)?|if|speculate|evidently|apparently|plans?|expect\w*|predict\w*)\b",
    re.IGNORECASE,
)
STRONG_HEDGE: Final = re.compile(
    r"\b(?:may|might|could|would|possibl[ey]|perhaps|probably|likely|can)\b", re.IGNORECASE
)
CERTAIN: Final = re.compile(
    r"\b(?:certainly|definitely|undoubtedly|surely|inevitably|clearly|proven?)\b", re.IGNORECASE
)

QUANTIFIERS: Final = (
    (re.compile(r"\b(?:all|every|everyone|everybody|each|entire(?:ly)?|wholly|completely|always)\b", re.I), 4),
    (re.compile(r"\b(?:the|their|its)\s+(?:only|sole)\b|\balone\b", re.I), 4),
    (re.compile(r"\b(?:most|majority|bulk|mostly|largely|mainly|(?:over|more\s+than)\s+half)\b", re.I), 3),
    (re.compile(r"\b(?:many|several|numerous|often|various|repeatedly|much|large)\b", re.I), 2),
    (re.compile(r"\b(?:some|few|part\s+of|sometimes|a\s+number\s+of|from\s+time\s+to\s+time|at\s+times)\b", re.I), 1),
)
ONE_OF: Final = re.compile(r"\b(?:one\s+of|among|some\s+of|part\s+of)\b", re.IGNORECASE)
SUPERLATIVE: Final = re.compile(r"\b(?:the\s+(?:very\s+)?(?:first|only|sole|last|\w+est)|very\s+first)\b", re.I)

MEASURES: Final = _groups(
    """second seconds
    minute minutes
    hour hours
    day days daily
    week weeks
    month months
    year years annual annually
    decade decades
    century centuries
    mile miles
    kilometre kilometres kilometer kilometers km
    metre metres meter meters
    foot feet
    inch inches
    acre acres
    hectare hectares ha
    ton tons tonne tonnes
    gigaton gigatons gigatonne gigatonnes
    megaton megatons
    kilogram kilograms kg
    pound pounds
    gram grams
    barrel barrels
    litre litres liter liters
    gallon gallons
    degree degrees
    dollar dollars usd
    euro euros
    tenge
    rouble roubles ruble rubles
    watt watts
    kilowatt kilowatts
    megawatt megawatts
    gigawatt gigawatts"""
)
ALIKE: Final = _groups(
    """people population inhabitants residents citizens persons
    die died death dead kill killed dies
    recognize recognise recognition recognized
    cancel cancelled canceled
    buy bought purchase purchased acquire acquired
    begin began begun start started starts
    end ended finish finished
    become became join joined
    call called phone telephone spoke speak talk talked
    head chief leader lead led chaired chair chairman
    country state nation countries
    dismiss dismissed sack sacked fire fired
    detain detained arrest arrested
    increase increased raise raised rise rose risen
    cut reduce reduced lower lowered drop dropped fall fell fallen decrease decreased
    external foreign
    go goes pass passes
    send sent
    approve approval approved
    strengthen strengthened reinforce reinforced consolidate consolidated
    depend depends reliant rely relies reliance dependent
    sell sold
    defeat defeated beat win won
    found founded establish established create created
    large big significant important major considerable
    begin erupt erupted break broke broken
    choose chose chosen
    make made produce producing produced
    stay remain keep kept remained reside live lived living lives residing
    change changed switch switched shift
    help assist assistance aid support
    show shown
    allow allowed permit permitted let
    ban banned prohibit prohibited
    write wrote written
    hold held have own owned
    abolish abolished lose lost
    give gave given grant granted award awarded receive received
    car vehicle
    cast play played
    main principal chief primary
    quick quickly hasty hastily swift swiftly"""
)
OPPOSITES: Final = _pairs(
    """refuse refused decline declined reject rejected deny denied | agree agreed accept accepted
    increase increased raise raised rise rose risen grow grew | decrease decreased lower lowered fall fell fallen drop dropped cut reduce reduced shrink shrank
    sell sold | buy bought purchase purchased
    open opened | close closed
    begin began start started beginning | end ended ending cease ceased finish finished
    allow allowed permit permitted legal legalize | ban banned forbid forbidden prohibit prohibited
    support supported back backed | oppose opposed condemn condemned
    win won | lose lost
    retain retained keep kept | lose lost
    guilty convict convicted sentence sentenced | innocent acquit acquitted
    join joined enter entered arrive arrived | leave left
    strengthen strengthened | weaken weakened
    lift lifted end ended | impose imposed
    absorb absorbs absorbed | release releases released emit emits
    friendly | hostile
    friendly | nonfriendly
    disastrous catastrophic | beneficial good
    better best | worse worst
    more | less fewer
    few some | most all
    early | late
    northern north | southern south
    eastern east | western west
    minimum | maximum
    import imports | export exports
    large big | small little
    confirm confirmed | deny denied
    create created develop developed build built | destroy destroyed
    praise praised | criticize criticized criticise criticised
    dismiss dismissed remove removed sack sacked | appoint appointed
    love loved like liked | hate hated dislike disliked
    married marry | divorced divorce
    alive | dead
    male man | female woman
    before | after
    up | down
    first | last
    close | hostile
    appeal approve approved | disapprove disapproved"""
)
CONVERSE: Final = _pairs(
    """defeat defeated beat win won | lose lost
    sell sold | buy bought
    give gave given award awarded | receive received
    precede preceded | follow followed succeed succeeded"""
)
LIGHT: Final = _stems(
    """be have do make made take took taken taking get got give given come came go went put use used using
    also still already even just only really actually while say said according both either one ones
    including include included includes among amongst total overall whole around about nearly almost roughly
    approximately more less than over under up down away back thing things well many much several some few most
    all every each always never not no first last new old way part number amount time times various certain
    likely possible possibly could would may might will shall should can must if whether though although
    because due as such own himself themselves itself since until within via through towards toward
    however later earlier ago now then when where who which that able want wanted seek seems seem apparently
    percent per cent million billion thousand hundred half quarter third fifth something anything reportedly
    view opinion repeatedly regularly began begin beginning start started starting toward regard case kind"""
)
NUMBER_WORDS: Final = {
    **dict(zip("thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), range(13, 20), strict=True)),
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
PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
