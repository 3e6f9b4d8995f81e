"""A template's first draft from suggestions: what ``weisu profile check`` reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from data_access import schemas
from data_access.importing.readers import ReadOptions
from data_access.importing.suggest import Suggestion

_HEAD = """# 模板草稿：由列名和内容推测，请逐行核对后再用（写法见 docs/profiles.md）。
# 保存为 WEISU_HOME/profiles/mycity.yaml（profile 与文件名一致），用 weisu profile check 检查。
# 地区可以写在这里，也可以在导入时给出：
# jurisdiction: {code: "350100", name: 某市}
"""


def draft(found: Sequence[Suggestion], entity: schemas.Entity, options: ReadOptions) -> str:
    """Return the YAML of a template with the suggested columns, and remarks on what is open."""
    columns: dict[str, Any] = {}
    remarks: list[str] = []
    for field in entity.fields:
        one = next((s for s in found if s.field == field.name), None)
        if one is not None:
            columns[field.name] = _rule(one)
            if one.hint:
                remarks.append(
                    f"# 待核对：{field.label}（{field.name}，列“{one.column}”）：{one.hint}"
                )
        elif field.sent and field.required:
            remarks.append(f"# 待补充：{field.label}（{field.name}）是必需字段，没有找到相符的列")
    read = {k: v for k, v in _read(options).items() if v is not None}
    table = {"entity": entity.name, "files": ["*"], **({"read": read} if read else {})}
    document = {
        "profile": "mycity",
        "label": "待命名",
        "tables": [{**table, "columns": columns}],
    }
    body = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)
    return _HEAD + "".join(f"{line}\n" for line in remarks) + body


def _read(options: ReadOptions) -> dict[str, Any]:
    names = ("sheet", "header_row", "delimiter", "encoding")
    return {name: getattr(options, name) for name in names}


def _rule(one: Suggestion) -> Any:
    if one.formats:
        return {"from": one.column, "formats": list(one.formats)}
    if one.unknown or one.meant:
        # Empty until somebody says which known value each means.
        return {"from": one.column, "map": {**dict(one.meant), **dict.fromkeys(one.unknown)}}
    return one.column
