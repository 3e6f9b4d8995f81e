"""Guessing which column of an unknown file is which field: names first, then what is in it.

A name that is known for certain is always suggested; where its values don't suit, with less
confidence and a hint at what the template has to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from data_access import schemas
from data_access.importing.readers import RawRow
from data_access.importing.suggest_names import known_names, name_score, shipped_rules
from data_access.importing.suggest_times import are_epochs, guess_formats, is_time

_PHONE = re.compile(r"(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})")
_ID = re.compile(r"\d{17}[\dXx]")
_NAME_WEIGHT = 0.75
_LEAST = 0.55
_LEAST_ALIKE = 0.6
"""Below this two names have only letters in common."""
_DOUBTFUL = 0.6
"""A sure name whose values don't suit."""
SUITS = 0.3
_SAMPLE = 200
_MOST_VALUES = 30
_NAMED = frozenset({
    "category_1", "category_2", "category_3", "org_lead", "org_accept", "county", "street",
    "community", "source_channel", "caller_name", "title", "addr_text",
})  # fmt: skip
"""Fields that hold words: numbers there are codes of something else."""


class Suggestion(NamedTuple):
    """One column: its field or None, the confidence from 0 to 1, and what to look at.

    For the template's draft: ``formats``, ``meant`` (values that the shipped template knows another
    code for, with it) and ``unknown`` (values that nobody knows a code for).
    """

    column: str
    field: str | None
    confidence: float
    hint: str = ""
    formats: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    meant: tuple[tuple[str, str], ...] = ()


def content_score(target: schemas.Field, values: Sequence[str], *, named: bool = False) -> float:
    """Return how well sample values suit a field: 1 perfectly, 0 not at all, 0.5 says nothing.

    ``named``: the column's name is the field's for certain, so that bare digits may be times.
    """
    if not values:
        return 0.5

    def share(test: object) -> float:
        return sum(bool(test(v)) for v in values) / len(values)  # type: ignore[operator]

    if target.kind in ("time", "date"):
        return share(lambda v: is_time(v, named=named))
    if target.kind in ("int", "float"):
        return share(_is_number)
    if target.name == "caller_phone":
        return share(_PHONE.fullmatch)
    if target.name == "caller_id_number":
        return share(_ID.fullmatch)
    if target.choices:
        known = known_values(target)
        return share(lambda v: v in known)
    if target.name in ("ticket_no", "call_id"):
        return len(set(values)) / len(values)
    if target.name in _NAMED and share(_is_number) > 0.5:
        return 0.1
    if target.free_text:
        return 0.4 + 0.6 * share(lambda v: len(v) >= 6)
    return 0.5 * (1 - share(is_time))


def known_values(target: schemas.Field) -> frozenset[str]:
    """Return the values of a code list, and those that the shipped profile knows for them."""
    rule = shipped_rules("ticket").get(target.name)
    return frozenset(target.choices) | (frozenset(rule.map) if rule else frozenset())


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def suggest_mapping(
    header: Sequence[str], sample_rows: Sequence[RawRow], entity: schemas.Entity
) -> list[Suggestion]:
    """Return a suggestion for every column; a field at most once."""
    names = known_names(entity.name)
    samples = [
        [v for row in sample_rows[:_SAMPLE] if (v := (row[i] or "").strip())]
        for i in range(len(header))
    ]
    scored: list[tuple[float, int, str]] = []
    for i, column in enumerate(header):
        alike = {name: name_score(column, known) for name, known in names.items()}
        # A column that bears a field's very name is that field's or nobody's.
        least = 1.0 if 1.0 in alike.values() else _LEAST_ALIKE
        for name, likeness in alike.items():
            if likeness >= least:
                total = _total(entity.field(name), likeness, samples[i])
                if total >= _LEAST:
                    scored.append((total, i, name))
    chosen: dict[int, tuple[str, float]] = {}
    used: set[str] = set()
    for total, i, name in sorted(scored, key=lambda s: (-s[0], s[1])):
        if i not in chosen and name not in used:
            chosen[i] = (name, round(total, 2))
            used.add(name)
    return [
        _hinted(column, entity.field(chosen[i][0]), chosen[i][1], samples[i])
        if i in chosen
        else Suggestion(column, None, 0.0)
        for i, column in enumerate(header)
    ]


def _total(target: schemas.Field, alike: float, values: Sequence[str]) -> float:
    sure = alike == 1.0
    suits = content_score(target, values, named=sure)
    if sure:
        if suits >= SUITS:
            return 1.0 if not target.choices else 0.7 + 0.3 * suits
        return 0.85 if target.kind == "time" and guess_formats(values) else _DOUBTFUL
    return _NAME_WEIGHT * alike + (1 - _NAME_WEIGHT) * suits if suits > 0.05 else 0.0


def _hinted(column: str, target: schemas.Field, total: float, values: Sequence[str]) -> Suggestion:
    """Return a suggestion with what its template has to say, judged by the values."""
    plain = Suggestion(column, target.name, total)
    if target.kind in ("time", "date"):
        return _time_hint(plain, values)
    if target.choices:
        known = known_values(target)
        plain = plain._replace(meant=_meant(target, values))
        counts = Counter(v for v in values if v not in known)
        if not counts:
            return plain
        if counts.total() < len(values):
            hint = f"{len(counts)} 种取值不在代码表中，请用 map 对应"
        else:
            hint = "取值都不在代码表中，请用 map 对应，或改作其他字段"
        unknown = tuple(v for v, _ in counts.most_common(_MOST_VALUES))
        return plain._replace(hint=hint, unknown=unknown)
    if content_score(target, values, named=True) < SUITS:
        return plain._replace(hint="列名相符，但内容不像，请核对")
    return plain


def _meant(target: schemas.Field, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the values that are no code themselves, with the code that they are known to mean."""
    rule = shipped_rules("ticket").get(target.name)
    meant = rule.map if rule else {}
    return tuple((v, meant[v]) for v in dict.fromkeys(values) if v in meant)


def _time_hint(plain: Suggestion, values: Sequence[str]) -> Suggestion:
    unread = [v for v in values if not is_time(v, named=True)]
    if not unread:
        return plain
    if are_epochs(unread):
        return plain._replace(hint="是 1970 年以来的秒数，请先换成日期时间")
    guess = guess_formats(unread if len(unread) < len(values) else values)
    if guess is None:
        return plain._replace(hint=f"时间写法不认识（如“{unread[0][:20]}”），请在模板中写 formats")
    if len(unread) < len(values):
        return plain._replace(hint=f"部分时间写法不认识（如“{unread[0][:20]}”），请核对")
    order = "；日与月的先后请核对" if guess.either_way else ""
    hint = f"模板中需写 formats: [{', '.join(guess.formats)}]{order}"
    return plain._replace(hint=hint, formats=tuple(guess.formats))
