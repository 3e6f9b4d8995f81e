"""``weisu scorecard``: the figures of one unit or of all, beside what was to be expected."""

from __future__ import annotations

import json
from datetime import datetime

import click

from weisu.commands.cut import cut_of
from weisu.commands.tickets import AS


@click.command("scorecard", help="承办单位评分卡：各项指标、同样工单的期望值和范围。")
@click.option("--unit", default=None, help="承办单位；不填为全部")
@click.option("--period", required=True, help="统计期，如 2026、2026Q3、2026-10")
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option(
    "--least", type=click.IntRange(1), default=30, show_default=True, help="少于多少件不作判断"
)
@click.option("--score", "preset", default=None, help="另按哪一种评分办法计分，如 three_rates")
@AS
@click.option("--json", "as_json", is_flag=True)
def command(
    *,
    unit: str | None,
    period: str,
    code: str | None,
    as_of: datetime | None,
    least: int,
    preset: str | None,
    login: str | None,
    as_json: bool,
) -> None:
    """Print the cards of a period."""
    from supervision.scorecards.period import read_period
    from supervision.scorecards.presets import preset_of
    from weisu.scorecard_answer import answer, text_lines

    days = read_period(period)
    how = preset_of(preset) if preset else None
    cuts = {"department": unit} if unit else {}
    cut = cut_of(code, start=None, end=None, cuts=cuts, as_of=as_of, about="查评分卡", login=login)
    document = answer(
        cut.extract, cut.scope, cut.filters.jurisdiction, days,
        unit=unit, as_of=cut.filters.as_of, least_n=least, preset=how,
    )  # fmt: skip
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in text_lines(document):
        click.echo(line)
