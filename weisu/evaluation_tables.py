"""What ``weisu evaluate`` prints for people: every document as tables in Chinese.

``--json`` gives the documents themselves; nothing here adds a figure but the interval of a share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan
from typing import Any
from unicodedata import east_asian_width

from data_access.metrics.intervals import wilson
from data_access.store.vault.scrub import TOKENS
from early_warning.detection import DETECTORS
from early_warning.live.signals import labels
from style.texts import TEXTS
from style.wording import rate

NONE = "—"
_MODELS = {
    "prophet_alone": "Prophet（默认设置）", "autoets": "AutoETS", "lightgbm": "LightGBM",
    "chosen": "各序列自选（未调平）", "reconciled": "本产品所示",
}  # fmt: skip
_SHAPES = {
    "burst": "突增", "one_village": "一个村居集中", "seasonal_peak": "季节高峰",
    "silence": "来源中断", "slow_leak": "缓慢上升", "viral": "网上扩散", "artefact": "数据假象",
}  # fmt: skip
_MODES = {
    "backlog": "集中补录", "bulk_close": "集中办结", "recode": "改码", "channel": "渠道",
    "street": "街道", "city": "全市", "category": "分类",
}  # fmt: skip
_SETS = {
    "develop": "写规则时看过的句子", "held_out": "写规则时没看过的句子",
    "tickets_develop": "写规则时看过的工单", "tickets_held_out": "写规则时没看过的工单",
    "names_develop": "另一人写的难认人名句子，写规则时看过",
    "names_held_out": "另一人写的难认人名句子，写规则时没看过",
    "plain_develop": "自拟的常见人名句子，写规则时看过",
    "plain_held_out": "自拟的常见人名句子，未用来改规则",
    "demo": "示范城市的标题和正文",
}  # fmt: skip
_MARKS = {kind: token[1:-1] for kind, token in TOKENS.items()}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table: columns of equal width, a full-width character counts two."""
    every = [list(heads), *(list(row) for row in rows)]
    widths = [max(_width(row[i]) for row in every) for i in range(len(heads))]
    for row in every:
        cells = (c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _width(words: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in words)


def forecasting_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures of ``evaluate forecasting``."""
    yield f"检验预测：{document['jurisdiction']}，{document['series']:,}个序列"
    for days, found in document["horizons"].items():
        origins = found["origins"]
        yield ""
        yield f"■ 今后{days}天（从{origins[0]}至{origins[-1]}回推{len(origins)}期）"
        yield from table(
            ("范围", "误差（WAPE）", "与沿用上周同日之比", "90%区间", "p"),
            [
                (
                    level,
                    _number(found["levels"][level]["reconciled"]["wape"], 3),
                    *_ratio(ratio),
                )
                for level, ratio in found["wape_to_naive"].items()
            ],
        )
        yield from _beside(found.get("beside") or {})
        yield from _coverage(found)
    for days, found in document.get("far", {}).items():
        yield ""
        yield f"■ 第{days}天前后一周的可信范围"
        yield from _coverage(found)


def _beside(found: Mapping[str, Any]) -> Iterator[str]:
    if not found.get("wape_to"):
        return
    yield f"工单最多的{found['series']}个合计，本产品的误差与各方法之比（小于1为本产品更准）："
    yield from table(
        ("方法", "之比", "90%区间", "p"),
        [(_model(name), *_ratio(one)) for name, one in found["wape_to"].items()],
    )


def _coverage(found: Mapping[str, Any]) -> Iterator[str]:
    kinds = (("日均5件及以上", "coverage_mean_5"), ("日均不足5件", "coverage_below_5"))
    yield "可信范围实际盖住的份额："
    yield from table(
        ("序列", "50%范围", "80%范围", "90%范围", "预测数"),
        [
            (label, *(_share(one.get(level)) for level in ("50", "80", "90")),
             _number(one.get("forecasts"), 0))
            for label, one in ((label, _with_text_keys(found[key])) for label, key in kinds)
        ],
    )  # fmt: skip


def warnings_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures of ``evaluate warnings``."""
    yield f"检验预警：{document['jurisdiction']}，{document['from']}至{document['to']}（不含）"
    yield "推送的预警确有其事：" + _of(document["right"], document["pushes"])
    yield "已知的事被预警到：" + _of(document["found"], document["events"])
    yield (
        f"提前天数（中位）：{_number(document['median_lead'], 0)}；"
        f"每天推送：{_number(document['alerts_per_day'], 2)}条，最多一天{document['most_a_day']}条"
    )
    yield ""
    yield "■ 按规则"
    yield from table(
        ("规则", "推送", "确有其事", "准确率"),
        [
            (DETECTORS.get(row["detector"], row["detector"]), str(row["pushes"]),
             str(row["right"]), _share(row["precision"]))
            for row in document["by_rule"]
        ],
    )  # fmt: skip
    yield ""
    yield "■ 按事情的形态（提前天数以高峰为准，负数在高峰之后）"
    yield from table(
        ("形态", "事情", "预警到", "提前天数（中位）"),
        [
            (_shape(row["shape"], row["mode"]), str(row["events"]), str(row["found"]),
             _number(row["median_lead"], 1))
            for row in document["by_shape"]
        ],
    )  # fmt: skip
    yield from _by_hour(document.get("by_hour"))
    yield from _deadlines(document.get("deadlines"))
    yield from _risks("风险词（按预警）", document.get("risk_words"))
    yield from _risk_hours(document.get("risk_words_by_hour"))
    yield from _risks("危及人身安全的诉求（按工单）", document.get("life_words"))


def _by_hour(found: Mapping[str, Any] | None) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield "■ 每晚与每小时（小时数从一件事的第一件工单算起）"
    yield from table(
        (
            "方式", "推送", "确有其事", "预警到", "误报（每周）", "滞后（中位）",
            "四分之一至四分之三", "24小时内",
        ),
        [
            (name, str(one["pushes"]), _share(one["precision"]),
             f"{one['found']} / {one['events']}", _number(one["false_a_week"], 2),
             _number(one["delay"]["median"], 1),
             _between(one["delay"]["quantiles"]),
             f"{one['delay']['within']['24']} / {one['delay']['n']}")
            for name, one in (("每晚", found["nightly"]), ("每小时", found["hourly"]))
        ],
    )  # fmt: skip
    gained, early = found["lead_gained"], found["by_hours"]
    yield (
        f"两种方式都预警到的{gained['n']}件事，"
        f"每小时一次提前（中位）{_number(gained['median'], 1)}小时，"
        f"其中{gained['sooner']}件更早、{gained['later']}件更晚；"
        f"白天推送{early['pushes']}条，当晚不再成立{early['not_borne_out']}条"
    )


def _risk_hours(found: Mapping[str, Any] | None) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield "■ 风险词：每晚与每小时"
    if not found["has_truth"]:
        yield "没有真值：已知的事里没有提到风险的，无法判断对错"
    yield from table(
        ("方式", "确属此类", "应列的已列出"),
        [
            (name, _of(one["right"], one["warnings"]),
             _of(one["found"], one["events"]) if one["events"] else "没有真值")
            for name, one in (("每晚", found["nightly"]), ("每小时", found["hourly"]))
        ],
    )  # fmt: skip
    gained, early = found["lead_gained"], found["by_hours"]
    between = "件数太少，不给范围"
    if gained["low"] is not None:
        between = f"95%可信范围{_number(gained['low'], 1)}至{_number(gained['high'], 1)}"
    yield (
        f"两种方式都列出的{gained['n']}件事，"
        f"每小时一次提前（中位）{_number(gained['median'], 1)}小时（{between}），"
        f"其中{gained['sooner']}件更早、{gained['later']}件更晚；"
        f"白天列出{early['warnings']}条，当晚不再成立{early['not_borne_out']}条"
    )


def _between(quantiles: Mapping[str, float | None]) -> str:
    return f"{_number(quantiles['0.25'], 1)}～{_number(quantiles['0.75'], 1)}"


def _deadlines(found: Mapping[str, Any] | None) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield f"■ 可能超期（{found['days']}天）"
    yield from table(
        ("到期前", "工单", "超期", "区分度（AUC）", "校准误差"),
        [
            (f"{row['hours']}小时", f"{row['n']:,}", f"{row['late']:,}", _number(row["auc"], 3),
             _number(row["calibration_error"], 3))
            for row in found["by_hours"]
        ],
    )  # fmt: skip
    yield from table(
        ("所报概率不低于", "工单", "确实超期", "占超期工单的"),
        [
            (_share(row["from"]), f"{row['n']:,}", _of(row["late"], row["n"]),
             _share(row["found"]))
            for row in found["called"]
        ],
    )  # fmt: skip


def _risks(title: str, found: Mapping[str, Any] | None) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield f"■ {title}"
    listed = found.get("called", found.get("warnings", 0))
    yield "列出的确属此类：" + _of(found["right"], listed)
    if "events" in found:
        yield "应列的已列出：" + _of(found["found"], found["events"])
    else:
        yield f"应列的{found['risks']:,}件中已列出{_share(found['recall'])}"
    rows = found.get("by_class") or []
    if rows:
        names = labels()
        told = "raised" if "raised" in rows[0] else "warnings"
        yield from table(
            ("类别", "列出", "确属此类"),
            [
                (names.get(row["risk"], row["risk"]), str(row[told]),
                 _of(row["right"], row[told]))
                for row in rows
            ],
        )  # fmt: skip


def hotspots_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures of ``evaluate hotspots``."""
    topics, repeats = document["topics"], document["repeats"]
    yield (
        f"检验热点：{document['jurisdiction']}，{document['from']}至{document['to']}（不含），"
        f"{document['tickets']:,}件工单，随机种子{document['seed']}"
    )
    yield f"主题：粗{topics['coarse']}个，中{topics['middle']}个，细{topics['fine']}个"
    yield (
        f"用词一致（NPMI）{_number(topics['npmi'], 3)}，互不重复{_share(topics['diversity'])}，"
        f"抽样重做仍在{_share(topics['stability'])}（稳定的主题占{_share(topics['stable_share'])}），"
        f"未归入主题的工单{_share(topics['outlier_share'])}"
    )
    yield (
        f"重复诉求：{repeats['groups']:,}组，{repeats['grouped']:,}件；"
        f"并单建议{repeats['suggestions']:,}条"
    )
    truth = document.get("truth")
    if not truth:
        return
    events = truth["events"]
    yield ""
    yield "■ 与真值相比"
    yield (
        f"事件：{events['events']}件中察觉{events['noticed']}件，"
        f"晚{_number(events['delay'], 1)}天；归类一致（NMI）{_number(events['nmi'], 3)}，"
        f"纯度{_share(events['purity'])}"
    )
    scores = truth.get("repeats")
    if scores:
        yield (
            f"重复诉求：精确率{_share(scores['precision'])}，召回率{_share(scores['recall'])}，"
            f"F1 {_number(scores['f1'], 3)}"
        )
        kinds = (f"{kind}{_share(value)}" for kind, value in scores["recall_by_kind"].items())
        yield "各类召回率：" + "，".join(kinds)


def events_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures of ``evaluate events``."""
    yield f"检验事件登记：{document['jurisdiction']}，截至{document['as_of']}"
    yield "已知的事已登记：" + _of(document["registered"], document["events"])
    yield (
        f"登记的事件平均含其工单的{_share(document['held'])}，"
        f"其中属于此事的{_share(document['pure'])}，登记为一件的{_share(document['in_one_piece'])}"
    )
    yield from table(
        ("事情", "形态", "登记为", "含其工单", "纯度", "件数"),
        [
            (row["what"], _SHAPES.get(row["shape"], row["shape"]), row["name"] or NONE,
             _share(row["held"]), _share(row["pure"]), str(row["pieces"]))
            for row in document["by_event"]
        ],
    )  # fmt: skip


def scrubber_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures of ``evaluate scrubber``."""
    yield "检验遮盖：召回率为应遮的遮了多少，精确率为遮了的有多少应遮"
    for found in document["sets"]:
        yield ""
        yield f"■ {_SETS[found['set']]}：{found['texts']:,}条，其中{found['clean']:,}条没有个人信息"
        yield from table(
            ("种类", "召回率", "精确率"),
            [
                (
                    _MARKS.get(row["kind"], "合计"),
                    _of(row["masked"], row["labelled"]),
                    _of(row["right"], row["found"]),
                )
                for row in found["kinds"]
            ],
        )
        if found["surnames_masked"]:
            yield (
                f"另有{found['surnames_masked']:,}处只说了姓（“姓王的”“王姓市民”），同样遮盖；"
                "数据生成时没有标注，不计入上表。"
            )


def _model(name: str) -> str:
    return _MODELS.get(name) or TEXTS.get(f"fc.model_{name}", name)


def _shape(shape: str, mode: str) -> str:
    told = _SHAPES.get(shape, shape)
    return f"{told}（{_MODES.get(mode, mode)}）" if mode else told


def _ratio(one: Mapping[str, Any]) -> tuple[str, str, str]:
    known = not _unknown(one["low"])
    span = f"{_number(one['low'], 2)}–{_number(one['high'], 2)}" if known else NONE
    return _number(one["ratio"], 3), span, _number(one["p"], 3)


def _of(hits: int, whole: int) -> str:
    """Return a share with what it rests on and its 95 % interval."""
    if not whole:
        return NONE
    low, high = (float(side[0]) for side in wilson([hits], [whole]))
    return f"{hits}/{whole}，{_share(hits / whole)}（95%可信范围{_share(low)}至{_share(high)}）"


def _with_text_keys(found: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in found.items()}


def _share(value: float | None) -> str:
    return NONE if value is None or isnan(value) else rate(value, 1)


def _unknown(value: float | None) -> bool:
    return value is None or isnan(value)


def _number(value: float | None, digits: int) -> str:
    return NONE if value is None or isnan(value) else f"{value:,.{digits}f}"
