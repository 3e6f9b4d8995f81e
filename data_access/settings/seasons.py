"""Seasons of a place as its settings say them: heating, school holidays, enrolment, exams."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

MonthDay = tuple[int, int]
Span = tuple[MonthDay, MonthDay]
USUAL: Mapping[str, Span] = {
    "heating": ((11, 15), (3, 15)),
    "summer": ((7, 5), (8, 31)),
    "enrolment": ((6, 10), (8, 31)),
    "exams": ((5, 28), (6, 20)),
}
"""Dates of a northern city, used where the settings say nothing."""
EVERYWHERE = "*"
_SPAN = re.compile(r"(\d{2})-(\d{2})~(\d{2})-(\d{2})")


def season_spans(
    setting: Mapping[str, Mapping[str, str]], jurisdiction: str
) -> dict[str, Span | None]:
    """Return first and last day of each season, None where the place doesn't have it.

    ``setting``: by code, or the first digits of one, or ``*``; the longest that fits wins, season
    by season. ``ValueError`` where any of it is written wrongly, of whatever place.
    """
    read = {
        code: {name: _span(code, name, text) for name, text in said.items()}
        for code, said in setting.items()
    }
    found: dict[str, Span | None] = dict(USUAL)
    found.update(read.get(EVERYWHERE, {}))
    for code in sorted(read, key=len):
        if code != EVERYWHERE and code and jurisdiction.startswith(code):
            found.update(read[code])
    return found


def _span(code: str, name: str, text: str) -> Span | None:
    if name not in USUAL:
        raise ValueError(f"地区 {code} 的季节“{name}”不认识，可用：{'、'.join(USUAL)}")
    if not text.strip():
        return None
    match = _SPAN.fullmatch(text.strip())
    wrong = f"地区 {code} 的季节 {name}“{text}”写法有误，应为 11-15~03-15，没有的写空"
    if match is None:
        raise ValueError(wrong)
    a, b, c, d = (int(part) for part in match.groups())
    for month, day in ((a, b), (c, d)):
        try:
            date(2024, month, day)  # a leap year: 29 February is a day
        except ValueError:
            raise ValueError(wrong) from None
    return (a, b), (c, d)
