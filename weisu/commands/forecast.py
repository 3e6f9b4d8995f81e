"""``weisu forecast``: tickets a day that are to come, with the range that holds them."""

from __future__ import annotations

import json
from datetime import datetime

import click

from weisu.wiring import opened, system_scope

LEVELS = ("city", "county", "street")


@click.command("forecast", help="今后每日的工单量；--fresh 现算，不改变页面上的结果。")
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="city",
    show_default=True,
    help="city 全部；county、street 逐个区县、街道",
)
@click.option(
    "--category-level",
    type=click.IntRange(0, 3),
    default=0,
    show_default=True,
    help="0 不分类；1、2、3 按一、二、三级分类",
)
@click.option("--horizon", type=int, default=28, show_default=True, help="预测多少天")
@click.option("--where", default="", help="area=…,category=…,department=…,channel=…")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="只用到这一天的数据")
@click.option("--fresh", is_flag=True, help="不用已有结果，按现有数据重新计算")
@click.option("--json", "as_json", is_flag=True)
def command(
    *,
    code: str | None,
    level: str,
    category_level: int,
    horizon: int,
    where: str,
    as_of: datetime | None,
    fresh: bool,
    as_json: bool,
) -> None:
    """Give the cells' forecasts of the current run, or of one made now."""
    from data_access.results.store import ResultStore
    from data_access.types import CallError
    from weisu.commands.metric import cuts_of
    from weisu.forecast_answer import Wanted, answer, text_lines

    if code is None:
        raise CallError("请用 --jurisdiction 给出地区编码。")
    if not 1 <= horizon <= 400:
        raise CallError(f"--horizon 应为 1 至 400 天，现为 {horizon}。")
    wanted = Wanted(
        code,
        level,
        category_level,
        horizon,
        as_of=as_of.date() if as_of else None,
        cuts=cuts_of(where),
    )
    settings, store = opened()
    document = answer(
        ResultStore.open(store, settings),
        system_scope(store, f"查询预测 {code}"),
        wanted,
        fresh=fresh,
        progress=lambda what, share: click.echo(f"  {what}（{share:.0%}）", err=True),
    )
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in text_lines(document):
        click.echo(line)
