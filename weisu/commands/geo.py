"""``weisu geo``: the outlines of a city's areas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weisu.wiring import opened, system_scope

if TYPE_CHECKING:
    from data_access.store.engine import Store
    from data_access.types import Scope

# Said once more here, so that the command's help needs no library of shapes.
LEVELS = ("province", "city", "county", "street", "community", "all")
TOLD_LEVELS = ("county", "street", "community")
MEASURES = ("rate", "count", "per_10k", "to_expected", "on_time", "satisfied", "repeat")
SYSTEMS = ("wgs84", "cgcs2000", "gcj02", "bd09", "auto")


@click.group("geo", help="区域：import 导入边界、list 查看边界、stats 各区域的指标。")
def command() -> None:
    """Group the sub-commands."""


@command.command("import", help="导入区域边界：GeoJSON、Shapefile（.shp 或 .zip）、GeoPackage。")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--level", type=click.Choice(LEVELS), required=True, help="哪一级的边界；all 为文件自带的各级"
)
@click.option(
    "--system",
    type=click.Choice(SYSTEMS),
    default=None,
    help="文件的坐标系；auto 为按工单位置判断，差距明显时采用",
)
@click.option("--jurisdiction", "code", default=None, help="地区编码；只有一个地区时可不填")
@click.option("--code-field", default="", help="编码字段；不填则按常用名称查找")
@click.option("--name-field", default="", help="名称字段；不填则按常用名称查找")
@click.option("--layer", default="", help="GeoPackage 中的图层；只有一个时可不填")
@click.option("--swap-axes", is_flag=True, help="文件中纬度在前、经度在后时使用")
@click.option("--leave-out", is_flag=True, help="有不能导入的图形时，导入其余的")
@click.option("--dry-run", is_flag=True, help="只检查，不导入")
@click.option("--json", "as_json", is_flag=True)
def import_(
    *,
    file: Path,
    level: str,
    system: str | None,
    code: str | None,
    code_field: str,
    name_field: str,
    layer: str,
    swap_axes: bool,
    leave_out: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Check a file of outlines and store what it holds."""
    from data_access.types import CallError, WeisuError
    from weisu.outline_answer import import_document, import_lines
    from weisu.outline_import import Request, import_file

    settings, store = opened()
    scope = system_scope(store, f"导入区域边界 {file.name}")
    request = Request(
        file, _place(store, scope, code), level, system or "", code_field, name_field, layer,
        swap_axes, leave_out, dry_run,
    )  # fmt: skip
    outcome = import_file(store, settings, scope, request)
    if as_json:
        click.echo(json.dumps(import_document(outcome), ensure_ascii=False))
    else:
        for line in import_lines(outcome):
            click.echo(line)
    if outcome.refusal:
        raise CallError(outcome.refusal) if outcome.fault == "call" else WeisuError(outcome.refusal)


@command.command("list", help="列出现有的区域边界。")
@click.option("--jurisdiction", "code", default=None, help="地区编码；只有一个地区时可不填")
@click.option("--level", type=click.Choice(LEVELS), default="all", help="只看这一级")
@click.option("--json", "as_json", is_flag=True)
def list_(*, code: str | None, level: str, as_json: bool) -> None:
    """List the current outlines."""
    from geo.actions import directory
    from geo.store_reads import outlines
    from weisu.outline_answer import list_document, list_lines

    _, store = opened()
    scope = system_scope(store, "查看区域边界")
    place = _place(store, scope, code)
    found = outlines(store, scope, place, level="" if level == "all" else level)
    document = list_document(place, found, directory(store, scope, place))
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in list_lines(document):
        click.echo(line)


@command.command("stats", help="各区域的指标、聚集与同类比较（当晚算出的）。")
@click.option("--jurisdiction", "code", default=None, help="地区编码；只有一个地区时可不填")
@click.option("--level", type=click.Choice(TOLD_LEVELS), required=True, help="哪一级区域")
@click.option(
    "--measure",
    type=click.Choice(MEASURES),
    default="rate",
    show_default=True,
    help="指标；rate 即 per_10k（每万人件数）",
)
@click.option("--month", default="", help="月份，如 2026-10；不填为最近的整月")
@click.option("--category", default="", help="诉求大类的编码或名称；不填为全部")
@click.option("--json", "as_json", is_flag=True)
def stats(
    *, code: str | None, level: str, measure: str, month: str, category: str, as_json: bool
) -> None:
    """Show a month's figures of the areas of a level."""
    from data_access.results.store import ResultStore
    from weisu.geo_answer import Question, answer, text_lines

    settings, store = opened()
    scope = system_scope(store, "查看区域指标")
    place = _place(store, scope, code)
    results = ResultStore.open(store, settings)
    document = answer(results, scope, Question(place, level, measure, month, category))
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in text_lines(document):
        click.echo(line)


def _place(store: Store, scope: Scope, code: str | None) -> str:
    """Return the jurisdiction asked for, or the only one."""
    from data_access.types import CallError
    from geo.store_reads import jurisdictions

    known = jurisdictions(store, scope)
    if code is None and len(known) == 1:
        return known[0]
    if code is None or code not in known:
        listed = "、".join(known) or "还没有"
        asked = "请用 --jurisdiction 给出地区编码" if code is None else f"没有地区 {code}"
        raise CallError(f"{asked}。现有地区：{listed}。")
    return code
