"""What ``weisu geo`` answers, as a document and in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo.boundaries.findings import SEVERITIES, Finding
from geo.boundaries.levels import LEVELS, WORDS
from geo.boundaries.read_area import FORMATS
from geo.coordinates.fit import LEAST_POINTS, Fit, Hypothesis
from geo.coordinates.systems import LABELS

if TYPE_CHECKING:
    from geo.boundaries.directory import Directory
    from geo.store_reads import StoredOutline
    from weisu.outline_import import Outcome

_HYPOTHESES: dict[Hypothesis, str] = {
    "wgs84": "WGS-84 或 CGCS2000",
    "gcj02": "GCJ-02（高德、腾讯地图）",
    "bd09": "BD-09（百度地图）",
    "swapped": "经纬度颠倒",
}
_ONE_BY_ONE = 5
"""So many findings of a kind are listed; more are counted."""


def import_document(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as one JSON document."""
    request, done, examined = outcome.request, outcome.imported, outcome.examined
    return {
        "jurisdiction": request.jurisdiction,
        "file": request.path.name,
        "format": outcome.read.format,
        "encoding": outcome.read.encoding,
        "layer": outcome.read.layer,
        "rows": len(outcome.read.areas),
        "level": request.level,
        "stated_system": outcome.stated,
        "system": outcome.system,
        "fit": _fit(outcome.fit),
        "outlines": _by_level(outcome),
        "findings": [_finding(one) for one in examined.findings] if examined else [],
        "dry_run": request.dry_run,
        "imported": asdict(done) if done else None,
        "refusal": outcome.refusal or None,
    }


def _fit(fit: Fit | None) -> dict[str, Any] | None:
    if fit is None:
        return None
    return {
        "points": fit.points,
        "by_area": fit.by_area,
        "clear": fit.clear,
        "tried": [
            {
                "system": one.system,
                "inside": one.inside,
                "share": round(one.share, 5),
                "offset_m": None if one.offset is None else round(one.offset, 1),
            }
            for one in fit.tried
        ],
    }


def _by_level(outcome: Outcome) -> dict[str, int]:
    counts = Counter(one.level for one in outcome.examined.outlines) if outcome.examined else {}
    return {level: counts[level] for level in LEVELS if level in counts}


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "kind": one.kind, "severity": one.severity, "row": one.row or None,
        "code": one.code or None, "name": one.name or None, "text": one.text,
        "figures": dict(one.figures),
    }  # fmt: skip


def import_lines(outcome: Outcome) -> Iterator[str]:
    """Yield the outcome in words, a line each; why nothing was stored is left to the caller."""
    read = outcome.read
    beside = f"，图层 {read.layer}" if read.layer else ""
    yield f"{FORMATS[read.format]}{beside}，{len(read.areas):,} 个图形，文字编码 {read.encoding}。"
    own = LABELS[outcome.stated] if outcome.stated else "未写明"
    taken = LABELS[outcome.system] if outcome.system else "未定"
    yield f"坐标系：文件自称 {own}；采用 {taken}。"
    yield from _fit_lines(outcome.fit)
    if outcome.examined is None:
        return
    yield from finding_lines(outcome.examined.findings)
    counts = "、".join(
        f"{WORDS[level]} {count:,} 个"
        for level in LEVELS
        if (count := _by_level(outcome).get(level))
    )
    yield f"可以导入的边界：{counts}。"
    if outcome.request.dry_run:
        yield "只作检查，没有导入。"
    elif done := outcome.imported:
        yield f"已导入：新增 {done.new:,}，更新 {done.changed:,}，未变 {done.unchanged:,}。"


def _fit_lines(fit: Fit | None) -> Iterator[str]:
    if fit is None or fit.points < LEAST_POINTS:
        yield f"有坐标的工单不足 {LEAST_POINTS} 件，没有按工单位置核对坐标系。"
        return
    where = "所属区域" if fit.by_area else "任一区域"
    yield f"按 {fit.points:,} 件工单的位置核对坐标系（落在{where}内的比例）："
    for one in fit.tried:
        apart = f"，与 WGS-84 相差约 {one.offset:,.0f} 米" if one.offset else ""
        yield f"  {_HYPOTHESES[one.system]}：{one.share:.1%}{apart}"
    if fit.clear:
        yield f"  最相符的是 {_HYPOTHESES[fit.best.system]}，差距明显。"
    else:
        yield "  差距不明显，不能据此判断。"


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield findings in words, the grave ones last; what is said of many alike is said once."""
    kinds: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        kinds[one.kind].append(one)
    for severity, word in SEVERITIES.items():
        for same in (group for group in kinds.values() if group[0].severity == severity):
            if len(same) > 1 and len({one.text for one in same}) == 1:
                rows = "、".join(str(one.row) for one in same[:_ONE_BY_ONE])
                more = "等" if len(same) > _ONE_BY_ONE else ""
                yield f"【{word}】第 {rows} 行{more}共 {len(same):,} 个图形：{same[0].text}"
                continue
            for one in same[:_ONE_BY_ONE]:
                yield f"【{word}】{one.line}"
            if len(same) > _ONE_BY_ONE:
                yield f"【{word}】另有 {len(same) - _ONE_BY_ONE:,} 处同类情况，见 --json 的输出。"


def list_document(
    jurisdiction: str, found: Sequence[StoredOutline], known: Directory
) -> dict[str, Any]:
    """Return the current outlines, and how many areas of each level have none."""
    have = {one.code for one in found}
    missing = {
        level: sum(area.code not in have for area in known.of_level(level)) for level in LEVELS
    }
    return {
        "jurisdiction": jurisdiction,
        "outlines": [
            {
                "code": one.code, "name": one.name, "level": one.level,
                "parent": one.parent or None, "version": one.version,
                "label": [round(one.label[0], 6), round(one.label[1], 6)],
                "area_km2": round(one.area / 1e6, 6), "system": one.system,
                "file": one.file_name, "sha256": one.file_sha256, "by": one.actor,
                "at": f"{one.at.isoformat(timespec='seconds')}Z",
            }
            for one in found
        ],
        "without_outline": {level: count for level, count in missing.items() if count},
    }  # fmt: skip


def list_lines(document: dict[str, Any]) -> Iterator[str]:
    """Yield the same in words."""
    counts = Counter(one["level"] for one in document["outlines"])
    for one in document["outlines"]:
        yield (
            f"{one['code']}\t{one['name']}\t{WORDS[one['level']]}\t"
            f"{one['area_km2']:,.2f} 平方公里\t第 {one['version']} 版\t"
            f"{LABELS[one['system']]}\t{one['file']}"
        )
    for level in LEVELS:
        lacking = document["without_outline"].get(level, 0)
        if counts[level] or lacking:
            yield f"{WORDS[level]}：有边界 {counts[level]:,} 个，没有边界 {lacking:,} 个。"
    if not document["outlines"]:
        yield "还没有边界。请用 weisu geo import 导入。"
