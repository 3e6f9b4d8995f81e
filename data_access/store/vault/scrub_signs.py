"""What stands before and behind a name, as powers of ten by which a name is likelier there."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

from data_access.store.vault.scrub_likely import word_kind
from data_access.store.vault.scrub_likely_rules import Words
from data_access.store.vault.scrub_name_rules import NameRules

ROLE, SAID, NONE = 2.0, 0.8, -0.5
"""What a role, a word behind which names are said and nothing of the kind say before a name."""
SAYS = 1.5
"""What a word that only people are the subject of says behind a name."""
ABOUT = 2.5
"""What a sex, a people or an age says behind a name."""
PLACE = re.compile(
    r"家园|家组|家(?:[屯庄村沟寨营集岗湾坡桥岭坝畈塘河店巷渡汇口坪堡铺])|公寓|"
    r"[苑园屋]|[小中大]学|学校|学院|幼儿园|医院|养老|机构|公司|集团|小区|"
    r"花园|广场|大厦|大道|国际|教育|[\u4e00-\u9fff]{0,3}(?:小区|花园|家园|公馆|广场|大厦|大道|公司|集团|国际|[一二三]期|"
    r"[一二三四五六七八九]组|建材|教育|一品|学校|中学|小学|医院|酒店|超市|社区)|"
    r"[路街村镇乡县市区州屯庄庙寺岭坝府湖岸号环期栋店桥站湾港江河山岛馆楼塔院厂矿阁台巷里弄沟组冲塘垸]|"
    r"办[字发公〔]|发改|创文|字〔|项目|工程|物业|大堤|大桥|大坝|隧道|水库|"
    r"公园|派出所|车业|地产|置业|"
    r"[〔【\[（(] ?(?:19|20)\d\d|[\u4e00-\u9fff]{1,2}(?:村(?![民委支主里])|"
    r"镇(?![长政]))|"
    r"[\u4e00-\u9fff]{0,2}(?:公园|堤|苑|培训|美甲|舞蹈|艺术|派出所|纪念馆|书苑)|"
    r"新城|新村|名城|品牌|有限|瓷砖|地板|牌"
)
"""Of a place, an estate or a firm called after somebody, or like somebody."""
_ABOUT = re.compile(
    r"[，,、（( ]{1,2}(?:[男女](?![\u4e00-\u9fff])|[\u4e00-\u9fff]{1,4}族(?![\u4e00-\u9fff])"
    r"|[今现]?年?[\d一二三四五六七八九十]{1,3}岁|身份证|(?:家?住|系|现住)(?![院房建宅户了])|[一二三四五六七八九十\d]{1,2}楼的)"
)
_AND = frozenset("、和与及跟")
_MARKS = frozenset('，,。.；;！!？?“"‘\n\t ”…-—~')
_ASKED = frozenset("啊呀哦喂哎诶嗨嗯")


@cache
def words_of(part: str) -> Words:
    """Return a list of ``scrub_signs.yaml``."""
    return Words(all_of(part))


@cache
def all_of(part: str) -> frozenset[str]:
    """Return the words of a list as a set."""
    return frozenset(_parts()[part].split())


@cache
def _parts() -> dict[str, str]:
    path = files("data_access.store.vault") / "scrub_signs.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def _endings(part: str) -> dict[str, tuple[int, ...]]:
    """Return the lengths of the words of a list by their last letter, the longest first."""
    sizes: dict[str, set[int]] = {}
    for word in all_of(part):
        sizes.setdefault(word[-1], set()).add(len(word))
    return {letter: tuple(sorted(found, reverse=True)) for letter, found in sizes.items()}


def ends_with(text: str, at: int, part: str) -> int:
    """Return the length of the longest word of a list that ends at ``at``; 0 for none."""
    words = all_of(part)
    for size in _endings(part).get(text[at - 1 : at], ()):
        if at >= size and text[at - size : at] in words:
            return size
    return 0


def role_size(text: str, at: int, known: NameRules) -> int:
    """Return the length of the role that ends here; 0 for none."""
    return ends_with(text, at, "roles") or len(known.likely.role_before(text, at))


def before(text: str, at: int, known: NameRules) -> float:
    """Return what stands before says."""
    if at == 0:
        return 1.0
    mark = text[at - 1]
    if not "\u4e00" <= mark <= "\u9fff":
        if mark in "：:（(":
            return ROLE if role_size(text, at - 1, known) > 1 else 0.6
        if mark in _MARKS:
            return SAID
        return 0.4 if mark == "、" else -3.0 if mark.isalnum() else -1.0
    if (size := role_size(text, at, known)) > 0:
        return ROLE if size > 1 else 1.0
    if mark in "是为系" and role_size(text, at - 1, known) > 1:
        return ROLE
    if ends_with(text, at, "before") or known.likely.said_before(text, at) or mark in _ASKED:
        return SAID
    return 0.3 if mark in "的了到在里上说话" else NONE


def after(text: str, end: int, known: NameRules) -> float:
    """Return what stands behind says."""
    if end >= len(text):
        return 0.4
    mark = text[end]
    if not "\u4e00" <= mark <= "\u9fff":
        if _ABOUT.match(text, end):
            return ABOUT
        return -1.0 if mark == "[" or mark.isdigit() else 0.4
    if words_of("says").match(text, end) or words_of("with").match(text, end):
        return SAYS
    if known.likely.says.match(text, end) or words_of("titles").match(text, end):
        return SAYS
    if PLACE.match(text, end):
        return -4.0
    if mark in _AND or mark == "的":
        return 0.3
    kind = word_kind(text[end : end + 2]) or word_kind(mark)
    return 0.6 if kind[:1] in ("v", "d", "p", "c") else -0.5
