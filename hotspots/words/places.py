"""Place names in texts: areas' own, and names found by their generic part.

A Chinese place name is a proper part followed by a generic one, 通名 (金水湾 + 小区). Where the
proper part begins is learned from the texts: it grows to the left as long as the longer string is
nearly as frequent as the shorter one, which is the test of new-word discovery by branching (Huang
& Powers 2003, "Chinese word segmentation based on contextual entropy").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

# The longer generic parts come first: 居委会 is no place, 小区 is one.
GENERIC: Final = (
    "小区|社区|花园|家园|嘉园|嘉苑|花苑|新村|新苑|新城|名城|名苑|名邸|雅苑|雅居|佳园|佳苑|豪庭|豪苑|华府|华庭|"
    "公寓|广场|大厦|商城|国际|山庄|庄园|首府|御府|公馆|一期|二期|三期|四期|街道|大道|大街|胡同|"
    "开发区|工业园|产业园|科技园|园区|步行街|农贸市场|批发市场|市场|公园|中学|小学|大学|学院|学校|幼儿园|"
    "医院|火车站|地铁站|车站|大桥|水库|工地|屯|苑|湾|城|府|村|镇|乡|县|路|街|巷"
)
_FIRMS: Final = (
    "购物中心|超市|便利店|商场|商厦|百货|卖场|大楼|药店|药房|饭店|酒店|"
    "宾馆|餐厅|餐馆|饭馆|火锅|烧烤|面馆|食府|小吃店|早餐店|蛋糕店|车行|俱乐部"
)
_COUNTS: Final = "一二两三四五六七八九十数"
# Characters that end a phrase before a place name, never a part of one.
_BREAK: Final = (
    "的了在是有和与及到从于对把被向住这那我你他她它们家请问将又也都就还很太不没无让给由因为之以其该本各每某等"
    "修跟去打称来说过找求望带想扔冲进出映询咨查看走回上下个条趟月日号年点几多哪谁周名所批辆期栋楼省"
)
_AT = re.compile(rf"(?<=[\u4e00-\u9fff])(?:{GENERIC})")
_AT_NAMED = re.compile(rf"(?<=[\u4e00-\u9fff])(?:{_FIRMS}|{GENERIC})")
_WITHIN = re.compile("|".join(part for part in GENERIC.split("|") if len(part) > 1))
_HAN = re.compile(r"[\u4e00-\u9fff]+$")
_LONGEST = 6
_LONGEST_PROPER = 4
_WIDE: Final = frozenset({"街道", "镇", "乡", "县"})
_NEARBY: Final = (
    "办公",
    "教学",
    "居民",
    "住宅",
    "宿舍",
    "综合",
    "门诊",
    "住院",
    "附近",
    "邻近",
    "隔壁",
    "整个",
    "旁边",
    "对面",
    "周边",
    "门口",
    "小学",
    "中学",
)
_NOT_PROPER: Final = frozenset(
    {
        "一路",
        "上街",
        "下乡",
        "中学",
        "乡村",
        "乡镇",
        "修路",
        "全县",
        "全城",
        "全小区",
        "全市",
        "全村",
        "公办小学",
        "公立学校",
        "公路",
        "农村",
        "农贸市场",
        "半路",
        "县城",
        "商城",
        "土路",
        "地区",
        "城区",
        "城市",
        "城镇",
        "多个小区",
        "夜市",
        "大城市",
        "大学",
        "大路",
        "学府",
        "家乡",
        "小区",
        "小学",
        "小路",
        "市区",
        "我们小区",
        "我村",
        "政府",
        "整个小区",
        "整条街",
        "新城",
        "景区",
        "本小区",
        "本村",
        "村村",
        "某小区",
        "校区",
        "民办学校",
        "水泥路",
        "水路",
        "沿路",
        "港湾",
        "片区",
        "电路",
        "省城",
        "短路",
        "社区",
        "线路",
        "老旧小区",
        "老街",
        "花园",
        "菜市场",
        "该小区",
        "该村",
        "走路",
        "超市",
        "辖区",
        "进村",
        "进村路",
        "逛街",
        "道路",
        "郊区",
        "铁路",
        "门面",
        "附近小区",
        "马路",
        "高速公路",
    }
)


def find_places(texts: Sequence[str], known: Iterable[str] = (), least: int = 3) -> frozenset[str]:
    """Return the place names in ``texts`` that occur at least ``least`` times, and the known ones.

    ``known`` are names of areas; those of one character are left out. The result depends on the
    set of texts only, not on their order.
    """
    counts: Counter[str] = Counter()
    generics: dict[str, int] = {}
    for text in texts:
        for match in _AT.finditer(text):
            head = _HAN.search(text[max(0, match.start() - _LONGEST) : match.start()])
            if head is None:
                continue
            proper, generic = _uncoded(head.group(), text, match.start()), match.group()
            for size in range(1, len(proper) + 1):
                if proper[-size] in _BREAK:
                    break
                name = proper[-size:] + generic
                counts[name] += 1
                generics[name] = len(generic)
    found = {
        name
        for name, size in generics.items()
        if counts[name] >= least and _is_whole(name, len(name) - size, counts)
    }
    # What is whole takes its tails with it: 水湾小区 is no place where 金水湾小区 is one.
    tails = {name[cut:] for name in found for cut in range(1, len(name) - 2)}
    return frozenset((found - tails) | {name for name in known if len(name) > 1})


def named_in(text: str) -> set[str]:
    """Return what may be names of places and firms in a text, without learning from others.

    Two to four characters and a generic part, each length: two texts that name one place share a
    name then, whatever stands before it. Streets and wider areas as such are left out.
    """
    found = set()
    for match in _AT_NAMED.finditer(text):
        head = _HAN.search(text[max(0, match.start() - _LONGEST) : match.start()])
        if head is None or match.group() in _WIDE:
            continue
        proper = _uncoded(head.group(), text, match.start())
        for size in range(1, min(len(proper), _LONGEST_PROPER) + 1):
            if proper[-size] in _BREAK and not _of_firm(proper, size, match.group()):
                break
            name = proper[-size:] + match.group()
            if size >= 2 and name not in _NOT_PROPER and not name.startswith(_NEARBY):
                found.add(name)
    return found


def _of_firm(proper: str, size: int, kind: str) -> bool:
    """Tell whether 家 belongs to a firm's name (惠万家|超市), not to a count (一家|超市)."""
    own = proper[-size] == "家" and size < len(proper) and kind in _FIRMS.split("|")
    return own and proper[-size - 1] not in _BREAK and proper[-size - 1] not in _COUNTS


def _uncoded(proper: str, text: str, end: int) -> str:
    """Return the proper part without what ends a coded name before it: A5|区|劳动东(路)."""
    before = text[end - len(proper) - 1 : end - len(proper)]
    coded = proper[0] in "市区县" and before.isascii() and before.isalnum()
    return proper[1:] if coded else proper


def _is_whole(name: str, proper: int, counts: Counter[str]) -> bool:
    """Tell whether a candidate is neither the tail of a fixed longer one nor a loose phrase."""
    if not 2 <= proper <= 4 or name in _NOT_PROPER or _WITHIN.search(name[:proper]):
        return False
    shorter = [name[cut:] for cut in range(1, proper - 1)]
    return all(counts[name] >= 0.6 * counts[tail] for tail in shorter)
