"""Shared types that every room may import: periods, filters, scopes, errors."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Self

CATEGORY_DIGITS = 2
ANY = "*"
# After a category's code: its tickets that name no finer one, beside those that do. Without it they
# would have the key of the sum of both.
OWN = "_"


class WeisuError(Exception):
    """An error whose text is for users: what happened, what is safe, what to do."""


class CallError(WeisuError):
    """The call itself is wrong (a missing or unknown option), not the data."""


class NotAllowedError(WeisuError):
    """The scope lacks the right, or the data lies outside it."""


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open span of days [start, end) in the jurisdiction's time zone."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a span without a day in it."""
        if self.end <= self.start:
            raise WeisuError(f"时间范围无效：结束日期 {self.end} 应晚于开始日期 {self.start}。")

    @classmethod
    def of_day(cls, day: date) -> Self:
        """Return the one-day period of ``day``."""
        return cls(day, day + timedelta(days=1))

    @classmethod
    def last_days(cls, last: date, days: int) -> Self:
        """Return the ``days`` days that end with ``last``, which is included."""
        return cls(last - timedelta(days=days - 1), last + timedelta(days=1))

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that is in the period."""
        return self.end - timedelta(days=1)

    def shift(self, days: int) -> Self:
        """Return the period moved by ``days`` (negative: into the past)."""
        step = timedelta(days=days)
        return type(self)(self.start + step, self.end + step)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asked for: one jurisdiction, a period and any of the other cuts.

    ``area`` and ``category`` are codes that include everything below them; empty means all.
    ``as_of`` is the last day whose happenings are known (see ``extract.query``); None means the
    last day with data.
    """

    jurisdiction: str
    period: Period
    area: str = ""
    category: str = ""
    department: str = ""
    channel: str = ""
    as_of: date | None = None

    def during(self, period: Period) -> Self:
        """Return the same cut over another period."""
        return replace(self, period=period)


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks and what they may see. Every read takes one; None in a set means no limit.

    ``departments`` and ``areas`` limit rows (areas by prefix); ``rights`` are names from
    ``accounts.rights``. The pipeline's own scope is made by ``system`` in ``weisu/`` only.
    """

    actor: str
    rights: frozenset[str]
    jurisdictions: frozenset[str] | None = frozenset()
    departments: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    reason: str = field(default="", compare=False)

    @classmethod
    def system(cls, reason: str) -> Self:
        """Return the scope of the product's own work; ``reason`` goes into the audit log."""
        return cls("system", frozenset({ANY}), None, None, None, reason)

    def has(self, right: str) -> bool:
        """Tell whether the scope carries ``right``."""
        return ANY in self.rights or right in self.rights

    def require(self, right: str) -> None:
        """Raise ``NotAllowedError`` unless the scope carries ``right``."""
        if not self.has(right):
            raise NotAllowedError("您的账号没有这项权限。如工作需要，请联系安全管理员授权。")

    def sees(self, jurisdiction: str) -> bool:
        """Tell whether the jurisdiction lies inside the scope."""
        return self.jurisdictions is None or jurisdiction in self.jurisdictions

    def require_jurisdiction(self, jurisdiction: str) -> None:
        """Raise ``NotAllowedError`` where the jurisdiction lies outside the scope."""
        if not self.sees(jurisdiction):
            raise NotAllowedError("所选地区不在您的数据范围内。请改选其他地区，或联系安全管理员。")

    def key(self) -> str:
        """Return a short digest of what the scope may see: part of every cache key."""
        parts = [
            "*" if s is None else ",".join(sorted(s))
            for s in (self.rights, self.jurisdictions, self.departments, self.areas)
        ]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
