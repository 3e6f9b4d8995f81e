"""Titles that come from a short list are categories, not words.

Some sources write a type and a descriptor where a title is expected. Hundreds of tickets have the
same one and are no copies of each other: such a column says what the category says already.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

_COLUMNS: Final = {"title": "标题", "content": "正文"}
_LEAST = 200
"""Texts below this number are too few to tell a list from people's words."""
_DISTINCT = 0.2
_COVERED = 0.8
_OFTEN = 3


def without_labels(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the tickets with columns of labels empty, and in words which they were."""
    labels = [name for name in _COLUMNS if name in frame and is_labels(frame[name])]
    if not labels:
        return frame, ""
    what = "、".join(_COLUMNS[name] for name in labels)
    note = f"{what}出自一份不长的清单，是分类而不是诉求人的话，不作文本分析。"
    return frame.assign(**dict.fromkeys(labels)), note


def is_labels(texts: pd.Series) -> bool:
    """Tell whether texts come from a list: at most a fifth of them are different, and eight in ten
    are written at least three times."""
    known = texts[texts.notna() & (texts != "")]
    if len(known) < _LEAST:
        return False
    # Most texts differ: a part of them tells that already, and to count all takes seconds.
    part = known.iloc[: int(2 * _DISTINCT * len(known))]
    if part.nunique() > _DISTINCT * len(known):
        return False
    counts = known.value_counts()
    covered = counts[counts >= _OFTEN].sum() / len(known)
    return bool(len(counts) <= _DISTINCT * len(known) and covered >= _COVERED)
