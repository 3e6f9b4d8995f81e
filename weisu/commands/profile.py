"""``weisu profile``: import profiles."""

from __future__ import annotations

from pathlib import Path

import click

from weisu.wiring import opened


@click.group("profile", help="导入模板。")
def command() -> None:
    """Group the sub-commands."""


@command.command("list", help="列出可用的模板。")
def list_() -> None:
    """List profiles."""
    from data_access.importing.profile_files import list_profiles

    settings, _ = opened()
    for info in list_profiles(settings.home):
        state = "有误" if info.problem else ("自带" if info.shipped else "自定义")
        click.echo(f"{info.name}\t{info.label}\t{state}\t{info.path}")


@command.command("check", help="检查一个模板；每个错误都给出行号。")
@click.argument("name_or_file")
def check(name_or_file: str) -> None:
    """Load a profile; its faults are the error."""
    from data_access.importing.profile_files import load_profile

    settings, _ = opened()
    found = load_profile(name_or_file, settings.home)
    tables = "、".join(t.label or t.schema_entity.label for t in found.tables)
    click.echo(f"模板“{found.label}”无误，可导入：{tables}。")


@command.command("suggest", help="按文件的列名给出映射建议，作为新模板的起点。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--entity", default="ticket", show_default=True, help="文件里是什么")
def suggest(file: Path, entity: str) -> None:
    """Print which column looks like which field."""
    from data_access import schemas
    from data_access.importing.readers import open_rows
    from data_access.importing.suggest import suggest_mapping
    from data_access.types import CallError

    if entity not in schemas.ENTITIES:
        raise CallError(f"没有“{entity}”；可用：{'、'.join(schemas.ENTITIES)}。")
    with open_rows(file) as source:
        chunk = next(source.chunks(200), None)
        rows = chunk.rows if chunk else []
        found = suggest_mapping(source.header, rows, schemas.ENTITIES[entity])
    for column, field, confidence in found:
        label = schemas.ENTITIES[entity].field(field).label if field else ""
        click.echo(f"{column}\t{field or '-'}\t{label}\t{confidence:.2f}")
