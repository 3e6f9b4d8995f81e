"""House numbers below the community: building, entrance and flat, down to somebody's door.

A building or an entrance alone stays: many live there, and lifts, pipes and bins are theirs. What
goes is everything from the building to the flat, or a flat said by itself (楼上1203). The road and
its number, the community and the village stay.
"""

from __future__ import annotations

import re

from data_access.store.vault.scrub_spans import Findings, folded

_HAN = "零〇一二三四五六七八九十"
_N = rf"(?:\d{{1,3}}|[{_HAN}]{{1,4}}|[A-Za-z]\d{{0,2}}|[甲乙丙丁])"
_SEP = r"[ \-\u2010-\u2015,，]{0,2}"
# Floor 1 to 49, flat 01 to 39.
_FLAT = r"(?:[1-9]|[1-4]\d)(?:0[1-9]|[12]\d|3\d)(?!\d)"
_ONES = "一二三四五六七八九"
_FLAT_HAN = rf"(?:[{_ONES}]|[一二三四][零〇{_ONES}])[零〇一二三][零〇{_ONES}]"
_COUNTED = (
    r"(?![多余]?\s?[个户人元块名位家平米年月次度路瓦%％层栋幢辆台盏斤吨万千点分秒厘毫]"
    r"|号[楼线院]|天(?!天)|多|余|[.:：]\d|公里|教室|会议)"
)
_ROOM = (
    rf"(?:{_FLAT}(?:室|号房|房|号)?{_COUNTED}"
    rf"|(?:\d{{1,4}}|[{_HAN}]{{1,5}})(?:室|号房|房(?!子|屋))(?!一厅)"
    rf"|(?:{_FLAT_HAN})(?:室|房|号)?{_COUNTED}"
    rf"|{_N}[层楼][东西中南北]{{1,2}}[边侧]?户|[东西中南北]{{1,2}}户)"
)
_FLOOR = rf"(?:{_N}[层楼]{_SEP})?"
_BUILDING = rf"(?:{_N}\s?(?:号楼|号栋|[栋幢座#＃]楼?))"
_UNIT = rf"(?:{_N}\s?(?:单元|门(?!口|面|前|卫|诊|店|外)|梯(?!队)))"
_HOME = re.compile(
    rf"(?<![\dA-Za-z{_HAN}])(?:(?:{_BUILDING}{_SEP}){{1,2}}(?:(?:{_UNIT}|\d{{1,2}}[\-\u2010-\u2015])"
    rf"{_SEP})?{_FLOOR}{_ROOM}|{_UNIT}{_SEP}{_FLOOR}{_ROOM})"
)
_IN_LANE = re.compile(rf"(?<=[弄巷里村苑园区城坊])(?:\d{{1,3}}号{_SEP}(?:{_ROOM}))")
_PLACE = (
    "门馆堡谷洲岛郡第境域品悦颂邦天区苑园城府村庄里期湾庭邸寓居座墅厦院景轩阁楼号住家址坊都湖岸台岭"
)
_DASHED = re.compile(
    rf"(?<=[{_PLACE}])\s?(?:[A-Za-z]?\d{{1,3}}[\-\u2010-\u2015]){{1,3}}(?:{_FLAT})(?:室|号|房)?"
    rf"(?![\-\d]){_COUNTED}"
    rf"|(?<![\d\-])(?:\d{{1,3}}[\-\u2010-\u2015]){{1,3}}(?:{_FLAT})(?=室|业主|住户|租户|户主)室?"
)
_SAID = re.compile(
    rf"(?<=楼上|楼下|对门|隔壁|邻居|住在|家住|我住|人住|我家|家在|牌号|房号|间号)"
    rf"(?:是|的|:|：)?\s?(?:{_FLAT}|{_FLAT_HAN})(?:室|号房?|房|户)?{_COUNTED}(?![路车])"
)
_FLAT_NAMED = re.compile(
    rf"(?<![\dA-Za-z\-.])(?:{_FLAT})"
    rf"(?:(?:室|号?房)(?!间)|(?=的?(?:业主|住户|租户|租客|房东|邻居)))"
)
_PUBLIC = re.compile(
    r"大厅|中心|局|办公|教学|医院|法院|政府|办事|窗口|科|会议|委|所|学校|大学|中学|小学|宾馆|酒店"
    r"|大厦|病房|诊室|实验|厅"
)
_NEAR = 8
_GROUP = re.compile(
    rf"(?:\d{{1,3}}|[{_HAN}]{{1,3}})(?:组|队|社)\s?(?:\d{{1,4}}|[{_HAN}]{{1,4}})号(?![楼线院井])"
)
_VILLAGE = re.compile(
    rf"(?<=[村屯庄寨沟岗营])(?:\d{{1,4}}|[{_HAN}]{{2,4}})号"
    rf"(?![楼线院井变机桥路公台电杆泵站门棚地车口桩])"
)
_ANY_N = f"0-9\uff10-\uff19{_HAN}"
_WIDE_N = "0-9\uff10-\uff19"
_LOOK = re.compile(
    rf"[栋幢座楼元门#＃院{_PLACE}村屯寨沟岗营上下壁在层弄巷组队社室房业主住租](?:"
    rf"(?<![省市].)(?<=[栋幢座楼元门#＃院{_PLACE}村屯寨沟岗营上下壁在层弄巷组队社])"
    rf"[ \-\u2010-\u2015,，是的:：]{{0,2}}"
    rf"(?:[{_WIDE_N}]{{3,4}}(?![{_WIDE_N}年元.])|[{_HAN}]{{3}}(?![户多余层])"
    rf"|[A-Za-z]?[{_ANY_N}]{{1,4}}(?:[室房]|号(?!楼)|[\-\u2010-\u2015][{_ANY_N}]|[层楼][东西中南北])"
    r"|[东西中南北]{1,2}[边侧]?户)"
    rf"|(?<=[室房业主住租])(?<=[{_ANY_N}].))"
)
_FAR, _AFTER = 20, 16


def find_homes(text: str, found: Findings) -> None:
    """Find house numbers: a cheap look at the whole text, the rules around what it sees."""
    looks = [match.span() for match in _LOOK.finditer(text)]
    if not looks:
        return
    narrow, reached = folded(text), 0
    for start, end in looks:
        if end > reached:
            first = max(reached, start - _FAR)
            reached = end + _AFTER
            _find_within(narrow, first, reached, found)


def _find_within(text: str, first: int, last: int, found: Findings) -> None:
    for rule in (_HOME, _IN_LANE, _DASHED, _GROUP, _VILLAGE):
        found.add(rule.finditer(text, first, last), "home")
    for match in _SAID.finditer(text, first, last):
        lead = len(match[0]) - len(match[0].lstrip("是的:： "))
        found.claim(match.start() + lead, match.end(), "home")
    for match in _FLAT_NAMED.finditer(text, first, last):
        if not _PUBLIC.search(text[max(0, match.start() - _NEAR) : match.start()]):
            found.claim(match.start(), match.end(), "home")
