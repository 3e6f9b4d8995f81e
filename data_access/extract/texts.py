"""The ticket frame: what the analyses of texts read, one row a ticket as known on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data_access.extract.query import Directory, Extract
from data_access.types import Filters, Period, Scope

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "ticket_no", "day", "hour", "t_accept", "category_code", "area_county", "area_street",
    "area_code", "source_channel", "ticket_type", "org_lead", "caller_key", "place_key", "title",
    "content", "lon", "lat", "n_return", "duplicate_of", "case_no", "direct_reply",
)  # fmt: skip
KEY = ("ticket_no", "day")


@dataclass(frozen=True, slots=True)
class Names:
    """Names beside a ticket frame. ``categories``, ``areas``: code to name; ``units``: names."""

    categories: Mapping[str, str]
    areas: Mapping[str, str]
    units: tuple[str, ...]

    @classmethod
    def of(cls, directory: Directory) -> Names:
        """Return the names of a directory."""
        units = tuple(dict.fromkeys((*directory.departments, *directory.units)))
        areas = {code: place.name for code, place in directory.areas.items()}
        return cls(dict(directory.categories), areas, units)


def ticket_frame(
    extract: Extract,
    scope: Scope,
    jurisdiction: str,
    period: Period,
    *,
    as_of: date | None = None,
    columns: Sequence[str] = COLUMNS,
    where: Filters | None = None,
) -> pd.DataFrame:
    """Return the tickets accepted in ``period`` that the scope sees, as known at the end of as_of.

    One row a ticket, sorted by (day, ticket_no), with the two of ``KEY`` and ``columns`` of
    ``COLUMNS`` in that order: ``day`` datetime64 (local midnight), ``hour`` local (float where some
    are missing), ``t_accept`` naive UTC, ``title`` and ``content`` scrubbed, flags as nullable
    booleans. What the source lacks is null throughout. ``where`` narrows by area, category,
    department and channel. ``as_of``: default the last day with data.

    Texts stay in Arrow memory, so a million tickets take little more than their bytes.
    Raises ``NotAllowedError`` outside the scope, ``ValueError`` on an unknown column.
    """
    unknown = [c for c in columns if c not in COLUMNS]
    if unknown:
        raise ValueError(f"a ticket frame has no {unknown}")
    chosen = [c for c in COLUMNS if c in KEY or c in columns]
    cut = where or Filters(jurisdiction, period)
    filters = Filters(
        jurisdiction,
        period,
        area=cut.area,
        category=cut.category,
        department=cut.department,
        channel=cut.channel,
        as_of=as_of,
    )
    items = ["day::TIMESTAMP AS day" if c == "day" else c for c in chosen]
    sql = f"SELECT {', '.join(items)} FROM t ORDER BY t.day, ticket_no"  # noqa: S608 - our own names
    table = extract.arrow(scope, filters, sql)
    frame: pd.DataFrame = table.to_pandas(split_blocks=True, self_destruct=True)
    if "direct_reply" in frame:
        frame["direct_reply"] = frame["direct_reply"].astype("boolean")
    return frame


def tickets_by_number(
    extract: Extract, scope: Scope, jurisdiction: str, numbers: Sequence[str], *, limit: int = 200
) -> pd.DataFrame:
    """Return those of some tickets that the scope sees, the newest first: ticket_no, day,
    area_street, org_lead, status, title, content (both scrubbed).
    """
    sql = """SELECT ticket_no, day, area_street, org_lead, status, title, content FROM t
        WHERE ticket_no IN (SELECT unnest(?)) ORDER BY day DESC, ticket_no LIMIT ?"""
    return extract.query(scope, jurisdiction, sql, [list(numbers), limit])


def has_texts(extract: Extract, jurisdiction: str) -> bool:
    """Tell whether any ticket of a jurisdiction says in words what it is about."""
    filled = extract.manifest.filled("tickets", jurisdiction)
    return any(filled.get(name, 0.0) > 0 for name in ("title", "content"))
