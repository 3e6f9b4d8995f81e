"""Surnames before a form of address or behind 老, 小, 姓: 汲主任, 老刘, 姓万俟, 茅某.

Beside the stricter rules of scrub_names.py: here jieba's cuts tell a surname, which stands alone,
from the end or the beginning of a word (车队长, 小区).
"""

from __future__ import annotations

import re

from data_access.store.vault.scrub_likely import Cut, cut_around, is_word
from data_access.store.vault.scrub_name_rules import BRANDS, SHOP, NameRules
from data_access.store.vault.scrub_spans import HAN, Findings

Place = tuple[int, int]
"""Where a name begins and ends; twice the same for none."""
NONE: Place = (0, 0)
# Units in which somebody with a title works; his name follows at once.
_UNIT = re.compile(
    r"(?:[局办所处科队院校会司村镇乡社区厂店部站组园口里业上下楼家]|窗口|物业|单位)$"
)
_SOME = re.compile(
    r"某{1,2}(?!小区|公司|单位|地|处|种|些|个|月|年|日|天|路|店|局|部门|领导|学校|医院|楼|物业|银行|[市区县镇乡村]"
    r"|街|平台|品牌|项|次|位|方|商|厂|人|社区|楼盘|网|中学|小学|家[公企]|国|时|段|号|栋|期|甲|乙|丙)"
)


def find_said(text: str, found: Findings, known: NameRules) -> None:
    """Find 姓万俟, 耳东陈, 茅某, 高 翔."""
    words = known.likely
    if "姓" in text:
        said = (m for m in words.said.finditer(text) if not _WORD.search(text, 0, m.start()))
        found.add(said, "name")
        for match in words.spelled.finditer(text):
            found.claim(match.end() - 1, match.end(), "name")
    if "某" in text:
        for match in words.some.finditer(text):
            found.claim(match.start(), _some(text, match.start(), known), "name")
    if " " in text:
        found.add(words.spaced.finditer(text), "name")


def titled(text: str, at: int, known: NameRules) -> Place:
    """Return the surname before a form of address (汲主任)."""
    end = at + 1
    start = at - 1 if text[at - 1 : end] in known.likely.compound else at
    return (start, end) if _titled(text, start, end, known) else NONE


def nicknamed(text: str, at: int, known: NameRules) -> Place:
    """Return the name behind 老, 小, 阿 at ``at``."""
    end = at + 1
    word = text[at : at + 2]
    if is_word(word) or word in known.honorifics or text[end : end + 2] in known.blocked:
        return NONE
    if _nick(text, end, end + 1, known):
        return end, end + 1
    return called_so(text, at, end + 1, known) if text[at] != "老" else NONE


_WORD = re.compile(r"(?:[百同异复改原单冠]姓)$")


def _titled(text: str, at: int, end: int, known: NameRules) -> bool:
    """Tell whether a surname stands before the form of address that begins at ``end``."""
    words = known.likely
    weight = 2.5 if end - at == 2 else words.weight.get(text[at], 0.0)
    size = words.title_at(text, end)
    stop = end + size
    if (
        not size
        or text[at:stop] in BRANDS
        or text.startswith(("函", "事务"), stop)
        or SHOP.match(text, stop)
    ):
        return False
    if end - at == 1 and stop == end + 1 and is_word(text[at : end + 1]):
        return False
    if text[at : at + 2] in known.blocked and stop == end + 1:
        return False
    if end - at == 1 and weight < SAFE and is_word(text[at : at + 2]):
        return False
    clause = at == 0 or not HAN.match(text[at - 1])
    if (clause and (text[at - 1 : at] == "]" or text[at - 1 : at].isalnum())) or (
        not clause and is_word(text[at - 1 : at + 1])
    ):
        return False
    score = weight + (1.2 if clause else 0.0)
    before = words.said_before(text, at) or words.role_before(text, at)
    score += 1.2 if before and not clause else 0.0
    score += 0.7 if not clause and _UNIT.search(text, max(0, at - 2), at) else 0.0
    score += 0.7 if text[at - 1 : at] == "的" and size > 1 else 0.0
    score += 1.0 if text[end:stop] in words.private else 0.0
    if score < _TITLE_ENOUGH:
        return False
    cut = cut_around(text, at)
    return end - at == 2 or _alone(at, end, cut) or _word_only(at, stop, cut)


SAFE = 2.2
"""The weight of a surname that is seldom a word."""
_TITLE_ENOUGH = 1.7


def _alone(at: int, end: int, cut: Cut) -> bool:
    return at in cut.starts and cut.ends.get(at) == end


def _word_only(at: int, end: int, cut: Cut) -> bool:
    """Tell whether surname and title are one word of jieba's (宋队)."""
    return at in cut.starts and cut.ends.get(at) == end and end - at == 3


def _nick(text: str, at: int, end: int, known: NameRules) -> bool:
    """Tell whether 老 or 小 before a surname makes a name of it (老刘, 小陈说)."""
    words = known.likely
    weight = words.weight.get(text[at], 0.0)
    if not weight or text[at - 1 : end] in known.not_before:
        return False
    before = at - 1
    if before and is_word(text[before - 1 : at]):
        return False
    follows = text[end : end + 1]
    # 小王屯村, 老刘家饭店: a place, a shop.
    if _OF_PLACE.match(text, end) or (follows == "家" and SHOP.match(text, end + 1)):
        return False
    ends = not follows or not HAN.match(follows)
    says = words.says.match(text, end)
    if ends and (end >= len(text) or follows == "]"):
        ends = False
    score = weight + (1.0 if says else 0.7 if ends else 0.5 if follows in words.follows else -1.0)
    start = before == 0 or not HAN.match(text[before - 1])
    role = words.role_before(text, before) or (
        text[before - 1 : before] in "家的" and words.role_before(text, before - 1)
    )
    local = _UNIT.search(text, max(0, before - 2), before)
    known_before = words.said_before(text, before)
    score += 1.8 if role else 0.7 if local or known_before or start else -0.7
    if score < _NICK_ENOUGH:
        return False
    cut = cut_around(text, before)
    return before in cut.starts and cut.ends[before] <= end


_OF_PLACE = re.compile(r"[屯庄村沟寨营集镇乡桥店岗湾坡]|家[屯庄村沟寨营集岗湾坡]|各庄")
_NICK_ENOUGH = 2.6


def called_so(text: str, at: int, end: int, known: NameRules) -> Place:
    """Return what somebody is called without a surname, behind a role: 轩轩, 阿珍, 小丽."""
    words = known.likely
    role = words.role_before(text, at)
    if len(role) < _LEAST_ROLE or is_word(text[at:end]) or is_word(text[end - 1 : end + 1]):
        return NONE
    stops = not HAN.match(text[end : end + 1]) or words.says.match(text, end)
    if (stops or text[end] in words.follows) and not text.startswith("[", end):
        return (at if text[at] == text[at + 1] else at + 1), end
    return NONE


_LEAST_ROLE = 2


def _some(text: str, at: int, known: NameRules) -> int:
    """Return where 茅某, 尤某某, 管某 ends; 0 where 某 is of something else (某小区)."""
    match = _SOME.match(text, at + 1)
    if match is None:
        return 0
    weight = known.likely.weight[text[at]]
    if weight < 1.0:
        clause = at == 0 or not HAN.match(text[at - 1])
        if (
            not (clause or known.likely.role_before(text, at))
            or text[at] in "于从向和有时在对由给与"
        ):
            return 0
    elif at not in cut_around(text, at).starts and text[at] not in known.safe:
        role = known.likely.role_before(text, at)
        if not role:
            return 0
    return match.end()
