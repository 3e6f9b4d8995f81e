"""What was found in a file of outlines, each with a sentence that says what to do.

``repaired``: put right without changing what the outline says; ``warned``: taken as it is, somebody
should look; ``refused``: this area can't be taken. What is wrong with a file as a whole is raised
as ``BoundaryFileError``: nothing of it is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from data_access.types import WeisuError

Severity = Literal["repaired", "warned", "refused"]
SEVERITIES: dict[Severity, str] = {"repaired": "已修复", "warned": "请核对", "refused": "不能导入"}
UNCHANGED = "原有边界没有变动。"

KINDS: dict[str, tuple[Severity, str]] = {
    # --- put right
    "ring_order": ("repaired", "外环与内环的方向不合标准，已调整，形状不变。"),
    "unclosed": ("repaired", "边界首尾没有闭合，已用直线闭合；缺口较大时请核对原图。"),
    "collection": ("repaired", "图形是几何集合，已取其中的面合为一个区域，点和线不用。"),
    "hole_dropped": ("repaired", "有一个内环不足四个点，围不成面，已去掉。"),
    "self_crossing": (
        "repaired",
        "边界自相交，已修复，面积变化 {change:.3f}%（不超过 0.1%）。",
    ),
    "code_cut": ("repaired", "编码 {given} 末尾补的零已去掉，按 {code} 处理。"),
    # --- to be looked at
    "overlap": (
        "warned",
        (
            "“{name}”与“{other}”重叠 {area:,.0f} 平方米（东经 {lon:.5f}、北纬 {lat:.5f} 附近），"
            "落在其中的工单会归入其中一个。请在制图软件中改正共用边界后重新导入。"
        ),
    ),
    "overlaps_more": (
        "warned",
        "另有 {count} 处较小的重叠，共 {area:,.0f} 平方米，全部位置见 --json 的输出。",
    ),
    "gap": (
        "warned",
        (
            "{names}之间有空隙 {area:,.0f} 平方米（东经 {lon:.5f}、北纬 {lat:.5f} 附近），"
            "落在其中的工单没有区域。如是湖泊或外单位飞地可不处理，否则请改正后重新导入。"
        ),
    ),
    "gaps_more": (
        "warned",
        "另有 {count} 处较小的空隙，共 {area:,.0f} 平方米，全部位置见 --json 的输出。",
    ),
    "outside_parent": (
        "warned",
        (
            "有 {share:.1f}% 的面积在上级“{parent}”的边界之外。"
            "请核对两级边界是否同一年份、同一坐标系。"
        ),
    ),
    "no_outline": (
        "warned",
        (
            "区域表中同一上级的区域有 {count} 个在本文件中没有边界：{names}。"
            "这些区域若已有边界则保持原样；地图上缺少的请补充。"
        ),
    ),
    "name_differs": (
        "warned",
        "文件中名称为“{name}”，区域表中编码 {code} 为“{known}”，按编码处理。请核对编码是否串行。",
    ),
    "other_system": (
        "warned",
        "指明的坐标系是 {stated}，文件自称 {own}，按指明的处理。请向提供文件的单位核实。",
    ),
    "looks_other": (
        "warned",
        (
            "按工单位置核对，{best}（{best_share:.1%} 的工单落在所属区域内）比 {stated}"
            "（{stated_share:.1%}）更相符。请核实坐标系，不符时用 --system 指明后重新导入。"
        ),
    ),
    # --- areas that can't be taken
    "empty": ("refused", "没有图形。请补上边界，或从文件中删去这一行。"),
    "not_polygon": ("refused", "图形是{shape}，不是面。请导出面图层后重新导入。"),
    "few_points": ("refused", "边界不足四个点，围不成面。请核对这一行的图形。"),
    "numbers": ("refused", "坐标中有缺失或不是数字的值。请在制图软件中检查几何后重新导出。"),
    "broken_shape": ("refused", "图形数据已损坏，无法读出。请重新导出这个图层。"),
    "not_repairable": (
        "refused",
        (
            "边界自相交，自动修复会使面积变化 {change:.1f}%（超过 0.1%）。"
            "请在制图软件中用“修复几何”改正。"
        ),
    ),
    "duplicate": (
        "refused",
        "编码 {code} 与第 {first} 行重复。一个区域由几块组成时，请先合并为一个多部件的面。",
    ),
    "no_code": ("refused", "没有编码，也没有名称，不知是哪个区域。请补上编码。"),
    "unknown_code": (
        "refused",
        "编码 {code} 不在区域表中。请先导入含有它的区域表，或核对编码字段是否选对。",
    ),
    "unknown_name": (
        "refused",
        "没有编码，名称“{name}”在区域表的同级区域中找不到{hint}。请补上编码，或改为区域表中的名称。",
    ),
    "ambiguous_name": (
        "refused",
        "没有编码，区域表中有 {count} 个同级区域叫“{name}”（{codes}）。请补上编码。",
    ),
    "wrong_level": (
        "refused",
        "编码 {code} 在区域表中是{known}，不是{asked}。请核对 --level，或只导出这一级的图层。",
    ),
    "no_level": ("refused", "没有写明级别，编码也看不出级别。请补上级别，或用 --level 指明。"),
    "size": (
        "refused",
        (
            "面积 {area} 平方公里，作为{level}不合常理（应在 {low} 至 {high} 之间）。"
            "请核对图形、编码和坐标系。"
        ),
    ),
    "far_from_parent": (
        "refused",
        "有 {share:.0f}% 的面积在上级“{parent}”的边界之外。请核对编码是否串行、坐标系是否一致。",
    ),
}


class BoundaryFileError(WeisuError):
    """A file of which nothing can be taken; what is stored stays."""

    def __init__(self, kind: str, message: str) -> None:
        """Keep the kind beside the sentence, which gets the assurance that nothing changed."""
        super().__init__(f"{message}{UNCHANGED}")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``row``: the area's place in the file from 1, 0 where it is about several.

    ``figures``: what the sentence says in numbers and names, for programs.
    """

    kind: str
    text: str
    code: str = ""
    name: str = ""
    row: int = 0
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return KINDS[self.kind][0]

    @property
    def line(self) -> str:
        """The sentence with the area in front."""
        if not self.row:
            return self.text
        who = "，".join(part for part in (self.name, self.code) if part)
        return f"第 {self.row} 行{f'（{who}）' if who else ''}：{self.text}"


def found(kind: str, *, code: str = "", name: str = "", row: int = 0, **figures: Any) -> Finding:
    """Return a finding with its sentence made of the figures."""
    values = {"code": code, "name": name, **figures}
    return Finding(kind, KINDS[kind][1].format(**values), code, name, row, figures)


def refused(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those that keep an area from being taken."""
    return tuple(one for one in findings if one.severity == "refused")
