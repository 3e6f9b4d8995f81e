"""Which property of a file holds an area's code, name, level and parent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.boundaries.findings import BoundaryFileError

USUAL: dict[str, tuple[str, ...]] = {
    "code": (
        "code", "adcode", "区划编码", "区划代码", "行政区划代码", "行政区划编码", "编码", "代码",
        "xzqdm", "xzqhdm", "xzdm", "qhdm", "areacode", "area_code", "towncode", "town_code",
        "streetcode", "street_code", "communitycode", "community_code", "统计用区划代码", "pac",
        "gb", "dm", "bm", "id",
    ),
    "name": (
        "name", "名称", "区划名称", "行政区名称", "行政区划名称", "街道名称", "社区名称", "xzqmc",
        "xzqhmc", "qhmc", "areaname", "area_name", "townname", "town_name", "town", "streetname",
        "street_name", "communityname", "community_name", "fullname", "mc",
    ),
    "level": ("level", "级别", "层级", "行政级别", "xzjb", "jb"),
    "parent": (
        "parent", "上级", "上级编码", "上级代码", "上级区划", "parentcode", "parent_code", "pcode",
        "sjdm", "sjxzqdm",
    ),
}  # fmt: skip
"""Names in the order in which they are looked for, written small."""
_LONGEST = 60
"""Characters of a code or a name; what is longer is neither."""
_NATIONAL = "156"
"""China's number (GB/T 2659) before a county's code, as the national base map writes it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the properties as the file writes them; empty where there is none."""

    code: str = ""
    name: str = ""
    level: str = ""
    parent: str = ""


def find_fields(
    present: Iterable[str], *, code: str = "", name: str = "", file_name: str = ""
) -> Fields:
    """Return the properties to read; ``code`` and ``name``: as the user gave them.

    ``BoundaryFileError`` where a given one is not there, or neither code nor name is found.
    """
    listed = list(present)
    small = {field.strip().casefold(): field for field in reversed(listed)}
    given = {"code": code, "name": name}
    found = {}
    for role, usual in USUAL.items():
        wanted = given.get(role, "")
        if wanted and wanted.strip().casefold() not in small:
            raise BoundaryFileError(
                "no_field",
                f"文件“{file_name}”中没有字段“{wanted}”。现有字段：{'、'.join(listed) or '无'}。",
            )
        names = (wanted.strip().casefold(),) if wanted else usual
        found[role] = next((small[n] for n in names if n in small), "")
    if not found["code"] and not found["name"]:
        raise BoundaryFileError(
            "no_field",
            f"文件“{file_name}”中找不到编码或名称字段，不知道每个图形是哪个区域。"
            f"现有字段：{'、'.join(listed) or '无'}。请用 --code-field 或 --name-field 指明。",
        )
    return Fields(**found)


def text_of(properties: Mapping[str, Any], field: str) -> str:
    """Return a property as text: whole numbers without a decimal point, nothing as an empty text.

    DataV's files give the parent as ``{"adcode": 350100}``.
    """
    value = properties.get(field) if field else None
    if isinstance(value, Mapping):
        value = value.get("adcode", "")
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _printable(str(value))
    head, dot, tail = text.partition(".")
    return head if dot and head.isdigit() and not tail.strip("0") else text


def _printable(text: str) -> str:
    """Return a text as a sentence can hold it: no control or half characters, not long."""
    seen = "".join(c if c.isprintable() else " " for c in text[:_LONGEST])
    return seen.encode("utf-8", "replace").decode().strip()


def code_of(properties: Mapping[str, Any], field: str) -> str:
    """Return a code as the file has it, without China's number before a county's."""
    code = text_of(properties, field)
    national = len(code) == 9 and code.startswith(_NATIONAL) and field.strip().casefold() == "gb"
    return code.removeprefix(_NATIONAL) if national else code
