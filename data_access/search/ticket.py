"""One ticket to read: what was said, its facts, its road through units, callbacks, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import pandas as pd

from data_access import schemas
from data_access.calendar.limits import PRESETS
from data_access.calendar.vector import working_seconds_between_each
from data_access.days import local_times
from data_access.extract.layout import columns
from data_access.extract.query import Extract
from data_access.search.asked import Asked
from data_access.search.find import TRACE, Found, find
from data_access.search.question import Question
from data_access.search.walk import walk
from data_access.settings.working_hours import WorkingHours, hours_of
from data_access.store.engine import Store
from data_access.store.ticket_road import callbacks_of, limits_of, place_found, steps_of
from data_access.types import Filters, NotAllowedError, Period, Scope

TEXTS = tuple(f.name for f in schemas.TICKET.stored if f.free_text and f.name != "leader_note")
_KEYS = frozenset({"caller_key", "place_key"})
_HIDDEN = frozenset({*TEXTS, *_KEYS, "jurisdiction", "month"})
MOST_PREVIOUS = 20
_SIGN_HOURS = 24
LimitName = Literal["sign", "contact", "close", "own_sign", "own_contact", "callback"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ticket's road. Times are local; ``note`` is scrubbed.

    ``clock_s``, ``working_s``: seconds since the step before it, all and within working hours
    (None: the first step, or a source that only knows days).
    """

    seq: int
    at: datetime
    node: str
    op: str
    org: str
    from_status: str
    to_status: str
    note: str
    clock_s: int | None
    working_s: int | None


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit and what became of it. ``sign``: 24 hours from the dispatch; ``contact``: two working
    hours from the dispatch; ``own_sign``, ``own_contact``: the same by the place's own limits where
    it has them; ``close``: the ticket's deadline, with granted extensions; ``callback``: by the
    place's own limit alone.

    ``due``, ``done``: local times (``done`` None: not yet). ``is_kept``: None while it still runs.
    ``working_s``: working seconds that the step took. ``rule``: the limit in words, where the
    place's preset has one (``10 个工作日``).
    """

    name: LimitName
    due: datetime
    done: datetime | None
    is_kept: bool | None
    working_s: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback; ``at`` local, ``reason`` and ``text`` scrubbed."""

    round: int
    at: datetime
    method: str
    reached: bool | None
    solved: bool | None
    satisfied: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class SpokenPlace:
    """Where a ticket speaks of. ``state``: placed, open, unknown or none; ``level``: county, street
    or community; ``confidence``: 0 to 1; ``name``: of the gazetteer; ``reasons``: words of
    ``geo.place_reasons.REASONS``; ``candidates``: areas with their shares, most probable first.
    """

    state: str
    code: str
    level: str
    confidence: float
    name: str
    reasons: tuple[str, ...]
    candidates: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Ticket:
    """A ticket as known at the end of ``as_of``.

    ``facts``: every filled column of the extract but texts and keys, times local, in the order of
    the columns. ``texts``: what was said and answered, scrubbed, by column (``TEXTS``), those there
    are. ``previous``: other tickets of the same caller of the same days, the newest first; None
    without the right ``caller.trace`` or where the caller is unknown. ``place``: where it speaks
    of, None where that was not looked for.
    """

    number: str
    jurisdiction: str
    as_of: date
    facts: Mapping[str, Any]
    texts: Mapping[str, str]
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]
    callbacks: tuple[Callback, ...]
    previous: Found | None
    place: SpokenPlace | None = None


def ticket(
    extract: Extract,
    store: Store,
    scope: Scope,
    code: str,
    number: str,
    *,
    as_of: date | None = None,
) -> Ticket:
    """Return a ticket that the scope sees, as known at the end of ``as_of`` (default: the last day
    with data). Nothing is written.

    ``NotAllowedError``, with the same words, where the ticket lies outside the scope and where
    there is none of that number.
    """
    scope.require_jurisdiction(code)
    row, day = _row(extract, scope, code, number, as_of)
    zone = extract.manifest.jurisdictions[code].timezone
    facts = _facts(row, zone)
    hours = hours_of(extract.settings.working_hours, code)
    clock = _Clock(zone, extract.manifest.jurisdictions[code].calendar, hours)
    steps = steps_of(store, scope, code, number, as_of=day)
    calls = callbacks_of(store, scope, code, number, as_of=day)
    return Ticket(
        number=number,
        jurisdiction=code,
        as_of=day,
        facts=facts,
        texts={n: row[n] for n in TEXTS if isinstance(row.get(n), str) and row[n]},
        steps=clock.steps(steps),
        limits=tuple(_limits(facts, limits_of(store, scope, code), clock.end_of(day))),
        callbacks=tuple(_callback(call, clock) for call in calls),
        previous=_previous(extract, scope, code, row, day),
        place=_place(place_found(store, scope, code, number)),
    )


def _place(row: Mapping[str, Any] | None) -> SpokenPlace | None:
    if row is None:
        return None
    options = [one.split(":") for one in (row["candidates"] or "").split(";") if one]
    return SpokenPlace(
        row["state"], row["code"] or "", row["level"] or "", row["confidence"], row["name"] or "",
        tuple(row["reason"].split()), tuple((code, float(share)) for code, share in options),
    )  # fmt: skip


