"""What some callers leave in the text about themselves or others; it must be scrubbed."""

from __future__ import annotations

from demo_city.words.teller import Teller
from demo_city.words.vocabulary import shared
from demo_city.words.writer import Writer

# In so many of a thousand texts of callers who give their name.
CONTACT, IDENTITY, HOME, BANK, EMAIL = 70, 12, 22, 5, 6
PLATE = 40
WITH_CARS = ("0702", "0703", "08", "130103")
WITH_MONEY = ("10", "13", "12", "14", "21", "0103", "1102")


def leave(teller: Teller, writer: Writer) -> None:
    """Add personal data at the end of some texts."""
    choose, code = teller.choose, teller.code
    if code.startswith(WITH_CARS) and choose.below(1000) < PLATE:
        writer.clauses([teller.say(shared("plate"))])
    if not teller.person.phone:
        return
    roll = choose.below(1000)
    if roll < CONTACT:
        kinds = ["contact"]
    elif (roll := roll - CONTACT) < IDENTITY:
        kinds = ["identity", "contact"] if choose.chance(40) else ["identity"]
    elif (roll := roll - IDENTITY) < HOME:
        kinds = ["contact_home", "contact"] if choose.chance(25) else ["contact_home"]
    elif (roll := roll - HOME) < EMAIL:
        kinds = ["email"]
    elif roll - EMAIL < BANK and code.startswith(WITH_MONEY):
        kinds = ["bank"]
    else:
        return
    for kind in kinds:
        writer.stop()
        writer.raw(*teller.say(shared(kind)))
    if choose.chance(60):
        writer.stop()
