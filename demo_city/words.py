"""Titles, contents and replies in citizens' own Chinese, from a grammar with freedom.

Each leaf category has its own titles, facts, wishes and questions (``data/leaf_words.csv``); shared
phrases carry place, circumstances, effects, earlier attempts and tone (``data/phrases.csv``). Every
choice is a hash of the ticket or of its matter, so that a caller who comes back speaks of the same
house, shop and road in other words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from demo_city import CITY_NAME
from demo_city.categories import leaves
from demo_city.intake import Columns
from demo_city.organisations import organisations
from demo_city.people import full_names, id_numbers, mix, phones
from demo_city.place import city
from demo_city.tables import names, rows

CONTACT_SHARE, IDENTITY_SHARE = 0.07, 0.012


@dataclass(frozen=True, slots=True)
class LeafWords:
    """The phrases of one leaf category."""

    titles: tuple[str, ...]
    facts: tuple[str, ...]
    asks: tuple[str, ...]
    questions: tuple[str, ...]


@cache
def leaf_words() -> tuple[LeafWords, ...]:
    """Return the phrases of every leaf, in the order of the categories."""
    table = {r["code"]: r for r in rows("leaf_words")}
    return tuple(
        LeafWords(
            *(tuple(table[c][k].split("|")) for k in ("titles", "facts", "asks", "questions"))
        )
        for c in leaves().codes
    )


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Return the shared phrases by kind; an empty phrase means that nothing is said."""
    return {r["kind"]: tuple(r["texts"].split("|")) for r in rows("phrases")}


class Chooser:
    """A stream of choices from one hash: the same hash gives the same choices."""

    __slots__ = ("state",)

    def __init__(self, state: int) -> None:
        self.state = state | 1

    def below(self, count: int) -> int:
        """Return the next number below ``count``."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self.state >> 33) % count

    def one(self, options: tuple[str, ...]) -> str:
        """Return the next choice."""
        return options[self.below(len(options))]

    def chance(self, percent: int) -> bool:
        """Return True in ``percent`` of cases."""
        return self.below(100) < percent


def _money(choose: Chooser) -> str:
    form = choose.below(4)
    if form == 0:
        return f"{(choose.below(95) + 5) * 100}元"
    if form == 1:
        return f"{choose.below(180) * 10 + 90}块"
    if form == 2:
        return f"{choose.below(9) + 1}万{choose.below(9) + 1}"
    return f"{choose.below(8) + 2}{choose.one(('千多', '千多块', '百来块', '百多元'))}"


# Where the named things of a pattern come from: two lists put together, or one list.
PAIRS = {
    "店": ("shop_first", "shop_second"), "饭店": ("shop_first", "restaurant"),
    "夜店": ("shop_first", "night"), "公司": ("company_first", "company_second"),
    "工地": ("site_first", "site_second"),
}  # fmt: skip
LISTS = {
    "公园": "park", "公交": "bus", "河": "river", "健身": "gym", "超市": "market", "车行": "dealer",
    "商品": "goods", "培训": "training", "美容": "beauty", "车站": "station", "楼盘": "estate",
    "学校": "school", "医院": "hospital",
}  # fmt: skip
SPOKEN = {"时长": "duration", "次数": "times", "钟点": "clock", "温度": "degree", "回数": "ordinal"}


class Slots(dict[str, str]):
    """Fills a pattern's slots when they are asked for; things by matter, figures by ticket."""

    def __init__(self, community: int, matter: int, choose: Chooser) -> None:
        super().__init__()
        self.community, self.thing, self.choose = community, Chooser(matter), choose
        home = city()
        self["社区"] = self["村"] = home.names[community]
        self["小区"] = self.thing.one(home.compounds[community])
        self["路"] = self.thing.one(home.roads[community])
        block, stair = self.thing.below(28) + 1, self.thing.below(5) + 1
        town = home.urban[community]
        self["楼"] = f"{block}号楼{stair}单元" if town else f"{stair}组{block}号"
        roads = home.roads[community]
        self["岔路"] = roads[(roads.index(self["路"]) + 1) % len(roads)]

    def __missing__(self, slot: str) -> str:
        if slot in SPOKEN:
            return self.choose.one(phrases()[SPOKEN[slot]])
        if slot == "钱":
            return _money(self.choose)
        # A thing of its own for each slot name, whatever the order in which patterns ask.
        own = Chooser(self.thing.state ^ (ord(slot[0]) * 0x9E3779B97F4A7C15))
        own.below(2)
        if slot in PAIRS:
            first, second = PAIRS[slot]
            value = own.one(names(first)) + own.one(names(second))
        else:
            value = own.one(names(LISTS[slot]))
        self[slot] = value
        return value

    def address(self) -> str:
        """Return the full address, as the agent files it."""
        home = city()
        street = home.street_names[home.street_of[self.community]]
        if home.urban[self.community]:
            room = (self["小区"], self["楼"])
            return f"{CITY_NAME}{street}{home.names[self.community]}{room[0]}{room[1]}"
        return f"{CITY_NAME}{street}{home.names[self.community]}{self.thing.state % 180 + 1}号"

    def spot(self) -> str:
        """Return the place as people say it: more or less exact."""
        home, choose = city(), self.choose
        street = home.street_names[home.street_of[self.community]]
        if not home.urban[self.community]:
            return choose.one((self["村"], f"{street}{self['村']}", f"{self['村']}村头"))
        return choose.one(
            (
                self["小区"],
                f"{self['小区']}{self['楼']}",
                f"{street}{self['小区']}",
                f"{self['路']}{self['小区']}",
                f"{self['路']}与{self['岔路']}交叉口",
                f"{self['社区']}{self['小区']}门口",
                f"{street}{self['社区']}",
                f"{self['路']}{self.choose.below(280) + 1}号",
            )
        )