def _row(
    extract: Extract, scope: Scope, code: str, number: str, as_of: date | None
) -> tuple[dict[str, Any], date]:
    """Return all columns of a ticket within the scope, and the as-of day."""
    unseen = NotAllowedError("没有可供您查看的这件工单。请核对编号和地区，或联系安全管理员。")
    summary = extract.manifest.jurisdictions.get(code)
    if summary is None or summary.first_day is None or summary.last_day is None:
        raise unseen
    day = min(as_of or summary.last_day, summary.last_day)
    if day < summary.first_day:
        raise unseen
    period = Period(summary.first_day, day + timedelta(days=1))
    asked = Asked(Filters(code, period, as_of=day), numbers=(number,))
    question = Question.of(extract, scope, asked)
    # Capitals and small letters are one in the index; here the number is meant as it is written.
    places, _ = walk(question, 8)
    for place in places:
        names = list(columns("tickets"))
        found = question.located(
            [place.month], ", ".join(names), needs=names, at={place.month: [place.row]}
        )
        row = {name: found[name].iloc[0] for name in names}
        if row["ticket_no"] == number:
            return row, day
    raise unseen


def _facts(row: Mapping[str, Any], zone: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, kind in columns("tickets").items():
        value = row[name]
        if name in _HIDDEN or value is None or pd.isna(value):
            continue
        if kind == "TIMESTAMP":
            found[name] = local_times(pd.Series([value]), zone).iloc[0].to_pydatetime()
        elif kind == "DATE":
            found[name] = pd.Timestamp(value).date()
        elif kind in {"INTEGER", "SMALLINT"}:
            found[name] = int(value)
        elif kind == "BOOLEAN":
            found[name] = bool(value)
        elif kind == "DOUBLE":
            found[name] = float(value)
        else:
            found[name] = value
    return found


@dataclass(frozen=True)
class _Clock:
    """Local time and working time of a place."""

    zone: str
    calendar: str
    hours: WorkingHours

    def local(self, moments: Sequence[datetime]) -> pd.Series[Any]:
        return local_times(pd.Series(list(moments), dtype="datetime64[us]"), self.zone)

    def end_of(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day) + timedelta(days=1)  # noqa: DTZ001 - local

    def steps(self, rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
        if not rows:
            return ()
        at = self.local([row["t"] for row in rows])
        before = at.shift(1)
        worked = working_seconds_between_each(before, at, self.calendar, self.hours)
        found = []
        for n, row in enumerate(rows):
            gone = None if n == 0 else int((at[n] - before[n]).total_seconds())
            found.append(
                Step(
                    seq=int(row["seq"]),
                    at=at[n].to_pydatetime(),
                    clock_s=gone,
                    working_s=None if pd.isna(worked[n]) else int(worked[n]),
                    **{name: str(row[name] or "") for name in _STEP_TEXTS},
                )
            )
        return tuple(found)


_STEP_TEXTS = ("node", "op", "org", "from_status", "to_status", "note")


def _callback(row: Mapping[str, Any], clock: _Clock) -> Callback:
    return Callback(
        round=int(row["round"]),
        at=clock.local([row["t"]]).iloc[0].to_pydatetime(),
        method=str(row["method"] or ""),
        reached=_flag(row["reached"]),
        solved=_flag(row["solved"]),
        satisfied=str(row["satisfied"] or ""),
        reason=str(row["reason"] or ""),
        text=str(row["text"] or ""),
    )


def _flag(value: object) -> bool | None:
    """Return a flag of the store, which SQLite keeps as a number."""
    return None if value is None else bool(value)


def _limits(facts: Mapping[str, Any], rule: str | None, now: datetime) -> list[Limit]:
    """Return the limits that the ticket's facts speak of; ``now``: the end of the as-of day."""
    found = []
    sent = facts.get("t_dispatch")
    if "t_sign_due" in facts:
        found.append(_limit("own_sign", facts["t_sign_due"], facts.get("t_sign"), now))
    elif sent is not None and ("t_sign" in facts or "hour" in facts):
        due = sent + timedelta(hours=_SIGN_HOURS)
        found.append(_limit("sign", due, facts.get("t_sign"), now))
    if "t_contact_due" in facts:
        done = facts.get("t_first_contact")
        worked = facts.get("contact_work_s")
        found.append(_limit("own_contact", facts["t_contact_due"], done, now, worked=worked))
    elif "t_work_2h" in facts:
        worked = facts.get("contact_work_s")
        done = facts.get("t_first_contact")
        found.append(_limit("contact", facts["t_work_2h"], done, now, worked=worked))
    if "deadline" in facts:
        preset = PRESETS.get(rule or "")
        limit = preset.limit(facts.get("ticket_type"), facts.get("urgency")) if preset else None
        words = limit.text if limit else ""
        worked = facts.get("close_work_s")
        found.append(
            _limit("close", facts["deadline"], facts.get("t_close"), now, worked=worked, rule=words)
        )
    if "t_callback_due" in facts:
        found.append(_limit("callback", facts["t_callback_due"], facts.get("t_callback"), now))
    return found


def _limit(
    name: LimitName,
    due: datetime,
    done: datetime | None,
    now: datetime,
    *,
    worked: int | None = None,
    rule: str = "",
) -> Limit:
    kept = done <= due if done is not None else (False if due < now else None)
    return Limit(name, due, done, kept, worked, rule)


def _previous(
    extract: Extract, scope: Scope, code: str, row: Mapping[str, Any], day: date
) -> Found | None:
    """Return the caller's other tickets, of all days known then."""
    key = row["caller_key"]
    summary = extract.manifest.jurisdictions[code]
    if not scope.has(TRACE) or not isinstance(key, str) or summary.first_day is None:
        return None
    period = Period(summary.first_day, day + timedelta(days=1))
    asked = Asked(Filters(code, period, as_of=day), caller_key=key)
    found = find(extract, scope, asked, limit=MOST_PREVIOUS + 1)
    others = found.rows[found.rows["ticket_no"] != row["ticket_no"]].head(MOST_PREVIOUS)
    return Found(others.reset_index(drop=True), found.count - 1, found.exact)
