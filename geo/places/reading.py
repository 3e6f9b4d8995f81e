"""The known names in one ticket's texts, each with its role; support for short bare names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geo.places.gazetteer import Entry, Gazetteer
from geo.places.kinds import (
    BUILDING_AFTER,
    JUNCTION_AFTER,
    JUNCTION_BETWEEN,
    PLACE_AFTER,
    PLACE_BEFORE,
    RELATIVE_AFTER,
    narrow,
)
from geo.places.roles import DENIED, ELSEWHERE, role_of

_LONGEST_TEXT = 20_000
_ROAD_NUMBER = re.compile(r"\d{1,4}号(?![楼线])")
_MARKUP = re.compile(r"<[^<>]{0,200}>|&[a-z]{2,6};")
# 双河镇卫生院, 柳沟镇派出所: an institution that bears an area's name may be spoken of anywhere.
_OF_INSTITUTION = re.compile(
    r"(?:中心)?(?:卫生院|医院|卫生服务中心|中学|小学|派出所|法院|法庭|信用社|供电所|车站|客运站)"
)
_AREA_KINDS = frozenset(("county", "street"))
_BEFORE = 8


@dataclass(frozen=True, slots=True)
class Named:
    """A known name where it stands: its field, span, role, and what is said with it."""

    entry: Entry
    field: str
    start: int
    end: int
    role: str
    building: str = ""
    relative: bool = False
    part: bool = False
    how: str = ""


def clean(text: str) -> str:
    """Return the text as it is read: marks of web pages as blanks, so that no position moves."""
    text = narrow(text[:_LONGEST_TEXT])
    if "<" in text or "&" in text:
        text = _MARKUP.sub(lambda m: " " * len(m[0]), text)
    return text


def read(fields: Mapping[str, str], gazetteer: Gazetteer) -> list[Named]:
    """Return the known names of a ticket's fields, in order; ``fields`` are cleaned texts."""
    return [named for field, text in fields.items() for named in _in_text(field, text, gazetteer)]


def _in_text(field: str, text: str, gazetteer: Gazetteer) -> Iterator[Named]:
    entries = gazetteer.entries
    for number, start, last in gazetteer.matcher.find_matches_as_indexes(text):
        entry, end = entries[number], last
        if text.startswith("路", end) and entry.name.endswith("街道"):
            # 长安街道路不平: the street 长安街, not the area 长安街道.
            road = gazetteer.by_name.get(entry.name[:-1])
            entry, end = (road, last - 1) if road else (entry, last)
        if entry.needs_support and not _supported(text, start, end):
            continue
        role = role_of(text, start, end)
        building = BUILDING_AFTER.match(text, end)
        relative = bool(RELATIVE_AFTER.match(text, end))
        part = entry.kind in _AREA_KINDS and bool(_OF_INSTITUTION.match(text, end))
        yield Named(
            entry, field, start, end, role, building["building"] if building else "", relative, part
        )


def _supported(text: str, start: int, end: int) -> bool:
    """Say whether what stands around a short bare name makes it a place."""
    before = text[max(0, start - _BEFORE) : start]
    return bool(PLACE_AFTER.match(text, end)) and (
        not before or not "\u4e00" <= before[-1] <= "\u9fff" or bool(PLACE_BEFORE.search(before))
    )


def of_matter(named: list[Named]) -> list[Named]:
    """Return the names that count: none that the text denies, each entry once, the best first."""
    found: dict[str, Named] = {}
    denied = {n.entry.name for n in named if n.role == DENIED}
    for one in named:
        name = one.entry.name
        if one.role == DENIED or (name in denied and one.role == ELSEWHERE):
            continue
        if name not in found or _rank(one) < _rank(found[name]):
            found[name] = one
    return list(found.values())


def _rank(named: Named) -> int:
    return ("matter", "plain", "home", "asked", "elsewhere", "denied").index(named.role)


def crossing(text: str, one: Named, other: Named) -> bool:
    """Say whether two roads that follow each other are told as a crossing."""
    if one.field != other.field or one.entry.kind != "road" or other.entry.kind != "road":
        return False
    if not JUNCTION_BETWEEN.fullmatch(text, one.end, other.start):
        return False
    return bool(JUNCTION_AFTER.match(text, other.end))


def numbered(text: str, named: Named) -> str:
    """Return the house number that follows a road, or nothing."""
    if named.entry.kind != "road":
        return ""
    match = _ROAD_NUMBER.match(text, named.end)
    return match[0] if match else ""
