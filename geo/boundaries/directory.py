"""The directory of areas that a file's outlines are for, and finding an area by its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from geo.boundaries.levels import parent_code

_SHORT = (
    (re.compile(r"街道办事处$|街道办$|街办$|办事处$"), "街道"),
    (re.compile(r"(镇|乡)人民政府$"), r"\1"),
    (re.compile(r"社区居民委员会$|社区居委会$|居民委员会$|居委会$"), "社区"),
    (re.compile(r"村民委员会$|村委会$"), "村"),
)

_ENDING = re.compile(r"(街道|地区|镇|乡|社区|村|区|县|市)$")


@dataclass(frozen=True, slots=True)
class KnownArea:
    """One area of the table of areas. ``parent`` may be empty."""

    code: str
    name: str
    level: str
    parent: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Directory:
    """A jurisdiction's areas."""

    areas: tuple[KnownArea, ...] = field(default=())

    @cached_property
    def by_code(self) -> dict[str, KnownArea]:
        """Every area by its code."""
        return {area.code: area for area in self.areas}

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for area in self.areas:
            found[area.level, plain_name(area.name)].append(area.code)
        return found

    def named(self, name: str, level: str) -> list[str]:
        """Return the codes of the areas of a level that have that name."""
        return sorted(self._by_name.get((level, plain_name(name)), []))

    def alike(self, name: str, level: str) -> list[KnownArea]:
        """Return areas whose names differ in their ending only: 光明乡 may have become 光明镇."""
        stem = _ENDING.sub("", plain_name(name))
        return [a for a in self.of_level(level) if _ENDING.sub("", plain_name(a.name)) == stem]

    def of_level(self, level: str) -> list[KnownArea]:
        """Return the areas of a level, by code."""
        return sorted((a for a in self.areas if a.level == level), key=lambda a: a.code)

    def parent_of(self, code: str) -> str:
        """Return the parent's code: as the table says, else by the digits in front."""
        known = self.by_code.get(code)
        return (known.parent if known else "") or parent_code(code)

    def name_of(self, code: str) -> str:
        """Return an area's name, or its code where the table has none."""
        known = self.by_code.get(code)
        return known.name if known else code


def plain_name(name: str) -> str:
    """Return a name without blanks, with the usual form of its ending (街道办事处 is 街道)."""
    short = re.sub(r"\s+", "", name)
    for pattern, usual in _SHORT:
        short, changed = pattern.subn(usual, short)
        if changed:
            break
    return short


def directory_of(areas: Iterable[KnownArea]) -> Directory:
    """Return a directory of these areas."""
    return Directory(tuple(areas))
