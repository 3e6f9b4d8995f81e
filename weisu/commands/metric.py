"""``weisu metric``: one number with its definition."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from weisu.commands import metric_context as around
from weisu.commands.cut import Cut, cut_of, cuts_of


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
    groups = [part.strip() for part in by.split(",") if part.strip()]
    if (compared or against or grouped) and groups:
        raise CallError(
            "--compare、--decompose、--groups 不能与 --by 同用；请用 --where 限定范围后再看。"
        )
    found = cut_of(
        code, start=start, end=end, cuts=cuts_of(where), as_of=as_of, about=f"查询指标 {name}"
    )
    asked = (found.extract, found.scope, found.filters)
    document: dict[str, Any] = {"metric": name, "definition": definition_text(name)}
    document |= _found(found, name, groups)
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


def _found(asked: Cut, name: str, groups: list[str]) -> dict[str, Any]:
    """Return the figures with whether they add up; where they don't, there are none."""
    from data_access.metrics.evaluate import evaluate

    frame = evaluate(asked.extract, asked.scope, asked.filters, [name], groups)
    checks = around.checked(asked.extract, asked.scope, asked.filters, name)
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


def _rows(frame: Any) -> list[dict[str, Any]]:
    import pandas as pd

    return [
        {str(k): None if pd.isna(v) else v for k, v in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]
