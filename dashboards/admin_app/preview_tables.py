"""What an import would make of a file, as tables and words."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from data_access.days import local_time
from data_access.importing.preview import Preview
from style.texts import text
from style.wording import clauses, enumerated, listing, number, punctuate

ROWS_NAMED = 8


def problem_words(problems: list[tuple[int, str]]) -> str:
    """Return which of the first rows can't be imported and why, by reason."""
    rows: dict[str, list[str]] = {}
    for row, reason in problems:
        rows.setdefault(punctuate(reason), []).append(number(row))
    lines = [
        text("import.preview_reason", reason=reason, rows=listing(numbers, ROWS_NAMED))
        for reason, numbers in rows.items()
    ]
    return text("import.preview_problems", rows=len(problems), reasons=clauses(lines))


def mapping_frame(found: Preview, timezone: str) -> pd.DataFrame:
    """Return one row a field of the template: its column in the file and what it became, times
    as clocks in the place show them.

    Columns of the file that no field takes come last; they stay with the original row.
    """
    entity, there = found.table.schema_entity, {c.casefold() for c in found.header}
    used: set[str] = set()
    rows = []
    for name, rule in found.table.columns.items():
        columns = [c for c in rule.columns if c.casefold() in there]
        used.update(c.casefold() for c in columns)
        source = enumerated(columns) or (text("import.constant") if rule.has_value else "")
        state = "mapped" if columns or rule.has_value else "absent"
        shown = _cell(_first(found, name), timezone)
        rows.append((entity.field(name).label, source, shown, text(f"import.map_{state}")))
    rest = [c for c in found.header if c.casefold() not in used]
    rows += [("", column, "", text("import.map_unused")) for column in rest]
    order = {text(f"import.map_{s}"): i for i, s in enumerate(("mapped", "unused", "absent"))}
    rows.sort(key=lambda row: order[row[3]])
    names = [text(f"import.col_{c}") for c in ("field", "column", "example", "state")]
    return pd.DataFrame(rows, columns=names)


def sample_frame(found: Preview, timezone: str) -> pd.DataFrame:
    """Return the first rows under the fields' names, personal fields masked, times local."""
    entity = found.table.schema_entity
    filled = [n for n in found.table.columns if _first(found, n) is not None]
    return pd.DataFrame(
        [
            {
                text("import.row_no"): number_,
                **{entity.field(n).label: _cell(cells.get(n), timezone) for n in filled},
            }
            for number_, cells in ((r.number, r.values) for r in found.rows)  # noqa: PD011
        ]
    )


def _first(found: Preview, name: str) -> object:
    """Return a field's first value in the preview, or None."""
    rows = (row.values for row in found.rows)  # noqa: PD011 - not a frame's
    return next((cells[name] for cells in rows if name in cells), None)


def _cell(value: object, timezone: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):  # stored as naive UTC
        return f"{local_time(value, timezone):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return text("import.yes") if value else text("import.no")
    return str(value)[:60]
