"""Who tells it, and of what: everything that slots are filled with.

Things (the house, the shop, the sum, since when) belong to the matter: whoever speaks of the same
matter names the same. Where the speaker lives belongs to the caller, how often and at what hour to
the ticket.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from demo_city.categories import leaves
from demo_city.identity import CITY_NAME
from demo_city.place import city
from demo_city.tables import names
from demo_city.words.dates import spoken
from demo_city.words.grammar import Pattern, Slot, Stream
from demo_city.words.pieces import (
    Address,
    Card,
    Email,
    Identity,
    Marked,
    Name,
    Phone,
    Place,
    Plate,
)
from demo_city.words.scales import DURATIONS, duration_scale, money
from demo_city.words.vocabulary import GroupWords, LeafWords, groups, leaf

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
PLACES = frozenset(("公园", "河", "车站", "楼盘", "学校", "医院", "超市"))
TIMES = (
    "两次", "三次", "四五次", "好几次", "七八次", "无数次", "两三回", "五次", "不下十次", "六次",
    "十几遍", "三四趟", "二十多次", "四回",
)  # fmt: skip
CLOCKS = (
    "晚上十点半", "夜里十一点多", "凌晨一点", "凌晨两三点", "晚上九点", "下午六点", "早上五点",
    "早上六点半", "中午十二点", "傍晚", "晚上七点多", "下午三点", "后半夜", "早上七点", "晚上八点",
    "半夜十二点", "23:30", "下午5点", "上午10点",
)  # fmt: skip
DEGREES = (
    "13度", "14度", "15度", "16度", "十五六度", "不到16度", "14.5度", "12度左右", "十三四度",
    "17度", "16.8度", "15℃", "十四度半",
)  # fmt: skip
YEARS = ("八年", "十二年", "六年多", "五年", "二十多年", "三年", "十五六年", "九年")
TERMS = ("三天内", "一周内", "七个工作日内", "月底前", "十天之内", "48小时内", "尽快", "下周")
FRIENDS = ("邻居", "同事", "亲戚", "老乡", "朋友", "同学", "对门", "楼下大爷")
NUMERALS = "零一二三四五六七八九十"
MAIL_HOSTS = ("example.com", "example.net", "example.org")


@dataclass(slots=True)
class Voice:
    """How the speaker calls himself and what goes between clauses."""

    me: str = "我"
    home: str = "我家"
    us: str = "我们"
    comma: str = "，"
    stop: str = "。"
    third: bool = False
    dialect: int = -1
    cross: int = 0


@dataclass(slots=True)
class Person:
    """The caller's own data; empty where the caller hides them."""

    name: str
    phone: str
    identity: str
    key: int


class Teller:
    """Fills slots for one ticket and puts clauses together as lists of pieces."""

    __slots__ = (
        "at", "before", "choose", "code", "community", "days", "group", "known", "matter",
        "office_name", "person", "rank", "since", "thing", "today", "topic", "voice", "words",
    )  # fmt: skip

    def __init__(
        self,
        at: int,
        community: int,
        *,
        matter: int,
        today: int,
        choose: Stream,
        person: Person,
    ) -> None:
        self.at, self.community, self.today, self.choose = at, community, today, choose
        self.code = leaves().codes[at]
        self.words: LeafWords = leaf(at)
        self.group: GroupWords = groups()[self.code[:4]]
        self.matter, self.person = matter, person
        self.voice = Voice()
        self.thing = Stream(matter)
        home = city()
        self.known: dict[str, str] = {
            "小区": Place(self.thing.one(home.compounds[community])),
            "路": Place(self.thing.one(home.roads[community])),
            "社区": Place(home.names[community]),
            "村": Place(home.names[community]),
        }
        self.known["楼"] = Place(f"{self.thing.below(28) + 1}号楼{self.thing.below(5) + 1}单元")
        self.known["时长"], self.days = self.thing.one(DURATIONS[duration_scale(self.code)])
        # How long it has been going on when the ticket comes, in days.
        self.since = self.days
        self.rank, self.before, self.office_name, self.topic = 0, 0, "", ""

    def say(self, options: tuple[Pattern, ...]) -> list[str]:
        """Return one of the patterns, spoken."""
        return self.speak(self.choose.one(options))

    def speak(self, pattern: Pattern) -> list[str]:
        """Return a pattern, spoken."""
        variant: tuple[str, ...] = pattern[0] if len(pattern) == 1 else self.choose.one(pattern)
        if len(variant) == 1 and type(variant[0]) is str:
            return [variant[0]]
        return self.fill(variant)

    def fill(self, variant: tuple[str, ...]) -> list[str]:
        """Return a variant with its slots filled."""
        out: list[str] = []
        known = self.known
        for part in variant:
            if type(part) is not Slot:
                out.append(part)
            elif part in known:
                out.append(known[part])
            elif part in NESTED:
                out += NESTED[part](self)
            else:
                out.append(self.slot(part))
        return out

    def slot(self, slot: str) -> str:
        """Return what a slot is filled with."""
        if slot in self.known:
            return self.known[slot]
        maker = FRESH.get(slot)
        if maker is not None:
            return maker(self)

        value = self.known[slot] = KEPT[slot](self) if slot in KEPT else self._named(slot)
        return value

    def _named(self, slot: str) -> str:
        """Return a named thing of the matter's own, whatever the order in which slots come."""
        own = Stream(self.matter ^ (ord(slot[0]) * 0x51_7CC1_B727_2203))
        own.below(2)
        if slot in PAIRS:
            first, second = PAIRS[slot]
            return own.one(names(first)) + own.one(names(second))
        value = own.one(names(LISTS[slot]))
        return Place(value) if slot in PLACES else value

    def clause(self, *parts: str | list[str]) -> list[str]:
        """Return texts and lists of pieces as one list."""
        out: list[str] = []
        for part in parts:
            if isinstance(part, list):
                out += part
            elif part:
                out.append(part)
        return out

    def street(self) -> str:
        """Return the street or town that the community belongs to."""
        home = city()
        return str(home.street_names[home.street_of[self.community]])

    def address(self) -> str:
        """Return the full address, as the agent files it."""
        known, home = self.known, city()
        base = f"{CITY_NAME}{self.street()}{home.names[self.community]}"
        if home.urban[self.community]:
            return f"{base}{known['小区']}{known['楼']}"
        return f"{base}{self.matter % 180 + 1}号"


