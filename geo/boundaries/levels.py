"""Levels of areas, their codes and how large an area of each may be.

Codes are GB/T 2260 down to the county (2, 4 and 6 digits), GB/T 10114 for streets and towns (9) and
the statistical code of communities (12). A place of another kind has codes of the same lengths.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

Level = Literal["province", "city", "county", "street", "community"]
LEVELS: tuple[Level, ...] = get_args(Level)
LENGTHS: dict[int, Level] = {2: "province", 4: "city", 6: "county", 9: "street", 12: "community"}
WORDS: dict[str, str] = {
    "province": "省级",
    "city": "市级",
    "county": "区县",
    "street": "街道（镇）",
    "community": "社区（村）",
}
SIZES: dict[Level, tuple[float, float]] = {
    "province": (10, 2_000_000),
    "city": (5, 600_000),
    "county": (0.5, 250_000),
    "street": (0.02, 60_000),
    "community": (0.0005, 20_000),
}
"""Square kilometres: from a half of the smallest there is to more than the largest."""
_NAMED: dict[str, Level] = {
    "province": "province", "省": "province", "省级": "province", "直辖市": "province",
    "city": "city", "市": "city", "地市": "city", "地级市": "city", "市级": "city",
    "county": "county", "district": "county", "区县": "county", "县": "county", "区": "county",
    "县级": "county", "区县级": "county",
    "street": "street", "town": "street", "township": "street", "街道": "street", "乡镇": "street",
    "镇": "street", "乡": "street", "乡级": "street", "镇街": "street",
    "community": "community", "village": "community", "社区": "community", "村": "community",
    "村级": "community", "行政村": "community",
}  # fmt: skip


def named_level(text: str) -> Level | None:
    """Return the level that a file's word means, None where it means none."""
    return _NAMED.get(text.strip().casefold())


def level_of_code(code: str) -> Level | None:
    """Return the level that a trimmed code's length says."""
    return LENGTHS.get(len(code))


def trimmed(code: str, known: Collection[str]) -> str:
    """Return a code without the zeros that fill it up: 350103001000 is street 350103001.

    ``known``: codes of the directory, which are left as they are.
    """
    if code in known or not code.isdigit():
        return code
    lengths = (length for length in LENGTHS if length < len(code))
    return next((code[:n] for n in lengths if not code[n:].strip("0")), code)


def parent_code(code: str) -> str:
    """Return the code of the next level above by the digits in front, empty for a province's."""
    above = [length for length in LENGTHS if length < len(code)]
    return code[: above[-1]] if above else ""
