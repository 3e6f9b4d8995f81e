"""What ``weisu metric`` adds to a figure: comparison, decomposition, like units, sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data_access.extract.query import Extract
    from data_access.metrics.against import When
    from data_access.metrics.explain import Explanation
    from data_access.types import Filters, Scope

Document = dict[str, Any]
_EFFECTS = {
    "volume": "总量变化",
    "mix": "诉求结构变化",
    "place": "区域分布变化",
    "rate": "同类同地的办理变化",
}
_MOST = 10


def compared(extract: Extract, scope: Scope, filters: Filters, name: str) -> list[Document]:
    """Return the comparison with last week, last month and last year, as plain values."""
    from data_access.metrics.against import against

    return [
        {
            "when": one.when,
            "label": one.earlier.label,
            "first": one.earlier.period.start.isoformat(),
            "last": one.earlier.period.last.isoformat(),
            "note": one.earlier.note,
            "value": None if one.row is None else number(one.row["value"]),
            "change": one.comparison.change,
            "low": number(one.comparison.low),
            "high": number(one.comparison.high),
            "significant": one.comparison.significant,
            "words": one.comparison.wording,
        }
        for one in against(extract, scope, filters, [name])
    ]


def decomposed(extract: Extract, scope: Scope, filters: Filters, name: str, when: str) -> Document:
    """Return what the change against ``week``, ``month`` or ``year`` is made of.

    Figures of rates are shares (0.01 is one percentage point); ``cases`` are whole and sum exactly.
    """
    from data_access.metrics.against import against
    from data_access.metrics.explain import explain

    one = against(extract, scope, filters, [name], (cast("When", when),))[0]
    found = explain(extract, scope, filters, name, one.earlier)
    if found.missing:
        return {"label": one.earlier.label, "missing": found.missing}
    directory = extract.directory(scope, filters.jurisdiction)
    names = {**directory.categories, **directory.area_names}
    document: Document = {
        "label": one.earlier.label,
        "before": float(found.before),
        "after": float(found.after),
        "change": float(found.change),
        "words": one.comparison.wording,
        "effects": _effects(found),
        "by_category": _parts(found, names, "by_category"),
        "by_place": _parts(found, names, "by_place"),
    }
    if found.cases is not None:
        document["cases"] = {
            "before": int(found.cases.before),
            "after": int(found.cases.after),
            "effects": found.cases.whole(),
        }
    return document


def _effects(found: Explanation) -> Document:
    if found.effects is None:
        return {}
    return {name: float(effect) for name, effect in found.effects.effects.items()}


def _parts(found: Explanation, names: Mapping[str, str], side: str) -> list[Document]:
    return [
        {
            "code": p.key,
            "name": "未填写" if p.key is None else names.get(str(p.key), str(p.key)),
            "before": list(p.before),
            "after": list(p.after),
            "change": float(p.change),
        }
        for p in getattr(found, side)
    ]


def decomposed_lines(document: Document, unit: str) -> list[str]:
    """Return a decomposition as lines to read."""
    if "missing" in document:
        return [document["missing"]]
    from style.wording import number as shown
    from style.wording import points, quantity

    def size(change: float) -> str:
        return points(change) if unit == "%" else f"{shown(change)}{unit}"

    before, after = (quantity(document[k], unit) for k in ("before", "after"))
    lines = [f"由{document['label']}的 {before} 到 {after}（{document['words']}），其中："]
    lines += [f"  {_EFFECTS[n]} {size(e)}" for n, e in document["effects"].items()]
    if "cases" in document:
        whole = "、".join(
            f"{_EFFECTS[n]} {shown(e)} 件" for n, e in document["cases"]["effects"].items()
        )
        lines.append(f"  折合分子件数：{whole}")
    for label, side in (("分类", "by_category"), ("区域", "by_place")):
        parts = document[side]
        lines.append(f"按{label}：")
        lines += [f"  {p['name']} {size(p['change'])}" for p in parts[:_MOST]]
        rest = parts[_MOST:]
        if rest:
            lines.append(f"  其余 {len(rest)} 项 {size(sum(p['change'] for p in rest))}")
    return lines


def grouped(extract: Extract, scope: Scope, filters: Filters, name: str) -> list[Document]:
    """Return the units among their like."""
    from dataclasses import asdict

    from data_access.metrics.groups import like_for_like

    return [{**asdict(p), "words": p.words} for p in like_for_like(extract, scope, filters, name)]


def grouped_lines(peers: list[Document]) -> list[str]:
    """Return the units as lines to read, group by group."""
    from style.wording import number as shown
    from style.wording import rate

    lines: list[str] = []
    heading = ""
    for p in peers:
        if (mine := "，".join(filter(None, (p["group"], p["band"])))) != heading:
            heading = mine
            lines.append(f"{heading}：")
        of = f"（{shown(p['denominator'])} 件）"
        lines.append(f"  {p['unit']} {rate(p['value'])}{of} {p['words']}")
    return lines or ["没有可比的承办单位。"]


def checked(extract: Extract, scope: Scope, filters: Filters, name: str) -> Document:
    """Return whether the figure adds up: how many sums were looked at, and those that fail."""
    from data_access.metrics.reconcile import reconcile, reconcile_metric

    mine = reconcile_metric(extract, scope, filters, name)
    sums = (*reconcile(extract, scope, filters), *mine) if mine else ()
    return {"sums": len(sums), "wrong": [check.words for check in sums if not check.ok]}


def checked_line(found: Document) -> str:
    """Return the line on whether the figure adds up, or ""."""
    if found["wrong"]:
        return f"数据核对不符，不给出数字：{'；'.join(found['wrong'])}"
    return f"数据核对：{found['sums']} 项合计全部相符。" if found["sums"] else ""


def number(value: float | None) -> float | None:
    """Return a number that JSON has a word for: NaN becomes None."""
    return None if value is None or value != value else float(value)  # noqa: PLR0124 - NaN