def _day_in_matter(teller: Teller) -> str:
    """Return a day since it began; each next one is later than the last."""
    since = max(teller.since, 0)
    ago = since * (58 + teller.choose.below(38)) // 100
    teller.since = ago
    return spoken(teller.today - ago, teller.today, teller.choose)


def _first_day(teller: Teller) -> str:
    return spoken(teller.today - teller.days, teller.today, teller.choose)


def _earlier(teller: Teller) -> str:
    if teller.before <= 0:
        return teller.choose.one(("前几天", "上次", "上个礼拜", "早些天"))
    return spoken(min(teller.before, teller.today), teller.today, teller.choose)


def _home_address(teller: Teller) -> str:
    room = teller.person.key % 17 + 1
    door = f"{room}0{teller.person.key % 4 + 1}室"
    home = city()
    if not home.urban[teller.community]:
        return Address(
            f"{teller.street()}{home.names[teller.community]}{room}组{room * 7 % 40 + 1}号"
        )
    return Address(f"{teller.known['小区']}{teller.known['楼']}{door}")


def _card(teller: Teller) -> str:
    """Return a card number with a valid check digit that no bank can have issued (99…)."""
    digits = f"99{teller.person.key % 10**16:016d}"
    total = 0
    for at, char in enumerate(reversed(digits)):
        value = int(char) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    number = digits + str(-total % 10)
    if teller.choose.chance(40):
        number = " ".join(number[k : k + 4] for k in range(0, len(number), 4))
    return Card(number)


def _plate(teller: Teller) -> str:
    """Return a plate of a letter that the province doesn't give out."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    own = Stream(teller.matter ^ 0xF1A7E)
    return Plate(f"鲁Z{letters[own.below(24)]}{own.below(9000) + 1000}")


def _email(teller: Teller) -> str:
    key = teller.person.key
    return Email(f"{'abcdefghjkmn'[key % 12]}{key % 100_003}@{MAIL_HOSTS[key % 3]}")


def _phone(teller: Teller) -> str:
    number, form = teller.person.phone, teller.choose.below(20)
    if form < 2:
        return Phone(f"{number[:3]}-{number[3:7]}-{number[7:]}")
    return Phone(f"{number[:3]} {number[3:7]} {number[7:]}" if form == 2 else number)


def _wish(teller: Teller) -> list[str]:
    return teller.say(teller.words.wishes)


# Made afresh whenever asked for.
FRESH: dict[str, Callable[[Teller], str]] = {
    "我": lambda t: t.voice.me,
    "家": lambda t: t.voice.home,
    "们": lambda t: t.voice.us,
    "次数": lambda t: t.choose.one(TIMES),
    "天数": lambda t: t.choose.one(TERMS),
    "亲友": lambda t: t.choose.one(FRIENDS),
    "主管": lambda t: t.choose.one(t.group.office),
    "旧日期": _day_in_matter,
    "起始": _first_day,
    "条": lambda t: NUMERALS[1 + t.choose.below(9)],
    "上次": _earlier,
    "第几": lambda t: NUMERALS[min(t.rank + 1, 10)],
    "日期": _day_in_matter,
    "住址": _home_address,
}
# The same throughout a text.
KEPT: dict[str, Callable[[Teller], str]] = {
    "钟点": lambda t: t.choose.one(CLOCKS),
    "温度": lambda t: t.choose.one(DEGREES),
    "年数": lambda t: t.choose.one(YEARS),
    "年": lambda t: f"{2008 + t.thing.below(14)}年",
    "角": lambda t: f"{'二三四五六'[t.thing.below(5)]}毛",
    "钱": lambda t: money(t.code, Stream(t.matter ^ t.person.key)),
    "对方": lambda t: t.choose.one(t.group.other),
    "经办": lambda t: t.choose.one(t.group.staff),
    "姓": lambda t: t.choose.one(names("surname")),
    "电话": _phone,
    "姓名": lambda t: Name(t.person.name),
    "证件": lambda t: Identity(t.person.identity),
    "银行卡": _card,
    "车牌": _plate,
    "邮箱": _email,
    "单位": lambda t: t.office_name,
    "事项": lambda t: t.topic,
    "岔路": lambda t: Place(_crossing(t)),
}
NESTED: dict[str, Callable[[Teller], list[str]]] = {"诉求": _wish}


def _crossing(teller: Teller) -> str:
    roads = city().roads[teller.community]
    road = str(teller.known["路"])
    return roads[(roads.index(road) + 1) % len(roads)] if road in roads else roads[0]


def is_marked(piece: str) -> bool:
    """Tell whether a piece is a place or personal."""
    return isinstance(piece, Marked)
