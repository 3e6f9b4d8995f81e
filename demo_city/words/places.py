"""Where it is, as people say it: more or less exact, by what kind of matter it is."""

from __future__ import annotations

from demo_city.categories import leaves
from demo_city.place import city
from demo_city.tables import names
from demo_city.words.pieces import Place
from demo_city.words.teller import Teller

SIDES = ("东侧", "西侧", "路南", "路北", "北口", "南头", "中段", "")
NEAR = ("门口", "旁边", "对面", "附近", "后门", "西墙外", "")
PARTS = ("", "东区", "西区", "南院", "北门", "临街那栋")
MARKS = ("公交站", "桥头", "菜市场", "加油站", "红绿灯", "铁路桥")
VILLAGE = ("村口", "村头", "村西", "村东头", "大街上", "村委会旁边", "后街", "")


def _home(teller: Teller) -> str:
    choose, known = teller.choose, teller.known
    compound, road = known["小区"], known["路"]
    form = choose.below(9)
    if form < 3:
        return compound
    if form == 3:
        return f"{teller.street()}{compound}"
    if form == 4:
        return f"{road}{choose.below(280) + 1}号{compound}"
    if form == 5:
        return f"{known['社区']}{compound}{choose.one(PARTS)}"
    if form == 6:
        return f"{compound}{known['楼']}"
    if form == 7:
        return f"{road}{choose.one(SIDES)}的{compound}"
    return f"{choose.one(names('market'))}{choose.one(('后面', '斜对过', '旁边'))}的{compound}"


def _road(teller: Teller) -> str:
    choose, known = teller.choose, teller.known
    road, form = known["路"], choose.below(10)
    if form < 2:
        return f"{road}与{teller.slot('岔路')}{choose.one(('交叉口', '路口', '交汇处', '口'))}"
    if form == 2:
        return f"{road}{choose.below(280) + 1}号{choose.one(NEAR)}"
    if form == 3:
        return f"{road}{choose.one(SIDES)}"
    if form == 4:
        kind = choose.one(("school", "market", "park", "hospital"))
        return f"{road}{choose.one(names(kind))}{choose.one(NEAR)}"
    if form == 5:
        return f"{teller.street()}{road}"
    if form == 6:
        return f"{known['小区']}{choose.one(('门口', '北门外', '东门', '围墙外', '楼下'))}"
    if form == 7:
        return f"{road}上"
    return f"{road}{choose.one(MARKS)}{choose.one(NEAR)}"


def _village(teller: Teller) -> str:
    choose, village = teller.choose, teller.known["村"]
    form = choose.below(7)
    if form < 2:
        return f"{teller.street()}{village}"
    if form == 2:
        return f"{village}{choose.below(9) + 1}组"
    if form == 3:
        return f"{choose.one(('俺村', '我们村', '本村', village))}{choose.one(VILLAGE)}"
    if form == 4:
        return f"{village}到镇上的路边"
    return f"{village}{choose.one(VILLAGE)}"


def spot(teller: Teller) -> str:
    """Return the place of the matter in the caller's words."""
    urban = bool(city().urban[teller.community])
    kind = teller.group.place
    if not urban and (kind in ("road", "village", "none", "bus") or not _town_matter(teller)):
        return Place(_village(teller))
    if kind == "road":
        return Place(_road(teller))
    return Place(_home(teller))


def _town_matter(teller: Teller) -> bool:
    return leaves().where[teller.at] == "urban"


def wider(teller: Teller) -> str:
    """Return the street, the town or the community, for what names its own place."""
    return Place(teller.choose.one((teller.street(), teller.known["社区"])))
