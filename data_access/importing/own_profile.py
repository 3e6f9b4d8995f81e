"""An own template: a known one, taken further by columns that it did not know, kept in the home.

It is written as the shipped ones are, read back by the same reader before it counts, and named by
the product; people know it by its label.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from data_access import schemas
from data_access.importing.profile import Profile, Table
from data_access.importing.profile_files import list_profiles, parse_profile
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.private_files import private_folder, replace_private
from data_access.types import Scope, WeisuError

RIGHT = "import.run"
MOST_LABEL = 40


def free_fields(table: Table, header: list[str]) -> list[schemas.Field]:
    """Return the fields that a file may carry and that nothing in its header fills, in order."""
    there = {name.casefold() for name in header}
    filled = {
        name
        for name, rule in table.columns.items()
        if rule.has_value or any(column.casefold() in there for column in rule.columns)
    }
    return [f for f in table.schema_entity.fields if f.sent and f.name not in filled]


def taken_further(
    profile: Profile, table: Table, chosen: Mapping[str, str], name: str, label: str
) -> str:
    """Return the text of a template that also fills fields from further columns.

    ``chosen``: column of the file to the name of a field, each field once. What the template says
    of a field stays, its own columns come first. ``WeisuError``: a field twice, an unknown one.
    """
    fields = list(chosen.values())
    known = {f.name for f in table.schema_entity.fields if f.sent}
    if unknown := sorted(set(fields) - known):
        raise WeisuError(f"没有名为“{'、'.join(unknown)}”的字段，模板没有保存。")
    if twice := sorted({f for f in fields if fields.count(f) > 1}):
        labels = "、".join(table.schema_entity.field(f).label for f in twice)
        raise WeisuError(f"“{labels}”对应了不止一列，每个字段只能取自一列。模板没有保存。")
    document = profile.model_dump(mode="json", by_alias=True, exclude_unset=True)
    document |= {"profile": name, "label": label}
    said: dict[str, Any] = document["tables"][profile.tables.index(table)]
    # Fields taken by their names are written out by now.
    said.pop("by_name", None)
    for column, field in chosen.items():
        said["columns"][field] = _rule(said["columns"].get(field, {}), column)
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)


def _rule(before: Mapping[str, Any], column: str) -> dict[str, Any]:
    kept = {k: v for k, v in before.items() if k not in ("from", "any_of", "join", "value")}
    own = [before["from"]] if "from" in before else [*before.get("any_of", ())]
    return {**kept, "any_of": [*own, column]}


def save_profile(  # noqa: PLR0917 - where, who, which template and what of it
    store: Store,
    settings: Settings,
    scope: Scope,
    profile: Profile,
    table: Table,
    chosen: Mapping[str, str],
    *,
    label: str,
) -> str:
    """Keep a template that was taken further, with a line in the audit log; return its name.

    Needs the right ``import.run``. ``WeisuError``: nothing chosen, no label or one that is taken,
    what ``taken_further`` refuses. ``ProfileError`` where the outcome could not be used.
    """
    scope.require(RIGHT)
    said = " ".join(label.split())
    if not chosen:
        raise WeisuError("还没有为任何一列选定字段，模板没有保存。")
    if not 0 < len(said) <= MOST_LABEL:
        raise WeisuError(f"请给模板起一个名称（不超过{MOST_LABEL}字），模板没有保存。")
    known = list_profiles(settings.home)
    if said in {one.label for one in known}:
        raise WeisuError(f"已有名为“{said}”的模板，请换一个名称。模板没有保存。")
    name = _free_name({one.name for one in known})
    text = taken_further(profile, table, chosen, name, said)
    path = settings.home / "profiles" / f"{name}.yaml"
    parse_profile(text, path)
    _write(path, text)
    detail = {"profile": profile.profile, "fields": sorted(chosen.values())}
    with store.write() as connection:
        audit.append(
            connection, actor=scope.actor, action="profile.save", about=said, detail=detail,
            at=utc_now(),
        )  # fmt: skip
    return name


def _free_name(taken: set[str]) -> str:
    number = 1
    while f"own_{number}" in taken:
        number += 1
    return f"own_{number}"


def _write(path: Path, text: str) -> None:
    private_folder(path.parent)
    try:
        replace_private(path, text.encode())
    except OSError as error:
        raise WeisuError(
            f"模板无法写入“{path}”：{error.strerror or error}。请检查磁盘空间和权限后重试。"
        ) from error
