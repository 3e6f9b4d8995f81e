"""What spreadsheets leave around values: wrappings that keep zeros, cells beyond the names."""

from __future__ import annotations

import re
from collections import Counter

from data_access.importing.readers.base import RawRow

_WRAPPED = re.compile(r"=\s*(?:T\(\s*)?\"(.*)\"\s*\)?", re.DOTALL)


def unwrapped(text: str, *, prose: bool = False) -> str:
    """Return ``0013`` of ``="0013"`` and of ``'0013``; in prose an apostrophe is a quotation."""
    bare = text.strip()
    if bare.startswith("=") and (found := _WRAPPED.fullmatch(bare)):
        return found.group(1).replace('""', '"')
    if bare.startswith("'") and not prose and "'" not in bare[1:]:
        return bare[1:]
    return text


class StrayCells:
    """Counts what stands in columns without a name: it belongs to no field, the row is sound."""

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: Counter[int] = Counter()

    def look(self, row: RawRow, width: int) -> None:
        """Count the filled cells of a row from column ``width`` on."""
        self._rows.update(
            i for i in range(width, len(row)) if (cell := row[i]) and not cell.isspace()
        )

    def notes(self) -> list[str]:
        """Return the remark on them, once."""
        if not self._rows:
            return []
        columns = "、".join(str(c + 1) for c in sorted(self._rows)[:5])
        more = " 等" if len(self._rows) > 5 else ""
        rows = max(self._rows.values())
        self._rows.clear()
        return [f"第 {columns}{more} 列没有列名却有内容（{rows} 行），未导入这些格"]