def _sentence(*parts: str) -> str:
    """Join clauses with commas, leaving out what is empty."""
    return "，".join(p.rstrip("，") for p in parts if p)


def _asking(words: LeafWords, slots: Slots, choose: Chooser) -> str:
    """Return the content of an enquiry."""
    shared = phrases()
    background = ""
    if choose.chance(38):
        background = choose.one(words.facts).format_map(slots)
    elif choose.chance(80):
        background = choose.one(shared["circumstance"]).format_map(slots)
    where = f"{slots.spot()}的居民" if choose.chance(30) else ""
    asked = choose.below(len(words.questions))
    question = choose.one(shared["consult_open"]) + words.questions[asked].format_map(slots)
    if choose.chance(25) and len(words.questions) > 1:
        also = words.questions[(asked + 1) % len(words.questions)]
        question += "，另外" + also.format_map(slots)
    first, second = (background, question) if choose.chance(65) else (question, background)
    mark = choose.one(("。", "？")) if second == question else "。"
    return _sentence(where, first, second) + mark + choose.one(shared["consult_tail"])


def _complaining(words: LeafWords, kind: str, slots: Slots, choose: Chooser, *, cross: bool) -> str:
    """Return the content of a request, complaint or report."""
    shared = phrases()
    opener = choose.one(shared["opener_agent" if choose.chance(62) else "opener_own"])
    place = choose.one(shared["place"]).format_map({"地点": slots.spot()})
    at = choose.below(len(words.facts))
    fact = words.facts[at].format_map(slots)
    parts = [f"{opener}{place}", fact]
    length = choose.below(10)
    if length >= 3:
        parts.append(choose.one(shared[f"effect_{kind}"]))
    if length >= 5:
        parts.append(choose.one(shared["attempt"]).format_map(slots))
    text = _sentence(*parts) + "。"
    if length >= 7:
        second = words.facts[(at + 1 + choose.below(len(words.facts) - 1)) % len(words.facts)]
        text += choose.one(("还有，", "另外", "而且", "")) + second.format_map(slots) + "。"
    if cross:
        text += choose.one(shared["angry"]) + choose.one(("！", "！！", "。"))
    wish = choose.one(shared["wish"]).format_map({"诉求": choose.one(words.asks).format_map(slots)})
    closing = choose.one(shared["closing"])
    return text + _sentence(wish, closing) + choose.one(("。", "。", "", "！"))


