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


@command.command("forms", help="把标准模板的空白表格（Excel，含下拉选项与填写说明）写到目录 OUT。")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
def forms(out: Path) -> None:
    """Write one workbook for each kind of file; none that is there is replaced."""
    from data_access import schemas
    from data_access.importing.forms import file_name, form
    from data_access.types import CallError

    out.mkdir(parents=True, exist_ok=True)
    for entity in schemas.ENTITIES.values():
        path = out / file_name(entity)
        try:
            with path.open("xb") as file:
                file.write(form(entity))
        except FileExistsError:
            raise CallError(f"“{path}”已经存在，没有覆盖。请换一个目录，或先移走它。") from None
        click.echo(path)


@command.command(
    "suggest", help="按文件的列名和内容给出映射建议，并给出模板草稿，作为新模板的起点。"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--entity", default="ticket", show_default=True, help="文件里是什么")
@click.option("--sheet", default=None, help="工作表的名称，或可见表的序号")
@click.option("--header-row", type=click.IntRange(1), default=None, help="列名在第几行")
@click.option("--delimiter", default=None, help="CSV 的分隔符")
@click.option("--encoding", default=None, help="文字编码，如 gb18030")
@click.option("--yaml", "only_draft", is_flag=True, help="只输出模板草稿（YAML），便于存成文件")
def suggest(
    *,
    file: Path,
    entity: str,
    sheet: str | None,
    header_row: int | None,
    delimiter: str | None,
    encoding: str | None,
    only_draft: bool,
) -> None:
    """Print which column looks like which field, then a draft of the template."""
    from data_access import schemas
    from data_access.importing.readers import ReadOptions, open_rows
    from data_access.importing.suggest import suggest_mapping
    from data_access.importing.suggest_draft import draft
    from data_access.types import CallError

    if entity not in schemas.ENTITIES:
        raise CallError(f"没有“{entity}”；可用：{'、'.join(schemas.ENTITIES)}。")
    if delimiter is not None and len(delimiter) != 1:
        raise CallError("分隔符应为一个字符。")
    numbered = int(sheet) if sheet is not None and sheet.isdecimal() else sheet
    options = ReadOptions(numbered, header_row, delimiter, encoding)
    kind = schemas.ENTITIES[entity]
    with open_rows(file, options) as source:
        chunk = next(source.chunks(200), None)
        found = suggest_mapping(source.header, chunk.rows if chunk else [], kind)
        notes = list(source.notes)
    for note in notes:
        click.echo(f"提示：{note}", err=True)
    if not only_draft:
        for one in found:
            label = kind.field(one.field).label if one.field else ""
            line = f"{one.column}\t{one.field or '-'}\t{label}\t{one.confidence:.2f}"
            click.echo(f"{line}\t{one.hint}" if one.hint else line)
        click.echo()
    click.echo(draft(found, kind, options), nl=False)
