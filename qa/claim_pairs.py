"""Words that mean the same, the opposite, or the same from the other's side; and measures."""

from __future__ import annotations

from typing import Final

from index.lexical import stem
from qa.claim_synonyms import SYNONYMS
from qa.claim_verbs import IRREGULAR
from qa.statement_words import meaning


def _stems(words: str) -> frozenset[str]:
    return frozenset(meaning(stem(word)) for word in words.split())


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


_MEASURES: Final = """second seconds
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
    knot knots
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
    rouble roubles ruble rubles
    watt watts
    kilowatt kilowatts
    megawatt megawatts
    gigawatt gigawatts"""
MEASURES: Final = _groups(_MEASURES)
MEASURE_WORDS: Final = frozenset(_MEASURES.split())
"""As they are written: who "foots" a bill measures nothing."""
ALIKE: Final = _groups(
    IRREGULAR
    + """people population inhabitants residents citizens persons
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
    increase increased raise raised rise rose risen grow grew grown
    injure injured hurt wound wounded
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
    film movie
    author writer write wrote written
    show series program programme
    quick quickly hasty hastily swift swiftly"""
)
NEARLY_ALIKE: Final = _groups(SYNONYMS)
"""Enough to carry a word, too little to deny one."""
OPPOSITES: Final = _pairs(
    """refuse refused decline declined reject rejected deny denied | agree agreed accept accepted
    increase increased raise raised rise | decrease decreased lower lowered fall fell
    increase increased raise raised rise | fallen drop dropped cut reduce reduced shrink shrank
    rose risen grow grew | decrease decreased lower lowered fall fell
    rose risen grow grew | fallen drop dropped cut reduce reduced shrink shrank
    sell sold | buy bought purchase purchased
    open opened | close closed
    begin began start started beginning | end ended ending cease ceased finish finished
    allow allowed permit permitted legal legalize | ban banned forbid forbidden prohibit prohibited
    support supported back backed favour favor favoured | oppose opposed condemn condemned reject rejected
    support supported back backed welcome welcomed endorse endorsed | dismiss dismissed refuse refused
    agree agreed accept accepted approve approved welcome welcomed | oppose opposed dismiss dismissed
    admit admitted concede conceded acknowledge acknowledged | deny denied
    stay stayed remain remained | resign resigned quit
    win won | lose lost
    retain retained keep kept | lose lost
    guilty convict convicted sentence sentenced | innocent acquit acquitted cleared exonerated
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
    early earlier | late later
    bad badly | good well
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
    injure injured hurt wound wounded | kill killed die died
    male man | female woman
    before | after
    up | down
    first | last
    close | hostile
    short brief | long
    slow slowly | quick quickly fast swift swiftly rapid rapidly
    pro | anti
    strong strongly | weak weakly
    high | low
    rich | poor
    easy easily | difficult hard
    cheap | expensive
    young new | old
    positive | negative
    victory | defeat
    success | failure
    ally | enemy
    true | false
    full | empty
    same similar | different
    major | minor
    include included including | exclude excluded excluding
    ahead | behind
    inside | outside
    above | below
    majority | minority
    public | private
    attack attacked | defend defended
    stable | unstable
    safe | dangerous
    borrow borrowed | lend lent
    remember | forget forgot
    become became | cease ceased stop stopped
    work works worked cooperate cooperated together jointly | independently separately
    approve approved pass passed adopt adopted | fail failed reject rejected
    approve approved | disapprove disapproved
    open opened reopen reopened | close closed shut
    release released free freed | detain detained arrest arrested jail jailed imprison imprisoned
    survive survived | die died kill killed
    gain gained | lose lost
    hire hired recruit recruited | dismiss dismissed fire fired sack sacked
    expand expanded widen widened | shrink shrank shrunk narrow narrowed
    extend extended lengthen prolong prolonged | shorten shortened
    accelerate accelerated hasten | slow slowed delay delayed
    improve improved improving | worsen worsened deteriorate deteriorated
    tighten tightened | ease eased relax relaxed loosen loosened
    encourage encouraged | discourage discouraged deter deterred
    welcome welcomed | regret regretted deplore deplored
    overestimate overestimated overvalued | underestimate underestimated undervalued
    optimistic hopeful optimist | pessimistic pessimist
    surplus | deficit shortfall
    profit profits | loss losses
    advantage | disadvantage
    supporter supporters | opponent opponents critic critics
    winner winners | loser losers
    plaintiff plaintiffs | defendant defendants
    hot warm | cold cool
    wet | dry
    heavy | light
    wide | narrow
    deep | shallow
    mild lenient | harsh severe strict
    legal lawful | illegal unlawful
    voluntary voluntarily | compulsory mandatory
    temporary temporarily | permanent permanently
    remember | forget
    praise praised | blame blamed
    add added | remove removed
    arrive arrived | depart departed
    sooner | later
    upstream | downstream
    urban | rural
    civilian | military
    domestic | foreign
    rich wealthy | poor"""
)
CONVERSE: Final = _pairs(
    """defeat defeated beat win won | lose lost
    sell sold | buy bought
    give gave given award awarded | receive received
    precede preceded | follow followed succeed succeeded"""
)
