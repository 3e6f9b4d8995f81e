"""What leaves the product: workbooks, safe CSV, and the ledger of who took which figures out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Filters, Scope

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONG_NUMBER = re.compile(r"\d{12,}|0\d+")
"""Digits that a spreadsheet would round or whose noughts it would drop."""
_WIDEST, _NARROWEST, _WIDE_FROM = 60, 8, 0x2E80
_MEASURED = 200
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")


def record_export(store: Store, scope: Scope, what: str, filters: Filters, rows: int) -> None:
    """Write an export into the audit log before it leaves; needs the right ``export.data``."""
    scope.require("export.data")
    scope.require_jurisdiction(filters.jurisdiction)
    cuts = {k: str(v) for k, v in asdict(filters).items() if v and k != "period"}
    cuts["period"] = f"{filters.period.start}/{filters.period.end}"
    _record(store, scope, what, cuts, rows)


def record_list_export(
    store: Store, scope: Scope, what: str, cuts: Mapping[str, str], rows: int, *, right: str
) -> None:
    """Write the export of one of the administrators' lists into the audit log before it leaves.

    It holds no figures of tickets: who may see the list (``right``) may take it along.
    """
    scope.require(right)
    _record(store, scope, what, cuts, rows)


def _record(store: Store, scope: Scope, what: str, cuts: Mapping[str, str], rows: int) -> None:
    with store.write() as connection:
        audit.append(
            connection,
            actor=scope.actor,
            action="export.data",
            about=what,
            detail={"filters": dict(cuts), "rows": rows},
            at=utc_now(),
        )


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return the frame as CSV; text that would be taken for a formula gets a leading ', digits that
    a spreadsheet would round or shorten a leading tab, which makes them text there.
    """
    import pandas as pd

    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object or isinstance(safe[name].dtype, pd.StringDtype):
            safe[name] = safe[name].map(_harmless)
    return b"\xef\xbb\xbf" + safe.to_csv(index=False, lineterminator="\r\n").encode()


def _harmless(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.startswith(_FORMULA):
        return f"'{value}"
    return f"\t{value}" if _LONG_NUMBER.fullmatch(value) else value


def workbook_bytes(
    frame: pd.DataFrame, sheet: str, told: Sequence[tuple[str, str]], about: str
) -> bytes:
    """Return the frame as an XLSX file: numbers as numbers, days as days, every text as text
    (numbers of tickets and codes keep all their digits, a formula is not one).

    ``sheet``: name of the first sheet, whose head stays in sight; ``about``: of the second one,
    which holds ``told``: what the figures are, label and words.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    heads = [str(name) for name in frame.columns]
    rows = list(frame.itertuples(index=False, name=None))
    _sheet(book, _sheet_name(sheet), heads, rows)
    _sheet(book, about, None, told)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet(
    book: Any, name: str, heads: Sequence[str] | None, rows: Sequence[tuple[Any, ...]]
) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(name)
    shown = [*([tuple(heads)] if heads else []), *rows[:_MEASURED]]
    for number, cells in enumerate(zip(*shown, strict=True), 1):
        page.column_dimensions[get_column_letter(number)].width = _width(cells)
    if heads:
        page.freeze_panes = "A2"
        page.append([_cell(page, head, Font(bold=True)) for head in heads])
    for row in rows:
        page.append([_cell(page, value) for value in row])


def _cell(page: Any, value: Any, font: Any = None) -> Any:
    import pandas as pd
    from openpyxl.cell import WriteOnlyCell

    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool):
        value = "是" if value else "否"
    if isinstance(value, str) or not isinstance(value, int | float | date):
        cell = WriteOnlyCell(page, _ILLEGAL.sub("", str(value)))
        cell.data_type, cell.number_format = "s", "@"
    else:
        cell = WriteOnlyCell(page, value)  # type: ignore[arg-type]
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
    if font is not None:
        cell.font = font
    return cell


def _width(cells: Iterable[Any]) -> int:
    """Return a column's width in digits; a Chinese letter is as wide as two."""
    longest = max((sum(2 if ord(c) >= _WIDE_FROM else 1 for c in str(v)) for v in cells), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _sheet_name(words: str) -> str:
    """Return a name that a workbook takes: at most 31 letters, none of ``[]:*?/\\``."""
    return _NOT_IN_NAMES.sub(" ", words)[:31].strip(" '") or "1"
