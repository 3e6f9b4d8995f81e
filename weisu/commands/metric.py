"""``weisu metric``: one number with its definition."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from weisu.commands import metric_context as around
from weisu.wiring import opened, system_scope

if TYPE_CHECKING:
    from data_access.extract.query import Extract
    from data_access.types import Filters, Scope

_WHERE = ("area", "category", "department", "channel")


@click.command("metric", help="查询一个指标及其口径，如 on_time_rate;不给名称则列出全部。")
@click.argument("name", required=False)
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), default=None, help="不含当日")
@click.option("--where", default="", help="area=…,category=…,department=…,channel=…")
@click.option("--by", default="", help="分组：day、month、area_street、category_1、channel 等")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option("--compare", "compared", is_flag=True, help="与上周、上月、去年同期比较")
@click.option(
    "--decompose",
    "against",
    type=click.Choice(["week", "month", "year"]),
    default=None,
    help="与上周、上月或去年同期相比，变化由什么构成",
)
@click.option("--groups", "grouped", is_flag=True, help="各承办单位在同组单位中的位置")
@click.option("--json", "as_json", is_flag=True)
@click.option("--docs", type=click.Path(path_type=Path), default=None, help="写出指标说明文件")
def command(
    *,
    name: str | None,
    code: str | None,
    start: datetime | None,
    end: datetime | None,
    where: str,
    by: str,
    as_of: datetime | None,
    compared: bool,
    against: str | None,
    grouped: bool,
    as_json: bool,
    docs: Path | None,
) -> None:
    """Evaluate one metric through the registry."""
    from data_access.metrics.registry import definition_text, get, registry
    from data_access.types import CallError

    if docs is not None:
        from data_access.metrics.document import as_markdown

        docs.write_text(as_markdown(), encoding="utf-8")
        return
    if name is None:
        for metric in registry().values():
            click.echo(f"{metric.name}\t{metric.label}\t{metric.unit}\t{metric.formula}")
        return
    if code is None:
        raise CallError("请用 --jurisdiction 给出地区编码。")
    groups = [part.strip() for part in by.split(",") if part.strip()]
    if (compared or against or grouped) and groups:
        raise CallError(
            "--compare、--decompose、--groups 不能与 --by 同用；请用 --where 限定范围后再看。"
        )
    asked = _ask(code, start=start, end=end, cuts=_cuts(where), as_of=as_of, about=name)
    document: dict[str, Any] = {"metric": name, "definition": definition_text(name)}
    document |= _found(asked, name, groups)
    if compared:
        document["earlier"] = around.compared(*asked, name)
    if against:
        document["decomposition"] = around.decomposed(*asked, name, against)
    if grouped:
        document["units"] = around.grouped(*asked, name)
    if as_json:
        document["rows"] = _rows(document["rows"])
        click.echo(json.dumps(document, ensure_ascii=False, default=str))
    else:
        _say(document, get(name).unit)


def _found(asked: _Asked, name: str, groups: list[str]) -> dict[str, Any]:
    """Return the figures with whether they add up; where they don't, there are none."""
    from data_access.metrics.evaluate import evaluate

    frame = evaluate(asked.extract, asked.scope, asked.filters, [name], groups)
    checks = around.checked(*asked, name)
    if checks["wrong"]:
        frame[["value", "low", "high"]] = None
        frame["status"], frame["missing"] = "unreconciled", around.checked_line(checks)
    return {"rows": frame, "checks": checks}


def _say(document: dict[str, Any], unit: str) -> None:
    lines = [document["definition"], document["rows"].to_string(index=False)]
    lines.append(around.checked_line(document["checks"]))
    lines += [
        f"{one['words']}（{one['first']} 至 {one['last']}）{one['note']}"
        for one in document.get("earlier", ())
    ]
    if "decomposition" in document:
        lines += around.decomposed_lines(document["decomposition"], unit)
    if "units" in document:
        lines += around.grouped_lines(document["units"])
    click.echo("\n".join(line for line in lines if line))


def _cuts(where: str) -> dict[str, str]:
    from data_access.types import CallError

    cuts = {}
    for part in filter(None, (p.strip() for p in where.split(","))):
        key, _, value = part.partition("=")
        if key not in _WHERE or not value:
            raise CallError(
                f"--where 中的“{part}”不认识；写法：{'、'.join(f'{w}=值' for w in _WHERE)}。"
            )
        cuts[key] = value
    return cuts


class _Asked(NamedTuple):
    """Where a metric is asked of, by whom, over which cut."""

    extract: Extract
    scope: Scope
    filters: Filters


def _ask(
    code: str,
    *,
    start: datetime | None,
    end: datetime | None,
    cuts: dict[str, str],
    as_of: datetime | None,
    about: str,
) -> _Asked:
    from datetime import timedelta

    from data_access.extract.query import Extract
    from data_access.types import Filters, Period, WeisuError
    from weisu.known_values import require_days, require_known

    settings, store = opened()
    extract = Extract(settings)
    summary = extract.manifest.jurisdictions.get(code)
    if summary is None or summary.first_day is None or summary.last_day is None:
        known = "、".join(extract.manifest.jurisdictions) or "（还没有）"
        raise WeisuError(f"地区 {code} 还没有可分析的数据。现有：{known}。")
    first, until, known_on = (d.date() if d else None for d in (start, end, as_of))
    require_days(summary, first, until, known_on)
    scope = system_scope(store, f"查询指标 {about}")
    require_known(extract.directory(scope, code), cuts)
    period = Period(first or summary.first_day, until or summary.last_day + timedelta(days=1))
    filters = Filters(code, period, as_of=known_on, **cuts)
    return _Asked(extract, scope, filters)


def _rows(frame: Any) -> list[dict[str, Any]]:
    import pandas as pd

    return [
        {str(k): None if pd.isna(v) else v for k, v in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]
