"""Values of a stored frame's cells as Python has them: gaps are ``None`` or empty, never NaN."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return a frame's rows as dictionaries, equal to those of ``DataFrame.to_dict("records")``.

    By columns: pandas asks every single value for its type, a quarter of a second for the warnings
    of a large city.
    """
    names = [str(name) for name in frame.columns]
    columns = [_values(frame.iloc[:, at]) for at in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: pd.Series) -> list[Any]:
    values = column.tolist()
    nullable = isinstance(column.dtype, pd.api.extensions.ExtensionDtype)
    return [None if v is pd.NA else v for v in values] if nullable else values


def within(column: pd.Series | pd.Index, texts: Iterable[str]) -> NDArray[np.bool_]:
    """Return which of a column's texts are among ``texts``; a gap is not.

    By Arrow's own look-up: pandas takes every text of a large set apart in Python.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    known = texts if isinstance(texts, pd.Series | pd.Index) else list(texts)
    wanted = pa.array(known, pa.string(), from_pandas=True)
    given = pa.array(column, pa.string(), from_pandas=True)
    found = pc.is_in(given, value_set=wanted, skip_nulls=True)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)


def missing(value: Any) -> bool:
    """Tell whether a cell is a gap: None, NaN or NaT."""
    if isinstance(value, str):
        return False
    return value is None or (not isinstance(value, list | dict) and bool(pd.isna(value)))


def as_text(value: Any) -> str:
    """Return a cell's text, empty where there is none."""
    return "" if missing(value) else str(value)


def as_list(value: Any) -> list[Any]:
    """Return the list in a cell of JSON, empty where there is none."""
    return list(json.loads(value)) if isinstance(value, str) and value else []


def as_json(value: Any) -> Any:
    """Return a cell as a JSON document has it: days as text, no gap but None."""
    if missing(value):
        return None
    if isinstance(value, pd.Timestamp | date):
        return value.strftime("%Y-%m-%d")
    return value.item() if hasattr(value, "item") else value
