"""Common words of the press that mean much the same, a line each: a small thesaurus.

Only words that can stand for each other in most sentences. Numbers, names and what denies are never
in it: those are compared by themselves.
"""

from __future__ import annotations

from typing import Final

SYNONYMS: Final = """
agreement deal contract accord pact treaty
parliament lawmakers legislators deputies assembly chamber legislature
worker workers employee employees staff personnel workforce
job jobs post posts position
wage wages pay salary salaries payroll
company firm enterprise business corporation
buyer buyers customer customers purchaser
seller sellers supplier suppliers
bid offer bidder tender
rival rivals competitor competitors opponent opponents adversary
money cash funds
fee fees charge charges tariff
loan loans lent lend borrow borrowed borrowing credit
debt debts arrears
cost costs costing price expense
fund funded finance financed funding
earn earned earnings income revenue proceeds
profit profits gain gains
tax taxes levy duty
spend spent spending expenditure outlay
invest invested investment
pipe pipeline line
road highway motorway
railway rail railroad train
ship vessel boat
plant factory works mill
gas fuel
electricity power
warehouse depot storehouse
building house premises
flat flats apartment apartments
home homes house houses household households dwelling
town city municipality
village settlement hamlet
region province area district territory
border frontier boundary
coast shore seaside
river stream
lake reservoir
sea ocean
water waters
flood floods flooded inundation
drought dry
storm gale tempest
earthquake quake tremor
fire blaze
accident disaster catastrophe crash
damage harm
injure injured hurt harm harmed wound wounded
collapse collapsed burst breach broke gave
hit struck strike strikes
destroy destroyed wreck wrecked ruin ruined demolish demolished
repair repaired fix mend restore restored
inspect inspection inspections check checks checked examination examine examined audit
test tests tested trial
measure measured measurement
instrument instruments device devices gauge gauges equipment
alarm alarms alert alerts siren warning warnings warn warned
drill exercise manoeuvre
soldier soldiers troops men forces army military servicemen
recruit recruits conscript conscripts
conscription draft
weapon weapons arms
war conflict fighting
ceasefire truce armistice
talks negotiations negotiation negotiate negotiated
meet met meeting summit
minister secretary
ministry department
government cabinet administration authorities
court judge judges tribunal arbitrators
judgment judgement ruling verdict decision
lawyer attorney counsel solicitor barrister
law bill act legislation statute
rule rules regulation regulations
fine fined penalty penalties
lawsuit lawsuits suit suits sue sued suing litigation
charge charged accuse accused indict indicted
prosecutor prosecutors prosecution
police officers
prison jail imprisoned jailed
crime offence offense
vote votes voted ballot ballots
election elections elect elected poll polls
petition appeal
party parties faction
member members
school schools
lesson lessons class classes teaching taught teach
pupil pupils student students schoolchildren children
teacher teachers
doctor doctors physician physicians
hospital hospitals clinic clinics
illness disease sickness ill sick
child children kid kids
young youth youths
elderly pensioners
family families
neighbour neighbours neighbor neighbors
farmer farmers grower growers
crop crops harvest harvested
field fields farmland land
scientist scientists researcher researchers
expert experts specialist specialists
engineer engineers
study studies survey research
report reports account
figure figures number numbers statistics data
share stake portion proportion
sum amount total
record peak
level height
capacity capability
output production produce produced
quantity volume volumes
shortage shortfall deficit lack missing
plan plans planned planning scheduled project intended intend intends
aim goal target
purpose intention
promise promised promises pledge pledged pledges vow vowed
demand demanded demands request requested requests ask asked asks call calls urge urged
require requires required need needs needed must
prescribe prescribes stipulate oblige obliges
refuse refused reject rejected decline declined
permit permission licence license
ban banned outlaw outlawed prohibit prohibited forbid forbidden
cancel cancelled scrap scrapped
postpone postponed delay delayed defer deferred
prolong prolongs prolonged extend extended extends extension renew renewed
expire expired expires lapse lapsed
sign signed signature signatures initialled
publish published issue issued release released
send sent dispatch dispatched
bring brought deliver delivered delivery
carry carried transport transported convey
pump pumped pumping
fill filled filling
store stored storage
build built building construct constructed construction erect erected
finish finished complete completed completion
open opened opening inaugurated launch launched
close closed closure shut
expected estimated forecast predicted projected
begin open opened start launch launched commence commenced
leave left depart departed quit
arrive arrived reach reached come
move moved relocate relocated
return returned returning back
flee fled escape escaped
stay stayed remain remained remaining
replace replaced replacement substitute successor succeed succeeded
resign resigned resignation step stepped quit
appoint appointed named nominate nominated
hire hired recruit recruited employ employed
win won gain gained obtain obtained secure secured
receive received get draw draws obtain
give hand handed transfer transferred
take taken seize seized
hold keep kept retain retained maintain
own owns owned possess possessed owner owners
use used uses using employ utilise utilize
save saved saving
avoid avoided
collect collected gather gathered
divide divided split
distribute distributed hand
attempt attempts attempted try tried tries
manage managed succeed succeeded
discover discovered find found detect detected learn learned
reveal revealed disclose disclosed
believe believes think thinks consider considers view
fear fears feared worry worried afraid
hope hopes hoped
doubt doubts doubted sceptic sceptical skeptical
admit admitted acknowledge acknowledged concede conceded
defend defended justify justified justifies
criticise criticised criticize criticized
attack attacks attacked
protest protests protested demonstration demonstrations
blame blamed attribute attributes attributed
cause caused trigger triggered
lead led result
worth value valued
cheap inexpensive
expensive costly dear dearer
large larger biggest largest big bigger huge
small smaller smallest little
high higher tall
quick fast rapid swift
successive consecutive row
repeated repeatedly string series
additional extra further
whole entire
separate independent
joint common
yearly annual annually
monthly month
daily everyday
half halves
enough sufficient
former previous earlier ex
current present
foreign outside
domestic home internal national
local regional
illegal unlawful
dangerous risky hazardous
danger risk threat
safe secure
poor needy
wealthy rich
noon midday lunch meal meals
autumn fall
letter note
newspaper paper magazine
word words promise
language tongue
passport passports
visa visas
church churches
wall dam barrier
mine mines pit
tailings waste
wind turbine turbines
crossing crossings
bank banks lender
reserve reserves
currency
market
sanction sanctions
inherit inherited
arbitration arbitrators
supporter supporters backer backers
proposal proposed propose proposes suggestion
idea notion
method way
reason grounds
effect consequence result
advantage benefit benefits
frequent often
"""
