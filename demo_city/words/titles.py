"""Titles, as an agent or the caller writes them."""

from __future__ import annotations

from demo_city.categories import leaves
from demo_city.place import city
from demo_city.words.grammar import Stream
from demo_city.words.pieces import Place
from demo_city.words.places import spot
from demo_city.words.stories import Told
from demo_city.words.teller import Teller

LONGEST_CLAUSE = 24
ENDINGS = ("", "", "", "的问题", "问题", "望解决", "无人管", "请尽快处理", "何时能解决？", "求助",
           "，急！", "{时长}没人管", "希望处理")  # fmt: skip
LEADS = ("", "", "", "", "反映", "关于", "投诉", "再次反映")
ABOUT = ("", "的问题", "相关问题", "怎么办理", "的规定", "一事")
ASKED_LEADS = ("咨询", "", "请问", "询问", "")
THANKS_LEADS = ("感谢", "表扬", "点赞")
ADVICE_LEADS = ("", "关于", "对")


def _where(teller: Teller) -> str:
    choose, known = teller.choose, teller.known
    if choose.chance(35) and teller.group.place not in ("none", "bus"):
        return Place(spot(teller))
    if not city().urban[teller.community]:
        return known["村"]
    kind = teller.group.place
    if kind == "road":
        return known["路"]
    if kind == "none":
        return choose.one((Place(teller.street()), known["社区"], known["小区"]))
    return known["小区"]


def title(teller: Teller, number: int, told: Told | None) -> list[str]:
    """Return a title as pieces; ``number`` is the ticket's type."""
    choose, words = teller.choose, teller.words
    if number == 0:
        return _asked(teller)
    if number in (4, 5):
        where = [_where(teller)] if choose.chance(50) else []
        about = choose.one(ADVICE_LEADS if number == 4 else THANKS_LEADS)
        return [about, *where, leaves().level_3[teller.at], ("的建议", "一事")[number - 4]]
    if told is not None and choose.chance(60):
        clause = told.clauses(teller)[0]
        if sum(map(len, clause)) <= LONGEST_CLAUSE:
            return [*clause, *teller.fill(_ending(teller))]
    if choose.chance(35):
        fact = words.situations[Stream(teller.matter ^ 0x5EED).below(len(words.situations))]
        said = _first_clause(teller.speak(fact.what))
        length = sum(map(len, said))
        if 6 <= length <= LONGEST_CLAUSE and told is None:
            return [_where(teller), *said] if not fact.placed and length < 15 else said
    place: list[str] = [] if told is not None and told.named else [_where(teller)]
    topic = teller.say(words.title)
    if told is not None and told.named:
        place = [Place(told.thing)]
    lead = choose.one(LEADS[:-1] if not teller.rank else LEADS)
    return [lead, *place, *topic, *teller.fill(_ending(teller))]


def _ending(teller: Teller) -> tuple[str, ...]:
    ending = teller.choose.one(ENDINGS)
    if "{" in ending:
        return ("，", teller.slot("时长"), ending.partition("}")[2])
    if len(ending) > 3 and ending[0] not in "，的":
        return ("，", ending)
    return (ending,)


def _first_clause(pieces: list[str]) -> list[str]:
    """Return the pieces up to the first comma."""
    found: list[str] = []
    for piece in pieces:
        before, comma, _ = piece.partition("，")
        if comma:
            return [*found, before] if before else found
        found.append(piece)
    return found


def _asked(teller: Teller) -> list[str]:
    choose, words = teller.choose, teller.words
    form, name = choose.below(5), leaves().level_3[teller.at]
    if form == 0:
        return [choose.one(("咨询", "询问", "了解")), name, choose.one(ABOUT)]
    if form == 1:
        return [choose.one(("咨询", "关于")), _where(teller), name, choose.one(("的问题", "问题"))]
    question = choose.one(words.asked)
    return [choose.one(ASKED_LEADS), *teller.speak(question.what), choose.one(("", "？", ""))]
