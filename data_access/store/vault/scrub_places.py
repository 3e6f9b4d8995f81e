"""Letters that look like a name and are no person's: 丁家岭, 金福超市, 罗汉松."""

from __future__ import annotations

import re

from data_access.store.vault.scrub_name_rules import BRANDS
from data_access.store.vault.scrub_signs import all_of
from data_access.store.vault.scrub_weights import is_plain

# 向本台反映, 于全区推行: surnames that are prepositions too.
_TOWARDS, _WHOM = frozenset("向于由从对与和同有时"), frozenset("本该此各全其")
_HOUSE = frozenset("家庄")
_LAND = frozenset(
    "岭屯庄村沟寨营集岗湾坡桥坝畈塘河店巷渡口坪堡铺院墙峪洼台门楼圩埠垭冲窑嘴弄宅浜角"
)
_COMES = frozenset(("来的", "去的", "到的"))
_OFFICES = frozenset(("发改", "卫健", "健委", "住建", "创文", "政办", "教育", "人社", "化品"))
_TAIL = re.compile(
    r"超市|[小中大]学|公司|广场|花园|小区|医院|酒店|宾馆|公园|学校|银行|大道|社区|家园"
)


def is_ordinary(text: str, at: int) -> bool:
    """Tell whether a word begins here that looks like a name and never is one (罗汉松)."""
    words = all_of("ordinary")
    return any(text[at : at + size] in words for size in (3, 2, 4))


def _is_town(word: str) -> bool:
    return is_plain(word) or is_plain(f"{word}市") or is_plain(f"{word}县")


def of_none(text: str, at: int, end: int) -> bool:
    """Tell whether letters are no person's: 丁家岭, 唐山来的, 金福超市, 罗汉松."""
    return (
        is_ordinary(text, at)
        or (text[at] in _TOWARDS and text[at + 1] in _WHOM)
        or (text[at + 1] in _HOUSE and text[at + 2 : at + 3] in _LAND)
        or (text[end - 1] in _HOUSE and end < len(text))
        or (text[end - 1 : end + 1] in _COMES and _is_town(text[at : end - 1]))
        or bool(_TAIL.match(text, end - 1))
        or text.startswith(BRANDS, at)
        or text[at + 1 : at + 3] in _OFFICES
    )
