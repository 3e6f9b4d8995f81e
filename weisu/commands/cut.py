"""The cut that commands are asked over: ``--jurisdiction``, days and ``--where``, checked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from weisu.wiring import account_scope, opened, system_scope

if TYPE_CHECKING:
    from data_access.extract.query import Extract
    from data_access.store.engine import Store
    from data_access.types import Filters, Scope

_WHERE = ("area", "category", "department", "channel")


class Cut(NamedTuple):
    """Where something is asked of, by whom, over which cut."""

    extract: Extract
    store: Store
    scope: Scope
    filters: Filters


def cuts_of(where: str) -> dict[str, str]:
    """Read ``--where``: area=…,category=…,department=…,channel=….

    ``CallError`` shows how it is written.
    """
    from data_access.types import CallError

    cuts = {}
    for part in filter(None, (p.strip() for p in where.split(","))):
        key, _, value = part.partition("=")
        if key not in _WHERE or not value:
            raise CallError(
                f"--where 中的“{part}”不认识；写法：{'、'.join(f'{w}=值' for w in _WHERE)}。"
            )
        cuts[key] = value
    return cuts


def cut_of(
    code: str | None,
    *,
    start: datetime | None,
    end: datetime | None,
    cuts: dict[str, str],
    as_of: datetime | None,
    about: str,
    login: str | None = None,
) -> Cut:
    """Return the cut; days and values that the data do not know are refused.

    ``about``: what the audit log says of it. ``login``: in whose name; None: the system's.
    """
    from datetime import timedelta

    from data_access.extract.query import Extract
    from data_access.types import CallError, Filters, Period, WeisuError
    from weisu.known_values import require_days, require_known

    if code is None:
        raise CallError("请用 --jurisdiction 给出地区编码。")
    settings, store = opened()
    extract = Extract(settings)
    summary = extract.manifest.jurisdictions.get(code)
    if summary is None or summary.first_day is None or summary.last_day is None:
        known = "、".join(extract.manifest.jurisdictions) or "（还没有）"
        raise WeisuError(f"地区 {code} 还没有可分析的数据。现有：{known}。")
    first, until, known_on = (d.date() if d else None for d in (start, end, as_of))
    require_days(summary, first, until, known_on)
    scope = account_scope(store, settings, login, about) if login else system_scope(store, about)
    require_known(extract.directory(scope, code), cuts)
    period = Period(first or summary.first_day, until or summary.last_day + timedelta(days=1))
    return Cut(extract, store, scope, Filters(code, period, as_of=known_on, **cuts))
