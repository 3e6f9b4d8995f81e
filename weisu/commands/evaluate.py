"""``weisu evaluate …``: a model against data, the store's or a file's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weisu.commands.evaluate_places import places
from weisu.wiring import opened, system_scope

if TYPE_CHECKING:
    from data_access.results.store import ResultStore
    from data_access.types import Scope


@click.group("evaluate", help="用数据检验模型。")
def command() -> None:
    """Group the sub-commands, one a room."""


@command.command("hotspots", help="检验主题与重复诉求；给出真值时另算与真值的符合程度。")
@click.option(
    "--source",
    default="store",
    show_default=True,
    help="store 为已入库的数据；或一个文件、目录（不入库）",
)
@click.option("--profile", "profile_name", default=None, help="文件的导入模板")
@click.option("--jurisdiction", "code", default=None, help="地区编码（store 时必填）")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), default=None, help="不含当日")
@click.option(
    "--truth",
    type=click.Path(path_type=Path),
    default=None,
    help="真值目录：weisu demo --out 写出的目录",
)
@click.option("--seed", type=int, default=20251, show_default=True, help="随机种子")
@click.option("--json", "as_json", is_flag=True)
def hotspots(
    *,
    source: str,
    profile_name: str | None,
    code: str | None,
    start: datetime | None,
    end: datetime | None,
    truth: Path | None,
    seed: int,
    as_json: bool,
) -> None:
    """Measure topics and repeats."""
    from data_access.types import CallError, Period
    from weisu.evaluate_hotspots import measure
    from weisu.evaluation_tables import hotspots_lines

    if (start is None) != (end is None):
        raise CallError("--from 与 --to 须同时给出。")
    period = Period(start.date(), end.date()) if start and end else None
    with source_of(source, profile_name, code, "检验热点模型") as (results, scope, place):
        document = measure(results, scope, place, period=period, truth=truth, seed=seed)
    _tell(document, hotspots_lines, as_json=as_json)


@command.command("forecasting", help="检验预测：逐期回推近一年，与季节性朴素法、Prophet 等并列。")
@click.option(
    "--source",
    default="store",
    show_default=True,
    help="store 为已入库的数据；或一个文件、目录（不入库）",
)
@click.option("--profile", "profile_name", default=None, help="文件的导入模板")
@click.option("--jurisdiction", "code", default=None, help="地区编码（store 时必填）")
@click.option(
    "--level",
    type=click.Choice(("city", "county", "street")),
    default="street",
    show_default=True,
    help="分到哪一级区域",
)
@click.option(
    "--category-level",
    type=click.IntRange(0, 3),
    default=1,
    show_default=True,
    help="分到哪一级分类；0 不分",
)
@click.option("--origins", type=click.IntRange(1), default=13, show_default=True, help="回推几期")
@click.option(
    "--beside",
    type=click.IntRange(0),
    default=12,
    show_default=True,
    help="工单最多的几个合计另用较慢的模型和 Prophet",
)
@click.option(
    "--horizons",
    default="28,61",
    show_default=True,
    help="评到未来第几天，逗号分隔，最长 400",
)
@click.option(
    "--far",
    default="120,365",
    show_default=True,
    help="只检验可信范围的更远的天数，逗号分隔；空为不检验",
)
@click.option(
    "--peers",
    default="",
    help="另与哪些公开模型并列：autoets、lightgbm，逗号分隔（先 make setup-peers）",
)
@click.option("--json", "as_json", is_flag=True)
def forecasting(
    *,
    source: str,
    profile_name: str | None,
    code: str | None,
    level: Any,
    category_level: int,
    origins: int,
    beside: int,
    horizons: str,
    far: str,
    peers: str,
    as_json: bool,
) -> None:
    """Measure forecasts from rolling origins."""
    from weisu.evaluation_tables import forecasting_lines
    from weisu.forecast_answer import Cut, evaluation_document

    days, further = _days("--horizons", horizons), _days("--far", far) if far else ()
    names = tuple(n.strip() for n in peers.split(",") if n.strip())

    with source_of(source, profile_name, code, "检验预测") as (results, scope, place):
        document = evaluation_document(
            results.extract, scope, place, Cut(level, category_level),
            origins=origins, beside=beside, horizons=days, far=further, peers=names,
        )  # fmt: skip
    _tell(document, forecasting_lines, as_json=as_json)


def _days(option: str, value: str) -> tuple[int, ...]:
    from data_access.types import CallError

    if not all(h.strip().isdecimal() for h in value.split(",")):
        raise CallError(f"{option} 应为逗号分隔的天数，如 28,61。")
    return tuple(sorted({int(h) for h in value.split(",")}))


@command.command("warnings", help="逐日回放预警，与真值比较：精确率、召回率、提前量、每日条数。")
@click.option("--source", default="store", show_default=True, help="store，或一个文件、目录")
@click.option("--profile", "profile_name", default=None, help="文件的导入模板")
@click.option("--jurisdiction", "code", default=None, help="地区编码（store 时必填）")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), default=None, help="不含当日")
@click.option(
    "--truth",
    type=click.Path(path_type=Path),
    required=True,
    help="真值：events.csv，或 weisu demo --out 写出的目录",
)
@click.option("--by-hour", is_flag=True, help="另按小时回放同一时段，比较准确率和预警的早晚")
@click.option("--json", "as_json", is_flag=True)
def warnings(
    *,
    source: str,
    profile_name: str | None,
    code: str | None,
    start: datetime | None,
    end: datetime | None,
    truth: Path,
    by_hour: bool,
    as_json: bool,
) -> None:
    """Replay the engine day by day and score it."""
    from data_access.types import CallError, Period
    from weisu.evaluate_warnings import measure, note_score
    from weisu.evaluation_tables import warnings_lines

    if (start is None) != (end is None):
        raise CallError("--from 与 --to 须同时给出。")
    period = Period(start.date(), end.date()) if start and end else None
    with source_of(source, profile_name, code, "检验预警") as (results, scope, place):
        document = measure(results, scope, place, truth, period=period, by_hour=by_hour)
        if source == "store":
            note_score(results, place, document)
    _tell(document, warnings_lines, as_json=as_json)


@command.command("events", help="当前的事件登记与真值比较：每件事是否登记完整、纯净、不被拆散。")
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option(
    "--truth", type=click.Path(path_type=Path), required=True, help="weisu demo --out 写出的目录"
)
@click.option("--json", "as_json", is_flag=True)
def events(*, code: str | None, truth: Path, as_json: bool) -> None:
    """Score the current register."""
    from weisu.evaluate_events import measure
    from weisu.evaluation_tables import events_lines

    with source_of("store", None, code, "检验事件登记") as (results, scope, place):
        document = measure(results, scope, place, truth)
    _tell(document, events_lines, as_json=as_json)


@command.command("geo", help="当前的区域分析与真值比较：诉求偏少的排序，打乱后的误报。")
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option(
    "--truth", type=click.Path(path_type=Path), required=True, help="weisu demo --out 写出的目录"
)
@click.option("--json", "as_json", is_flag=True)
def geo(*, code: str | None, truth: Path, as_json: bool) -> None:
    """Score the order of reporting, and count finds where there is nothing to find."""
    from weisu.evaluate_geo import geo_lines, measure

    with source_of("store", None, code, "检验区域分析") as (results, scope, place):
        document = measure(results, scope, place, truth)
    _tell(document, geo_lines, as_json=as_json)


@command.command("scrubber", help="检验正文的遮盖：各类个人信息的精确率与召回率。")
@click.option("--json", "as_json", is_flag=True)
def scrubber(*, as_json: bool) -> None:
    """Score the masking of texts; needs no data."""
    from weisu.evaluate_scrubber import measure
    from weisu.evaluation_tables import scrubber_lines

    _tell(measure(), scrubber_lines, as_json=as_json)


def _tell(
    document: dict[str, Any], told: Callable[[dict[str, Any]], Iterator[str]], *, as_json: bool
) -> None:
    words = json.dumps(document, ensure_ascii=False) if as_json else "\n".join(told(document))
    click.echo(words)


@contextmanager
def source_of(
    source: str, profile_name: str | None, code: str | None, what: str
) -> Iterator[tuple[ResultStore, Scope, str]]:
    """Yield results, scope and jurisdiction of what is to be looked at: store or file."""
    from data_access.results.store import ResultStore
    from data_access.types import CallError
    from weisu.temporary_store import loaded

    settings, store = opened()
    scope = system_scope(store, what)
    if source == "store":
        if code is None:
            raise CallError("请用 --jurisdiction 给出地区编码。")
        yield ResultStore.open(store, settings), scope, code
        return
    if profile_name is None:
        raise CallError(
            "检验文件时请用 --profile 给出导入模板：weisu profile list 列出可用的，"
            "演示城市的文件用 standard。"
        )
    with loaded(Path(source), profile_name, scope, home=settings.home) as found:
        yield ResultStore.open(found.store, found.settings), scope, found.jurisdiction


command.add_command(places)