def _other(number: int, words: LeafWords, unit: str, slots: Slots, choose: Chooser) -> str:
    """Return the content of advice (4), praise (5) or anything else (6)."""
    shared = phrases()
    kind = ("advice", "praise", "other")[number - 4]
    filled = {
        "诉求": choose.one(words.asks).format_map(slots),
        "事项": slots.spot() + choose.one(words.titles).format_map(slots),
        "单位": unit,
    }
    text = choose.one(shared[kind]).format_map(filled)
    if number == 4:
        text = choose.one(words.facts).format_map(slots) + "，" + text
    return text + "。" + (choose.one(shared["closing"]) if number == 4 else "")


def texts(columns: Columns) -> dict[str, list[str]]:
    """Return title, content and address of each ticket, and its reply once there is one."""
    kinds, units, shared = leaves(), organisations(), phrases()
    ticket_hash = mix(columns["number"], 30).tolist()
    matter_hash = mix(columns["matter"], 31).tolist()
    caller = columns["caller"]
    phone, person, identity = phones(caller), full_names(caller), id_numbers(caller)
    leaf, community, number = (columns[k].tolist() for k in ("leaf", "community", "type"))
    rank, anonymous = columns["rank"].tolist(), (columns["kind"] >= 2).tolist()
    mood, lead, claimed = (columns[k].tolist() for k in ("mood", "lead", "claimed"))
    dispatched = (columns["path"] == 0).tolist()
    out: dict[str, list[str]] = {"title": [], "content": [], "addr_text": [], "reply_public": []}
    for i, at in enumerate(leaf):
        words, choose = leaf_words()[at], Chooser(ticket_hash[i])
        slots = Slots(community[i], matter_hash[i], choose)
        asked = number[i] == 0
        unit = units.names[lead[i]] if dispatched[i] else "市热线中心"
        if asked:
            text = _asking(words, slots, choose)
        elif number[i] >= 4:
            text = _other(number[i], words, kinds.department[at], slots, choose)
        else:
            cross = mood[i] < -1.0 or (rank[i] > 0 and mood[i] < 0)
            text = _complaining(words, kinds.kind[at], slots, choose, cross=cross)
        if rank[i]:
            text = choose.one(shared["repeat"]).format_map(slots) + "。" + text
        if not anonymous[i]:
            text += _personal(choose, person[i], phone[i], identity[i])
        out["title"].append(_title(words, kinds.level_3[at], slots, choose, asked=asked))
        out["content"].append(text)
        out["addr_text"].append(slots.address())
        source = shared[f"reply_{claimed[i]}"] if dispatched[i] else shared["direct"]
        out["reply_public"].append(
            choose.one(source).format_map({"单位": unit, "事项": kinds.level_3[at]})
        )
    return out


def _personal(choose: Chooser, person: str, phone: str, identity: str) -> str:
    """Return what some callers leave in the text about themselves; it must be scrubbed."""
    roll = choose.below(1000)
    filled = {"电话": phone, "姓名": person, "证件": identity}
    if roll < CONTACT_SHARE * 1000:
        return " " + choose.one(phrases()["contact"]).format_map(filled)
    if roll < (CONTACT_SHARE + IDENTITY_SHARE) * 1000:
        return " " + choose.one(phrases()["identity"]).format_map(filled)
    return ""


def _title(words: LeafWords, leaf_name: str, slots: Slots, choose: Chooser, *, asked: bool) -> str:
    if asked:
        at = choose.below(len(words.questions) + 1)
        if at == len(words.questions):
            return choose.one(("咨询", "关于", "询问")) + leaf_name + choose.one(("", "的问题"))
        return choose.one(("咨询", "", "询问")) + words.questions[at].format_map(slots)
    topic = choose.one(words.titles).format_map(slots)
    where = choose.one((slots["小区"], slots["社区"], slots["路"], slots.spot()))
    if not city().urban[slots.community]:
        where = slots["村"]
    return choose.one(("", "反映", "关于")) + where + topic + choose.one(("", "", "的问题", "问题"))


def choices(kind: str, columns: Columns, salt: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return a phrase number of ``kind`` for each ticket, by hash."""
    return np.asarray(
        (mix(columns["number"], salt) % np.uint64(len(phrases()[kind]))).astype(np.int64)
    )
