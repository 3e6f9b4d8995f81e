"""Checks over whole rows: what is required, what is possible, what must come after what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from data_access.days import local_time
from data_access.importing.chunk import Work
from data_access.importing.notes import Note, example
from data_access.importing.profile import CLOSING, Table
from data_access.importing.ticket_flow import Remark, check_events, check_tickets
from data_access.importing.times import end_of_day, parse_limit, to_utc

EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001 - naive UTC by contract
_DATES = (date(1900, 1, 1), date(2200, 1, 1))
_CLOCK_SLACK = timedelta(hours=1)
_FAR_AHEAD = timedelta(days=20 * 366)
_SKEW = timedelta(minutes=5)
_DECIMALS = 3
"""About 100 m: the finest place that may leave the vault."""
_AFTER_ACCEPT = (
    "t_dispatch", "t_sign", "t_first_contact", "t_reply", "t_close", "t_callback", "t_archive",
    "deadline", "deadline_orig",
)  # fmt: skip
_AHEAD = CLOSING
_DAY = timedelta(days=1)
Limits = dict[str, tuple[Any, Any]]


def limits_of(table: Table, now: datetime, zone: ZoneInfo) -> Limits:
    """Return what each time, date and number field may be: the profile's range or our own."""
    limits: Limits = {}
    for target in table.schema_entity.fields:
        low, high = table.range.get(target.name, (None, None))
        if target.kind == "time":
            top = now + (_FAR_AHEAD if target.name in _AHEAD else _CLOCK_SLACK)
            limits[target.name] = (
                _moment(low, now, zone, EARLIEST),
                _moment(high, now, zone, top, upper=True),
            )
        elif target.kind == "date":
            limits[target.name] = (
                _day(low, now, zone, _DATES[0]),
                _day(high, now, zone, _DATES[1]),
            )
        elif target.kind in ("int", "float") and (low is not None or high is not None):
            limits[target.name] = (
                float("-inf") if low is None else float(low),
                float("inf") if high is None else float(high),
            )
    return limits


def _moment(
    text: str | None, now: datetime, zone: ZoneInfo, otherwise: datetime, *, upper: bool = False
) -> datetime:
    if text is None:
        return otherwise
    return now + _CLOCK_SLACK if text == "now" else to_utc(parse_limit(text, upper=upper), zone).utc


def _day(text: str | None, now: datetime, zone: ZoneInfo, otherwise: date) -> date:
    if text is None:
        return otherwise
    # A day is the jurisdiction's: the way through UTC would begin it on the day before.
    local = local_time(now, zone.key) if text == "now" else parse_limit(text)
    return local.date()


def run_all(work: Work, limits: Limits) -> None:
    """Run every check on a chunk, in the order in which they rely on one another."""
    _check_ranges(work, limits)
    _check_required(work)
    if work.entity.name == "ticket":
        _check_midnights(work)
        _check_order(work)
        sent = [name for name in work.columns if name in work.table.columns]
        _remark(work, check_tickets(work.columns, sent, work.table.day_fields))
    if work.entity.name == "ticket_event":
        _remark(work, check_events(work.columns))
    if "lon" in work.columns:
        _check_coordinates(work)


def _remark(work: Work, found: Sequence[Remark]) -> None:
    """Tell what does not fit the ways of a ticket; the values stay as the source says them."""
    for one in found:
        known = one.kind != "unknown_state"
        values = Counter({v if known else example(v): n for v, n in one.values.items()})
        work.notes.append(Note(one.name, one.kind, one.rows, values))


def _own(work: Work, name: str) -> list[Any]:
    """Return a column that may be written to: absent fields share one list of None."""
    work.columns[name] = list(work.columns[name])
    return work.columns[name]


def _check_ranges(work: Work, limits: Limits) -> None:
    for name, (low, high) in limits.items():
        values = work.columns.get(name)
        if values is None or name not in work.table.columns:
            continue
        wrong = [i for i, v in enumerate(values) if v is not None and not low <= v <= high]
        if not wrong:
            continue
        target = work.entity.field(name)
        values = _own(work, name)
        for i in wrong:
            if target.required:
                side, limit = ("早于", low) if values[i] < low else ("晚于", high)
                shown, bound = _shown(values[i], work), _shown(limit, work)
                work.reject(i, f"{target.label} {shown} {side}允许的 {bound}")
            else:
                values[i] = None
        if not target.required:
            work.note(name, "out_of_range", len(wrong))
        elif target.kind == "time" and high == work.context.now + _CLOCK_SLACK:
            work.note(name, "ahead", sum(values[i] > high for i in wrong))


