"""Rows as JSON by columns are what ``json.dumps`` makes of each row."""

from __future__ import annotations

import json
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from data_access.importing.row_texts import by_name, filled

KINDS = (
    st.text(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(),
    st.dates(),
)
NAMES = st.text(min_size=1, max_size=4)


@st.composite
def tables(draw):
    count = draw(st.integers(0, 6))
    names = draw(st.lists(NAMES, unique=True, min_size=1, max_size=5))
    kinds = [draw(st.sampled_from(KINDS)) for _ in names]
    column = lambda kind: st.lists(st.none() | kind, min_size=count, max_size=count)  # noqa: E731
    return {name: draw(column(kind)) for name, kind in zip(names, kinds, strict=True)}


def said(value):
    return value.isoformat() if isinstance(value, datetime | date) else value


@given(tables())
def test_filled_fields_are_told_in_the_order_of_their_names(columns):
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    wanted = [
        json.dumps({k: said(v) for k, v in row.items() if v is not None},
                   ensure_ascii=False, sort_keys=True)
        for row in rows
    ]  # fmt: skip
    assert filled(columns) == wanted


@given(st.lists(NAMES, min_size=1, max_size=5), st.data())
def test_a_row_is_told_by_the_names_of_its_columns_without_empty_cells(header, data):
    cells = st.none() | st.text() | st.just("\ud800")
    rows = data.draw(st.lists(st.tuples(*(cells for _ in header)), max_size=5))
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    wanted = [
        json.dumps(
            {k: v for k, v in zip(header, row, strict=True) if v not in (None, "")},
            ensure_ascii=False,
        ).encode("utf-8", "backslashreplace").decode()
        for row in rows
    ]  # fmt: skip
    assert by_name(header, columns, len(rows)) == wanted
