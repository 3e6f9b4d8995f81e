"""``weisu evaluate places``: the places of tickets held against what is known of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from weisu.place_of import place_of
from weisu.wiring import opened, system_scope

_OUTCOMES = {
    "community": "定到社区（村）", "street": "定到街道（镇）", "county": "定到区县",
    "open": "有几处可能", "unknown": "有地名、不认识", "none": "没有地名",
}  # fmt: skip


@click.command("places", help="工单的地点：用未参与学习的新工单检验定出的比例、各级准确率和把握。")
@click.option("--jurisdiction", "code", default=None, help="地区编码；只有一个地区时可不填")
@click.option(
    "--truth",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="weisu demo --out 写出的目录；不填则与登记的区划比较",
)
@click.option("--json", "as_json", is_flag=True)
def places(*, code: str | None, truth: Path | None, as_json: bool) -> None:
    """Measure places on held-out tickets."""
    from weisu.evaluate_places import measure

    _, store = opened()
    scope = system_scope(store, "检验工单的地点")
    document = measure(store, scope, place_of(store, scope, code), truth)
    words = json.dumps(document, ensure_ascii=False) if as_json else "\n".join(_lines(document))
    click.echo(words)


def _lines(document: dict[str, Any]) -> Iterator[str]:
    from weisu.evaluation_tables import table

    against = "演示城市的真值" if document["against"] == "truth" else "登记的区划"
    yield (
        f"检验地点：{document['jurisdiction']}，{document['from']}至{document['to']}的"
        f"{document['tickets']:,}件，与{against}比较；从此前{document['learnt_from']:,}件"
        f"学到{document['names']:,}个地名"
    )
    yield ""
    yield from table(
        ("结果", "件数", "占比", "95%区间"),
        [
            (_OUTCOMES[r["outcome"]], f"{r['n']:,}", _share(r["share"]), _span(r))
            for r in document["placed"]
        ],
    )
    for name, head in (("by_level", "全部"), ("without_area", "来源没有区划的")):
        yield ""
        yield f"■ 准确率（{head}）"
        yield from table(
            ("级别", "件数", "正确", "准确率", "95%区间"),
            [
                (
                    _OUTCOMES[r["level"]], f"{r['n']:,}", f"{r['right']:,}",
                    _share(r["precision"]), _span(r),
                )
                for r in document[name]
            ],
        )  # fmt: skip
    yield ""
    yield "■ 把握与准确率"
    yield from table(
        ("级别", "把握", "件数", "平均把握", "准确率", "95%区间"),
        [
            (
                _OUTCOMES[r["level"]], f"{r['above']:.0%}–{r['to']:.0%}", f"{r['n']:,}",
                _share(r["confidence"]), _share(r["precision"]), _span(r),
            )
            for r in document["by_confidence"]
        ],
    )  # fmt: skip


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _span(row: dict[str, Any]) -> str:
    return f"{_share(row['low'])}–{_share(row['high'])}"