def _shown(value: Any, work: Work) -> str:
    """Return a value as the source's people know it: days are the jurisdiction's."""
    if isinstance(value, datetime) and EARLIEST.year < value.year < _DATES[1].year:
        value = local_time(value, work.context.jurisdiction.timezone)
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def _check_required(work: Work) -> None:
    for target in work.entity.fields:
        if not target.required:
            continue
        for i, value in enumerate(work.columns[target.name]):
            if value is None and i not in work.rejected:
                work.reject(i, f"缺少{target.label}")


def _check_order(work: Work) -> None:
    accept = work.columns["t_accept"]
    days = work.table.day_fields
    zone = ZoneInfo(work.context.jurisdiction.timezone)
    for name in _AFTER_ACCEPT:
        if name not in work.table.columns:
            continue
        values = work.columns[name]
        early = [
            i
            for i, (a, v) in enumerate(zip(accept, values, strict=True))
            if v is not None and a is not None and v < a
        ]
        if not early:
            continue
        values = _own(work, name)
        # A field known by its day alone says nothing about the order within the day.
        slack = _DAY if name in days and "t_accept" not in days else _SKEW
        wrong = skewed = whole = 0
        for i in early:
            second = work.later.get(name, {}).get(i)
            if second is not None and second >= accept[i]:
                values[i] = second
            elif accept[i] - values[i] < slack:
                values[i], skewed = accept[i], skewed + 1
            elif accept[i] - values[i] < _DAY and _at_midnight(values[i], zone):
                # Midnight of the day itself, before the ticket was there: only the day is known.
                values[i] = _last_second(values[i], zone) if name in CLOSING else accept[i]
                whole += 1
            else:
                values[i], wrong = None, wrong + 1
        work.note(name, "before_accept", wrong)
        work.note(name, "day_only", whole)
        work.note(name, "skew", skewed if slack == _SKEW else 0)


def _check_midnights(work: Work) -> None:
    """Say where every deadline is written as 00:00: it may be days, which end a day later."""
    zone = ZoneInfo(work.context.jurisdiction.timezone)
    for name in sorted(CLOSING & work.table.columns.keys()):
        found = {v for v in work.columns[name] if v is not None}
        if found and all(_at_midnight(v, zone) for v in found):
            rows = sum(v is not None for v in work.columns[name])
            work.note(name, "midnight", rows)


def _at_midnight(value: datetime, zone: ZoneInfo) -> bool:
    local = local_time(value, zone.key)
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def _last_second(value: datetime, zone: ZoneInfo) -> datetime:
    return to_utc(end_of_day(local_time(value, zone.key)), zone).utc


def _check_coordinates(work: Work) -> None:
    lons, lats = work.columns["lon"], work.columns["lat"]
    if "lon" not in work.table.columns or "lat" not in work.table.columns:
        return
    bounds = work.context.jurisdiction.effective_bounds
    counts: Counter[str] = Counter()
    new_lons: list[float | None] = []
    new_lats: list[float | None] = []
    for lon, lat in zip(lons, lats, strict=True):
        kind, x, y = _place(lon, lat, bounds)
        if kind:
            counts[kind] += 1
        new_lons.append(x)
        new_lats.append(y)
    work.columns["lon"], work.columns["lat"] = new_lons, new_lats
    for kind, rows in counts.items():
        work.note("lon", kind, rows)


def _place(
    lon: float | None, lat: float | None, bounds: Sequence[float]
) -> tuple[str, float | None, float | None]:
    if lon is None or lat is None:
        return ("", None, None) if lon is lat else ("half_coordinate", None, None)
    if lon == 0 and lat == 0:
        return "zero_coordinate", None, None
    west, south, east, north = bounds
    if west <= lon <= east and south <= lat <= north:
        return "", round(lon, _DECIMALS), round(lat, _DECIMALS)
    if west <= lat <= east and south <= lon <= north:
        return "swapped", round(lat, _DECIMALS), round(lon, _DECIMALS)
    return "outside", None, None
