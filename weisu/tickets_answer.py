"""The documents of ``weisu tickets find`` and ``show``, whose schemas are in docs/search.md, and
their lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from data_access import schemas
from data_access.extract.query import Directory
from data_access.results.values import as_json
from data_access.search.asked import Asked
from data_access.search.find import Found
from data_access.search.ticket import Ticket
from style.texts import text

_LABELS = {f.name: f.label for f in schemas.TICKET.fields}
_MINUTE = "%Y-%m-%d %H:%M"


def found_document(asked: Asked, found: Found) -> dict[str, Any]:
    """Return the document of a list."""
    filters = asked.filters
    return {
        "jurisdiction": filters.jurisdiction,
        "from": filters.period.start.isoformat(),
        "to": filters.period.end.isoformat(),
        "count": found.count,
        "exact": found.exact,
        "tickets": _rows(found),
    }


def ticket_document(one: Ticket) -> dict[str, Any]:
    """Return the document of one ticket."""
    return {
        "ticket_no": one.number,
        "jurisdiction": one.jurisdiction,
        "as_of": one.as_of.isoformat(),
        "facts": {name: _plain(value) for name, value in one.facts.items()},
        "texts": dict(one.texts),
        "steps": [_fields(asdict(step)) for step in one.steps],
        "limits": [_fields(asdict(limit)) for limit in one.limits],
        "callbacks": [_fields(asdict(call)) for call in one.callbacks],
        "previous": None if one.previous is None else _rows(one.previous),
    }


def _rows(found: Found) -> list[dict[str, Any]]:
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in found.rows.to_dict("records")
    ]


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; times are local, without a zone."""
    if isinstance(value, datetime) and value == value:  # noqa: PLR0124 - NaT is a datetime too
        return value.isoformat(timespec="seconds")
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value.isoformat() if type(value) is date else as_json(value)


def found_lines(found: Found, directory: Directory) -> Iterator[str]:
    """Yield a list as lines for people."""
    key = "search.count" if found.exact else "search.at_least"
    yield text(key, count=f"{found.count:,}")
    for row in _rows(found):
        place = directory.area_names.get(row["area_street"] or "", "")
        cells = (
            row["ticket_no"], (row["t_accept"] or "")[:16].replace("T", " "), place,
            row["org_lead"] or "", row["status"] or "", row["title"] or row["snippet"],
        )  # fmt: skip
        yield "\t".join(cells)


def ticket_lines(one: Ticket, directory: Directory) -> Iterator[str]:
    """Yield a ticket as lines for people, times local."""
    yield f"{one.number}\t{one.texts.get('title', '')}"
    for name, words in one.texts.items():
        if name != "title":
            yield f"{_LABELS[name]}：{words}"
    names = {**directory.categories, **directory.area_names}
    for name, value in one.facts.items():
        if name in _LABELS and name != "ticket_no":
            yield f"{_LABELS[name]}：{_said(name, value, names)}"
    for step in one.steps:
        worked = "" if step.working_s is None else _hours(step.working_s)
        yield f"{step.seq}\t{step.at:{_MINUTE}}\t{step.org}\t{step.op}\t{step.note}\t{worked}"
    for limit in one.limits:
        state = {True: "kept", False: "missed", None: "running"}[limit.is_kept]
        rule = f"（{limit.rule}）" if limit.rule else ""
        due = f"{limit.due:{_MINUTE}}"
        yield f"{text(f'search.limit_{limit.name}')}{rule}：{due}，{text(f'search.limit_{state}')}"
    for call in one.callbacks:
        said = "，".join(filter(None, (call.method, call.satisfied, call.reason, call.text)))
        yield text("search.callback", round=call.round, at=f"{call.at:{_MINUTE}}", said=said)
    if one.previous is not None:
        yield text("search.previous", count=f"{one.previous.count:,}")
        yield from list(found_lines(one.previous, directory))[1:]


def _said(name: str, value: Any, names: dict[str, str]) -> str:
    if isinstance(value, bool):
        return text("search.yes") if value else text("search.no")
    if isinstance(value, datetime):
        return f"{value:{_MINUTE}}"
    named = name in {"area_code", "category_code"} and value in names
    return f"{names[value]}（{value}）" if named else str(value)


def _hours(seconds: int) -> str:
    return text("search.worked", hours=f"{seconds / 3600:.1f}")
