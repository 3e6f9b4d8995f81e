"""The units' public answers: some to the point, some vague, many the unit's own form letter."""

from __future__ import annotations

import zlib
from functools import cache

from demo_city.words.grammar import Pattern, Stream
from demo_city.words.teller import Teller
from demo_city.words.vocabulary import shared

# How many of a unit's answers follow its own form, in percent: near-copies of each other.
HOUSE_STYLE = 45
DETAILED = 30


@cache
def _house(unit: str, claimed: int) -> Pattern:
    options = shared(f"reply_{claimed}")
    own = Stream(zlib.crc32(unit.encode()) + claimed)
    # One variant only: the unit's secretary types it from the same file each time.
    return (own.one(own.one(options)),)


def reply(teller: Teller, unit: str, topic: str, claimed: int) -> str:
    """Return a unit's public answer. ``claimed``: its result (-1: answered by the hotline)."""
    choose = teller.choose
    teller.office_name, teller.topic = unit, topic
    for slot in ("单位", "事项"):
        teller.known.pop(slot, None)
    if claimed < 0:
        return "".join(teller.say(shared("reply_direct")))
    if choose.chance(HOUSE_STYLE):
        return "".join(teller.speak(_house(unit, claimed)))
    parts = teller.say(shared(f"reply_{claimed}"))
    if choose.chance(DETAILED):
        parts = [*teller.say(shared("reply_visit")), *parts]
    if choose.chance(40):
        parts += teller.say(shared("reply_end"))
    return "".join(parts)
