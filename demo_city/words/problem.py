"""Requests, complaints and reports: what happened, what it does, what was tried, what is wanted.

The gathered clauses are put into the order of a shape: straight, a story in the order of time,
numbered points, a rant, a telegram.
"""

from __future__ import annotations

from demo_city.words.gather import Gathered, gather
from demo_city.words.stories import Told
from demo_city.words.teller import Teller
from demo_city.words.vocabulary import shared
from demo_city.words.writer import Writer

POINTS_LEADS = ("存在以下问题：", "反映几个问题：", "主要有这么几件事：", "具体情况如下：")
SHAPES = ("straight", "story", "points", "rant")


def write(teller: Teller, writer: Writer, target: int, told: Told | None) -> None:
    """Write a request, complaint or report of about ``target`` characters."""
    found = gather(teller, target, told)
    choose, voice = teller.choose, teller.voice
    if target < 45 or found.length < 50:
        _telegram(writer, found)
        return
    shape = "points" if len(found.facts) > 2 and choose.chance(45) else choose.one(SHAPES[:2])
    if voice.third and shape == "story":
        shape = "straight"
    if voice.cross >= 2 and not voice.third and choose.chance(55):
        shape = "rant"
    mark = ("", "！", "！！")[min(voice.cross, 2)] if choose.chance(30 + 25 * voice.cross) else ""
    _ORDER[shape](writer, found, mark)
    _wishes(teller, writer, found)


def _telegram(writer: Writer, found: Gathered) -> None:
    for clause in [c for fact in found.facts for c in fact]:
        writer.raw(*clause)
        writer.comma()
    writer.clauses(found.get("ask")[:1])


def _facts(writer: Writer, found: Gathered) -> None:
    links = list(shared("connect_more"))
    for at, clauses in enumerate(found.facts):
        if at and links and writer.choose.chance(85):
            writer.raw(*writer.choose.one(links.pop(writer.choose.below(len(links)))))
        writer.clauses(clauses, 3 + writer.choose.below(3))


def _straight(writer: Writer, found: Gathered, mark: str) -> None:
    """What and where, since when, why, what it does, what was tried, what to think of it."""
    writer.clauses(found.get("persona"))
    _facts(writer, found)
    writer.clauses(found.get("since") + found.get("cause"))
    writer.clauses(found.get("effect") + found.get("more"), 3, mark)
    writer.clauses(found.get("history"), 1)
    writer.clauses(found.get("law") + found.get("argument"), 2)
    writer.clauses(found.get("plea"), 1)
    writer.clauses(found.get("emotion"), 2, mark)


def _story(writer: Writer, found: Gathered, mark: str) -> None:
    """As it went: who I am, since when, what, what I did about it, and where that leaves me."""
    writer.clauses(found.get("persona"))
    writer.clauses(found.get("since"))
    _facts(writer, found)
    writer.clauses(found.get("history"), 1)
    writer.clauses(found.get("cause"))
    writer.clauses(found.get("argument")[:2], 2)
    writer.clauses(found.get("plea")[:3], 1)
    writer.clauses(found.get("effect") + found.get("more") + found.get("emotion"), 3, mark)
    writer.clauses(found.get("law") + found.get("argument")[2:], 2)
    writer.clauses(found.get("plea")[3:], 1)


def _points(writer: Writer, found: Gathered, mark: str) -> None:
    """Several things at once, numbered."""
    choose = writer.choose
    writer.clauses(found.get("persona") + found.get("since"))
    writer.raw(choose.one(POINTS_LEADS))
    comma = writer.voice.comma or "，"
    joined = [[p for c in fact for p in (*c, comma)][:-1] for fact in found.facts]
    writer.listed(joined, choose.below(5))
    writer.clauses(found.get("cause"))
    writer.clauses(found.get("effect") + found.get("more"), 3)
    writer.clauses(found.get("history"), 1)
    writer.clauses(found.get("law") + found.get("argument") + found.get("emotion"), 2, mark)
    writer.clauses(found.get("plea"), 1)


def _rant(writer: Writer, found: Gathered, mark: str) -> None:
    """Anger first."""
    feelings = found.get("emotion")
    writer.clauses(feelings[:1], 1, mark or "！")
    _facts(writer, found)
    writer.clauses(found.get("effect") + found.get("more"), 2, mark)
    writer.clauses(found.get("history"), 1, mark)
    writer.clauses(found.get("since") + found.get("cause"), 2)
    writer.clauses(found.get("law") + found.get("argument") + found.get("persona"), 2, mark)
    writer.clauses(found.get("plea"), 1, mark)
    writer.clauses(feelings[1:], 1, mark or "！")


_ORDER = {"straight": _straight, "story": _story, "points": _points, "rant": _rant}


def _wishes(teller: Teller, writer: Writer, found: Gathered) -> None:
    """End with what is wanted, as one sentence or as points."""
    asks, choose, voice = found.get("ask"), teller.choose, teller.voice
    if len(asks) > 2 and choose.chance(60):
        writer.raw(*teller.say(shared("demand_lead")))
        points = [teller.say(teller.words.wishes), *asks[1:]]
        writer.listed(points, 1 + choose.below(4))
        return
    if choose.chance(25):
        writer.raw(*teller.say(shared("connect_end")))
    pressing = not voice.third and choose.chance(22 + 20 * voice.cross)
    writer.clauses(asks, 2, "！" if pressing else "")
