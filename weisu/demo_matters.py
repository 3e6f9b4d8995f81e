"""What the demo city's tasks are about: its warnings, topics, repeated matters and tickets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data_access.metrics.evaluate import evaluate
from data_access.results.store import ResultStore
from data_access.results.values import as_text, records
from data_access.types import Filters, Period, Scope
from supervision.actions import NOTHING, Source
from supervision.sources import REPEAT, TOPIC, WARNING, source_of

_MOST = 30


@dataclass(frozen=True)
class Matter:
    """Something to issue a task on, known on ``day``; ``given``: the fields it fills."""

    day: date
    given: Mapping[str, Any]
    source: Source = NOTHING


def matters_of(results: ResultStore, scope: Scope, code: str) -> list[Matter]:
    """Return what there is to issue tasks on, by the day on which it was known."""
    found = [
        *_warnings(results, scope, code),
        *_topics(results, scope, code),
        *_repeats(results, scope, code),
        *_tickets(results, scope, code),
        *_month(results, scope, code),
    ]
    return sorted(found, key=lambda m: (m.day, str(m.given["title"])))


def _warnings(results: ResultStore, scope: Scope, code: str) -> Iterator[Matter]:
    from early_warning.frames import ROOM
    from early_warning.warning_reads import warning_list, warning_ticket_numbers
    from early_warning.words import numbers, subject

    run = results.current(ROOM, code)
    if run is None or run.as_of is None:
        return
    known = results.extract.directory(scope, code)
    areas = known.area_names
    tickets = warning_ticket_numbers(results, scope, run, run.as_of)
    of = tickets.groupby("warning_id")["ticket_no"].agg(list).to_dict()
    rows = [r for r in records(warning_list(results, scope, run)) if as_text(r["lead_unit"])]
    for row in rows[: 2 * _MOST]:
        opened = _day(row["opened"])
        place, category = as_text(row["area_code"]), as_text(row["category_code"])
        title = subject(row, areas, known.categories)
        given = {
            "title": f"{title}诉求"[:60], "basis": numbers(row), "lead": as_text(row["lead_unit"]),
            "area": place, "category": category,
        }  # fmt: skip
        yield Matter(
            opened,
            given,
            source_of(
                "warning", str(row["warning_id"]), title=title, says=(numbers(row), row["rule"]),
                row=row, names=WARNING, run=run.run_id, as_of=opened,
                days=_days(
                    results, scope, Filters(code, Period.last_days(opened, 28), place, category)
                ),
                tickets=of.get(row["warning_id"], ()),
            ),
        )  # fmt: skip


def _topics(results: ResultStore, scope: Scope, code: str) -> Iterator[Matter]:
    from hotspots.frames import ROOM
    from hotspots.topic_reads import topic_list, topic_tickets, topic_units

    run = results.current(ROOM, code)
    if run is None or run.as_of is None:
        return
    cut = Filters(code, Period.last_days(run.as_of, 7), as_of=run.as_of)
    for number, row in enumerate(records(topic_list(results, scope, run, cut))[: _MOST // 3]):
        held = topic_tickets(results, scope, run, cut, row["topic_id"], limit=200)
        units = topic_units(results, scope, run, cut, row["topic_id"])
        if held.empty or units.empty:
            continue
        lead = str(units.iloc[0]["org_lead"] if "org_lead" in units else units.iloc[0, 0])
        day = run.as_of - timedelta(days=3 * number + 1)
        yield Matter(
            day,
            {"title": f"{row['name']}等集中诉求"[:60], "lead": lead},
            source_of(
                "topic", str(row["topic_id"]), title=str(row["name"]), row=row, names=TOPIC,
                run=run.run_id, as_of=day, tickets=held["ticket_no"],
            ),
        )  # fmt: skip


def _repeats(results: ResultStore, scope: Scope, code: str) -> Iterator[Matter]:
    from hotspots.frames import ROOM
    from hotspots.repeat_reads import group_list, group_tickets

    run = results.current(ROOM, code)
    if run is None or run.as_of is None:
        return
    cut = Filters(code, Period.last_days(run.as_of, 90), as_of=run.as_of)
    for number, row in enumerate(records(group_list(results, scope, run, cut))[: _MOST // 3]):
        held = group_tickets(results, scope, run, cut, row["group_id"])
        leads = held["org_lead"].dropna()
        if leads.empty:
            continue
        day = run.as_of - timedelta(days=4 * number + 2)
        yield Matter(
            day,
            {"title": f"{row['name']}（反复诉求）"[:60], "lead": str(leads.mode().iloc[0])},
            source_of(
                "repeat", str(row["group_id"]), title=str(row["name"]), row=row, names=REPEAT,
                run=run.run_id, as_of=day, tickets=held["ticket_no"],
            ),
        )  # fmt: skip


def _tickets(results: ResultStore, scope: Scope, code: str) -> Iterator[Matter]:
    from supervision.ticket_reads import listed_tickets

    last = results.extract.last_day(code)
    if last is None:
        return
    for name, words in (("overdue", "超期未办结"), ("dissatisfied", "回访不满意或未解决")):
        found = listed_tickets(results, scope, code, name, last)
        for number, (unit, held) in enumerate(found.groupby("org_lead")):
            if len(held) < 2 or number >= _MOST // 5:
                continue
            title = f"{unit}{words}的工单{len(held)}件"
            day = last - timedelta(days=6 * number)
            yield Matter(
                day,
                {"title": title[:60], "lead": str(unit), "step": "letter"},
                source_of("tickets", "", title=title, as_of=day, tickets=held["ticket_no"]),
            )


def _month(results: ResultStore, scope: Scope, code: str) -> Iterator[Matter]:
    from forecasting.frames import CALENDAR_ITEM, ROOM

    run = results.current(ROOM, code)
    if run is None or run.as_of is None or not run.has(CALENDAR_ITEM):
        return
    known = results.extract.directory(scope, code)
    for row in records(results.read(scope, run, CALENDAR_ITEM, order=["rank"]))[:4]:
        unit = as_text(row["departments"]).partition("、")[0]
        name = known.categories.get(str(row["category"]), str(row["category"]))
        day = run.as_of - timedelta(days=2)
        yield Matter(
            day,
            {"title": f"{name}季节性诉求提前预案"[:60], "lead": unit, "step": "letter",
             "basis": as_text(row["evidence"]), "category": str(row["category"])},
            source_of("calendar", f"{_day(row['month']):%Y-%m}:{row['category']}", title=name,
                      row=row, run=run.run_id, as_of=day),
        )  # fmt: skip


def _days(
    results: ResultStore, scope: Scope, cut: Filters
) -> Iterator[tuple[date, float | None, float | None]]:
    frame = evaluate(results.extract, scope, cut, ("volume",), ("day",))
    known = {_day(row["day"]): row["value"] for row in records(frame) if row["day"] is not None}
    for back in range(cut.period.days):
        day = cut.period.start + timedelta(days=back)
        yield day, float(known.get(day, 0.0) or 0.0), None


def _day(value: Any) -> date:
    import pandas as pd

    found: date = pd.Timestamp(value).date()
    return found
