"""A file of places on its way to the list, and the empty form of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from data_access.importing.readers import clean_name, open_rows
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from geo.place_finder import GazetteerFinder, place_finder
from geo.places.kinds import KIND_WORDS
from geo.store_places import known_areas

COLUMNS: Final = {
    "name": "名称", "kind": "类型", "area_code": "区划编码", "lon": "经度", "lat": "纬度",
    "aliases": "别名", "valid_from": "启用日期", "valid_to": "停用日期",
}  # fmt: skip
_KINDS = {word: kind for kind, word in KIND_WORDS.items()}
_OTHER = "other"
_SHOWN = 10
_NOTHING = "全部未导入，原有清单没有变动。"


def read_places(path: Path, areas: frozenset[str]) -> list[dict[str, Any]]:
    """Return the places of a CSV or workbook; columns by their Chinese or English names.

    Raises ``WeisuError``, naming rows, where any place can't be used: nothing is left out silently.
    """
    faults: list[str] = []
    found: list[dict[str, Any]] = []
    for number, cells in _rows(path):
        if not any(cells.values()):
            continue
        try:
            found.append(_place(cells, areas))
        except ValueError as error:
            faults.append(f"第 {number} 行：{error}")
    if faults:
        more = f"\n……共 {len(faults)} 行" if len(faults) > _SHOWN else ""
        raise WeisuError("\n".join(faults[:_SHOWN]) + f"{more}\n{_NOTHING}")
    if not found:
        raise WeisuError(f"“{path.name}”中没有地点，{_NOTHING}")
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    names = {clean_name(word): name for name, word in COLUMNS.items()}
    names |= {name: name for name in COLUMNS}
    with open_rows(path) as source:
        known = [names.get(clean_name(column)) for column in source.header]
        lacking = [COLUMNS[n] for n in ("name", "area_code") if n not in known]
        if lacking:
            raise WeisuError(
                f"“{path.name}”中没有{'、'.join(lacking)}列，{_NOTHING}"
                f"列名应为：{'、'.join(COLUMNS.values())}。"
            )
        for chunk in source.chunks(5000):
            if chunk.bad:
                bad = chunk.bad[0]
                raise WeisuError(f"第 {bad.number} 行：{bad.problem}。{_NOTHING}")
            for number, row in zip(chunk.numbers, chunk.rows, strict=True):
                cells = zip(known, row, strict=True)
                yield number, {name: (cell or "").strip() for name, cell in cells if name}


def _place(cells: dict[str, str], areas: frozenset[str]) -> dict[str, Any]:
    if len(cells["name"]) < 2:
        raise ValueError("名称应有两个字以上")
    if cells["area_code"] not in areas:
        raise ValueError(f"区划编码“{cells['area_code']}”不在区划表中")
    kind = cells.get("kind", "")
    return {
        "name": cells["name"],
        "kind": _KINDS.get(kind, kind if kind in KIND_WORDS else _OTHER),
        "area_code": cells["area_code"],
        "lon": _degrees(cells.get("lon", ""), "经度", 180),
        "lat": _degrees(cells.get("lat", ""), "纬度", 90),
        "aliases": cells.get("aliases") or None,
        "valid_from": _day(cells.get("valid_from", ""), "启用日期"),
        "valid_to": _day(cells.get("valid_to", ""), "停用日期"),
    }


def _degrees(said: str, word: str, most: int) -> float | None:
    if not said:
        return None
    try:
        value = float(said)
    except ValueError:
        raise ValueError(f"{word}“{said}”不是数字") from None
    if not -most <= value <= most:
        raise ValueError(f"{word}“{said}”超出范围")
    return value


def _day(said: str, word: str) -> date | None:
    if not said:
        return None
    try:
        return date.fromisoformat(said[:10].replace("/", "-"))
    except ValueError:
        raise ValueError(f"{word}“{said}”应写作 2026-03-01") from None


def area_codes(store: Store, scope: Scope, jurisdiction: str) -> frozenset[str]:
    """Return the codes that places may lie in."""
    return frozenset(known_areas(store, scope, jurisdiction)["code"].astype(str))


def finder_or_say(store: Store, scope: Scope, jurisdiction: str) -> GazetteerFinder:
    """Return the finder of a jurisdiction; ``WeisuError`` where there is no directory of areas."""
    found = place_finder(store, scope, jurisdiction)
    if found is None:
        raise WeisuError("还没有区划表，无法识别地点。请先导入区划（areas.csv）。")
    return found


def form() -> str:
    """Return the empty form as CSV, with one row as an example; Excel opens it as it is."""
    example = ("翠湖花园", "小区", "350102001001", "119.30", "26.08", "翠湖小区；翠湖壹号", "", "")
    return "\ufeff" + ",".join(COLUMNS.values()) + "\n" + ",".join(example) + "\n"
