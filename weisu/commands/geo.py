"""``weisu geo``: the outlines of a city's areas, the places of its tickets."""

from __future__ import annotations

import json
from pathlib import Path

import click

from weisu.commands.geo_places import places
from weisu.place_of import place_of
from weisu.wiring import opened, system_scope

# Said once more here, so that the command's help needs no library of shapes.
LEVELS = ("province", "city", "county", "street", "community", "all")
TOLD_LEVELS = ("county", "street", "community")
MEASURES = ("rate", "count", "per_10k", "to_expected", "on_time", "satisfied", "repeat")
SYSTEMS = ("wgs84", "cgcs2000", "gcj02", "bd09", "auto")


@click.group(
    "geo",
    help="区域：import 导入、list 查看边界，stats 各区域的指标；place 识别地点，places 地名清单。",
)
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
        file, place_of(store, scope, code), level, system or "", code_field, name_field, layer,
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


@command.command("place", help="从保密库的原文识别已入库工单的地点；中断后再次执行即接着做。")
@click.option("--jurisdiction", "code", default=None, help="地区编码；只有一个地区时可不填")
@click.option("--limit", type=click.IntRange(1), default=None, help="这次最多识别几件")
@click.option("--again", is_flag=True, help="地名或规则有变时，按现在的重新识别")
@click.option("--refresh/--no-refresh", "do_refresh", default=True, help="完成后更新分析文件")
@click.option("--json", "as_json", is_flag=True)
def place(
    *, code: str | None, limit: int | None, again: bool, do_refresh: bool, as_json: bool
) -> None:
    """Find the places of tickets that were imported before."""
    from dataclasses import asdict

    from data_access.importing.place_again import place_again
    from geo.place_actions import learn
    from geo.place_list import finder_or_say
    from geo.store_places import learning_of
    from weisu.pipeline import refresh_if_free
    from weisu.progress import progress_bar

    settings, store = opened()
    scope = system_scope(store, "识别已入库工单的地点")
    where = place_of(store, scope, code)
    if learning_of(store, scope, where) is None:
        learn(store, scope, where)
    finder = finder_or_say(store, scope, where)
    with progress_bar(quiet=as_json) as show:
        done = place_again(
            store, settings, scope, where, finder, limit=limit, again=again, progress=show
        )
    if do_refresh and done.read:
        refresh_if_free(store, settings, echo=lambda words: click.echo(words, err=as_json))
    if as_json:
        click.echo(json.dumps({"jurisdiction": where, **asdict(done)}))
    else:
        click.echo(
            f"识别 {done.read:,} 件，其中 {done.placed:,} 件定出地点，还有 {done.left:,} 件。"
        )
        if done.without:
            click.echo(f"{done.without:,} 件在保密库中没有原文，按脱敏后的文字识别。")


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
    place = place_of(store, scope, code)
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
    place = place_of(store, scope, code)
    results = ResultStore.open(store, settings)
    document = answer(results, scope, Question(place, level, measure, month, category))
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in text_lines(document):
        click.echo(line)


command.add_command(places)
