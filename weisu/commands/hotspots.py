"""``weisu hotspots``: what people call about, ranked, with heat, states and repeats."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weisu.progress import progress_bar
from weisu.wiring import opened, system_scope

if TYPE_CHECKING:
    from data_access.results.store import ResultStore
    from data_access.types import Period

LEVELS = ("city", "county")
PERIODS = ("7d", "30d", "90d", "365d")


@click.command("hotspots", help="当前的热点、状态与重复诉求；--fresh 现算，不改变页面上的结果。")
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), default=None, help="不含当日")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="city",
    show_default=True,
    help="city 全部；county 另列各区县的热点",
)
@click.option(
    "--period",
    "window",
    type=click.Choice(PERIODS),
    default=None,
    help="按近多少天的热度排列；不填为近 7 天，给出 --from 或 --to 时为所给的全部日期",
)
@click.option("--top", type=int, default=10, show_default=True, help="列出前几个")
@click.option("--fresh", is_flag=True, help="不用已有结果，按现有数据重新计算")
@click.option("--json", "as_json", is_flag=True)
@click.option("--xlsx", type=click.Path(path_type=Path), default=None, help="写出两张热点问题表")
def command(
    *,
    code: str | None,
    start: datetime | None,
    end: datetime | None,
    as_of: datetime | None,
    level: str,
    window: str | None,
    top: int,
    fresh: bool,
    as_json: bool,
    xlsx: Path | None,
) -> None:
    """Rank the matters of the current run, or of one made now."""
    from data_access.extract.texts import ticket_frame
    from data_access.results.store import ResultStore
    from data_access.types import CallError
    from weisu.hotspots_answer import answer, text_lines, write_tables

    if code is None:
        raise CallError("请用 --jurisdiction 给出地区编码。")
    settings, store = opened()
    scope = system_scope(store, f"查询热点 {code}")
    results = ResultStore.open(store, settings)
    with progress_bar(quiet=as_json) as show:
        found = answer(
            results,
            scope,
            code,
            period=_period(results, code, start, end),
            as_of=as_of.date() if as_of else None,
            fresh=fresh,
            window=window or "",
            progress=show,
        )
    if xlsx is not None:
        tickets = ticket_frame(results.extract, scope, code, found.period, as_of=found.as_of)
        write_tables(found, tickets, xlsx)
        click.echo(f"已写出 {xlsx}。", err=as_json)
    document = found.document(top=top, by_county=level == "county")
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in text_lines(document):
        click.echo(line)


def _period(
    results: ResultStore, code: str, start: datetime | None, end: datetime | None
) -> Period | None:
    """Return the days asked for; what is left open is where the data begin or end."""
    from datetime import timedelta

    from data_access.types import Period
    from weisu.known_values import require_days

    if start is None and end is None:
        return None
    summary = results.extract.manifest.jurisdictions.get(code)
    if summary is not None:
        first_asked, end_asked = (d.date() if d else None for d in (start, end))
        require_days(summary, first_asked, end_asked, None)
    first = summary.first_day if summary and summary.first_day else date(2000, 1, 1)
    last = summary.last_day if summary and summary.last_day else first
    return Period(start.date() if start else first, end.date() if end else last + timedelta(days=1))
