"""Tables as files that Excel opens right: UTF-8 with a mark, full precision, no formulas."""

from __future__ import annotations

import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return the frame as CSV; text that would be taken for a formula gets a leading '."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object or isinstance(safe[name].dtype, pd.StringDtype):
            safe[name] = safe[name].map(_harmless)
    return b"\xef\xbb\xbf" + safe.to_csv(index=False, lineterminator="\r\n").encode()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
