"""Rows of another program into the store, as a file's would be: for an interface that pushes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from data_access.importing.job import BatchResult
from data_access.importing.load import Progress, ingest
from data_access.importing.places import PlaceFinders
from data_access.importing.profile import Jurisdiction, Profile
from data_access.importing.uploads import remove_upload, upload_path
from data_access.settings import Settings
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError

Value = str | int | float | bool | None
_SOURCE = re.compile(r"[\w.-]{1,80}")


def ingest_rows(
    store: Store,
    settings: Settings,
    scope: Scope,
    rows: Iterable[Mapping[str, Any]],
    *,
    source: str,
    profile: Profile | str,
    actor: str,
    place: Jurisdiction | None = None,
    progress: Progress | None = None,
    places: PlaceFinders | None = None,
) -> BatchResult:
    """Import rows (column name to value) that come from ``source``, as ``ingest`` does a file.

    The batch is listed under the source's name, by which the profile also tells its tables apart.
    Rows are written down first, readable by the owner only and removed at the end: which row of a
    ticket holds is known once all have come, and an iterator that breaks off leaves nothing half
    imported. Values are text, numbers, truth values, None, or lists of them; keep long numbers as
    text. Raises ``WeisuError`` for a source's name that can't be a file's, for a row that isn't
    JSON's, and as ``ingest`` does; whatever ``rows`` raises.
    """
    scope.require("import.run")
    if not _SOURCE.fullmatch(source):
        raise WeisuError("来源名称应为 1 至 80 个字母、数字、汉字、点、横线或下划线。")
    path = upload_path(settings, f"{source}.jsonl")
    try:
        with path.open("w", encoding="utf-8") as file:
            for number, row in enumerate(rows, 1):
                file.write(_line(row, number))
        return ingest(
            store, settings, scope, path, profile, actor=actor, place=place, progress=progress,
            places=places,
        )  # fmt: skip
    finally:
        remove_upload(path)


def _line(row: Mapping[str, Any], number: int) -> str:
    try:
        return json.dumps(dict(row), ensure_ascii=False, allow_nan=False) + "\n"
    except (TypeError, ValueError):
        # The cause names the value, which may be a person's.
        raise WeisuError(
            f"第 {number} 条记录不是“列名：值”的形式，或含有 JSON 没有的值，全部未导入。"
        ) from None
