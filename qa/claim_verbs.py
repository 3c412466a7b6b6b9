"""The forms of irregular verbs, a verb each line: their stems do not show that they are one word."""

from __future__ import annotations

from typing import Final

IRREGULAR: Final = """
know knew known
think thought
bear bore borne
bend bent
bind bound
bite bit bitten
blow blew blown
bring brought
build built
burn burnt burned
catch caught
cling clung
come came
creep crept
deal dealt
dig dug
draw drew drawn
drink drank drunk
drive drove driven
eat ate eaten
feed fed
feel felt
fight fought
flee fled
fly flew flown
forbid forbade forbidden
forget forgot forgotten
freeze froze frozen
go went gone
hang hung
hear heard
hide hid hidden
lay laid
lean leant leaned
learn learnt learned
lend lent
lie lay lain
light lit
mean meant
meet met
overtake overtook overtaken
pay paid
ride rode ridden
ring rang rung
run ran
see saw seen
seek sought
sell sold
send sent
shake shook shaken
shine shone
shoot shot
sing sang sung
sink sank sunk
sit sat
sleep slept
slide slid
speak spoke spoken
spend spent
spring sprang sprung
stand stood
steal stole stolen
stick stuck
strike struck stricken
swear swore sworn
sweep swept
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
throw threw thrown
understand understood
wake woke woken
wear wore worn
withdraw withdrew withdrawn
"""
