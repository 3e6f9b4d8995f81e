"""Checking a header: blank, duplicated and missing names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from data_access.importing.readers.residue import unwrapped
from data_access.types import WeisuError

_DATA_LIKE = re.compile(
    r"[-+]?[\d,.]+%?|\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}.*|true|false", re.IGNORECASE
)


def clean_name(cell: object) -> str:
    """Return a header name as it is compared: width folded, no outer or double blanks."""
    text = "" if cell is None else unwrapped(str(cell))
    return " ".join(unicodedata.normalize("NFKC", text).replace("\ufeff", "").split())


def is_blank(cells: Sequence[object]) -> bool:
    """Tell whether a row has nothing in it."""
    return all(cell is None or not str(cell).strip() for cell in cells)


def check_header(
    cells: Sequence[object], file_name: str, row: int, *, keyed: bool = False
) -> list[str]:
    """Return the header's names; ``WeisuError`` where they are missing or not unique.

    Empty names at the end fall away; one in the middle becomes ``(第N列)``, which no profile maps.
    ``keyed``: every name has values of its own, also an empty one at the end.
    """
    names = [clean_name(cell) for cell in cells]
    while names and not names[-1] and not keyed:
        names.pop()
    if not any(names):
        raise WeisuError(f"文件“{file_name}”中没有列名，未导入任何数据。请在第一行填写列名后重试。")
    filled = [name for name in names if name]
    data_like = [name for name in filled if _DATA_LIKE.fullmatch(name)]
    if 2 * len(data_like) > len(filled):
        raise WeisuError(
            f"文件“{file_name}”第 {row} 行看起来是数据而不是列名"
            f"（如“{data_like[0][:20]}”），未导入任何数据。请在数据上方补上一行列名后重试。"
        )
    repeated = [name for name, n in Counter(filled).items() if n > 1]
    if repeated:
        raise WeisuError(
            f"文件“{file_name}”的列名重复：{'、'.join(repeated[:5])}。"
            "无法判断应取哪一列，未导入任何数据。请改成不同的列名后重试。"
        )
    return [name or f"（第{i}列）" for i, name in enumerate(names, start=1)]


def no_rows_error(file_name: str) -> WeisuError:
    """The error for a file that has nothing in it."""
    return WeisuError(f"文件“{file_name}”是空的，未导入任何数据。请检查导出是否成功。")
