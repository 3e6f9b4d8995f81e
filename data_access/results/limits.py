"""Which rows and figures of a stored frame a scope may read, as SQL over its Parquet file.

The tickets that a scope sees are the extract's relation ``t``; nothing here knows how they are
limited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from data_access.extract.expressions import quoted
from data_access.results.declared import Column, Frame
from data_access.results.facts import RunFacts
from data_access.types import NotAllowedError, Scope

_TYPES = {
    "text": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "day": "DATE",
    "time": "TIMESTAMP",
    "json": "VARCHAR",
    "vector": "FLOAT[]",
}


def named(name: str) -> str:
    """Return a column's or frame's name as SQL, so that none of them is a word of SQL."""
    return '"' + name.replace('"', '""') + '"'


def is_limited(scope: Scope) -> bool:
    """Tell whether the scope sees only some of a jurisdiction's tickets."""
    return scope.departments is not None or scope.areas is not None


def may_read(scope: Scope, what: Frame | type[RunFacts]) -> bool:
    """Tell whether reading would answer (perhaps with fewer rows) rather than refuse."""
    if what.reach == "whole":
        return not is_limited(scope)
    if what.reach == "unit":
        return scope.areas is None
    return what.reach != "area" or scope.departments is None


def require_reach(scope: Scope, what: Frame | type[RunFacts]) -> None:
    """Raise ``NotAllowedError`` where ``may_read`` says no."""
    if not may_read(scope, what):
        raise NotAllowedError(
            f"“{what.label}”按全部工单算出，您的账号只能查看本单位、本辖区的工单。"
        )


def frame_sql(scope: Scope, frame: Frame, files: Mapping[str, str]) -> str:
    """Return the SELECT of a frame's rows for a scope; ``files``: path by frame."""
    if frame.name not in files:
        return _none(frame.columns)
    if not is_limited(scope) or frame.reach == "open":
        return _select(frame.columns, files[frame.name])
    require_reach(scope, frame)
    if frame.reach == "area":
        inside = " OR ".join(
            f"starts_with({named(frame.area)}, {quoted(a)})" for a in sorted(scope.areas or ())
        )
        return f"{_select(frame.columns, files[frame.name])} WHERE {inside or 'FALSE'}"
    if frame.reach == "unit":
        mine = ", ".join(quoted(d) for d in sorted(scope.departments or ())) or "NULL"
        return f"{_select(frame.columns, files[frame.name])} WHERE {named(frame.unit)} IN ({mine})"
    columns = _select(frame.columns, files[frame.name], blank=True)
    if frame.reach == "tickets":
        held = " AND ".join(f"{named(c)} IN (SELECT ticket_no FROM t)" for c in frame.tickets)  # noqa: S608
        return f"{columns} WHERE {held}"
    return f"{columns} WHERE {_linked(frame, files)}"


def _linked(frame: Frame, files: Mapping[str, str]) -> str:
    link = frame.link
    if link is None:
        raise ValueError(f"{frame.room}.{frame.name} is linked by nothing")
    if link.frame.name not in files:
        return "FALSE"
    source = _file(files[link.frame.name])
    (ticket,) = link.frame.tickets
    seen = f"WHERE {named(ticket)} IN (SELECT ticket_no FROM t)"  # noqa: S608
    keys = " UNION ".join(f"SELECT {named(c)} FROM {source} {seen}" for c in link.columns)  # noqa: S608
    return f"{named(link.key)} IN ({keys})"


def _select(columns: Sequence[Column], path: str, *, blank: bool = False) -> str:
    items = [
        f"NULL::{_TYPES[c.kind]} AS {named(c.name)}" if blank and c.whole else named(c.name)
        for c in columns
    ]
    return f"SELECT {', '.join(items)} FROM {_whole(columns, path)}"  # noqa: S608


def _file(path: str) -> str:
    return f"read_parquet({quoted(path)})"


def _whole(columns: Sequence[Column], path: str) -> str:
    """Return a file's rows with all columns: what an older run did not store yet is a gap."""
    return f"(FROM {_file(path)} UNION ALL BY NAME {_none(columns)})"


def _none(columns: Sequence[Column]) -> str:
    items = [f"NULL::{_TYPES[c.kind]} AS {named(c.name)}" for c in columns]
    return f"SELECT {', '.join(items)} WHERE FALSE"


def where_sql(frame: Frame, conditions: Mapping[str, Any]) -> str:
    """Return the WHERE clause of ``column: value`` or ``column: [values]``; KeyError on others."""
    parts = []
    for name, value in conditions.items():
        column = named(frame.column(name).name)
        if value is None:
            parts.append(f"{column} IS NULL")
        elif isinstance(value, list | tuple | set | frozenset):
            parts.append(f"{column} IN ({', '.join(_literal(v) for v in value) or 'NULL'})")
        else:
            parts.append(f"{column} = {_literal(value)}")
    return f" WHERE {' AND '.join(parts)}" if parts else ""


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if not isinstance(value, bool | int | float | date):
        raise TypeError(f"no condition can be made of {value!r}")
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return repr(value)
