"""``weisu forecast``: what will come in the next days, for every cell."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from weisu.wiring import opened, system_scope

LEVELS = ("city", "county", "street")
LONGEST = 400  # days: forecasting.types.LONGEST, which would import pandas for the help


@click.command("forecast", help="预测此后若干天的工单量：各区域、各分类及其合计，带区间。")
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option(
    "--level", type=click.Choice(LEVELS), default="city", show_default=True, help="分到哪一级区域"
)
@click.option(
    "--category-level",
    type=click.IntRange(0, 3),
    default=0,
    show_default=True,
    help="分到哪一级分类；0 不分",
)
@click.option("--channel", is_flag=True, help="另按来源渠道分")
@click.option(
    "--horizon",
    type=click.IntRange(1, LONGEST),
    default=28,
    show_default=True,
    help=f"预测多少天，最多 {LONGEST}",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="只用到这一天的数据")
@click.option(
    "--busiest",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="工单最多的几个单元另用 ETS、SARIMAX、Prophet 等较慢的模型",
)
@click.option("--fresh", is_flag=True, help="不用已有结果，按现有数据重新计算")
@click.option("--json", "as_json", is_flag=True)
def command(
    *,
    code: str | None,
    level: Any,
    category_level: int,
    channel: bool,
    horizon: int,
    as_of: datetime | None,
    busiest: int,
    fresh: bool,
    as_json: bool,
) -> None:
    """Answer from the current run where it holds what is asked, else forecast now; a forecast that
    is made now is not stored.
    """
    from data_access.results.store import ResultStore
    from data_access.types import CallError
    from weisu.forecast_answer import Cut, forecast_document, text_lines
    from weisu.forecast_stored import stored_document

    if code is None:
        raise CallError("请用 --jurisdiction 给出地区编码。")
    settings, store = opened()
    scope = system_scope(store, f"预测 {code}")
    results = ResultStore.open(store, settings)
    extract, day = results.extract, as_of.date() if as_of else None
    cut, document = Cut(level, category_level, channel), None
    if not (fresh or busiest):
        document = stored_document(results, scope, code, cut, horizon=horizon, as_of=day)
    if document is None:
        document = forecast_document(
            extract, scope, code, cut, horizon=horizon, as_of=day, busiest=busiest
        )
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    names = extract.directory(scope, code)
    areas = names.area_names
    for line in text_lines(document, areas, names.categories):
        click.echo(line)
