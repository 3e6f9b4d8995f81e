"""What import changed or left out without refusing the row: counted, with harmless examples."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_MAX_VALUES = 500
_SHOWN = 5
_MAX_CHARS = 24


@dataclass(frozen=True, slots=True)
class Note:
    """One kind of remark about one field. ``values`` are examples, empty for personal fields."""

    field: str
    kind: str
    rows: int
    values: Counter[str] = dataclasses.field(default_factory=Counter, compare=False)

    @property
    def text(self) -> str:
        """The remark as a sentence for the batch report."""
        return _sentence(self)


_SENTENCES = {
    "unknown_code": "未识别的{label} {kinds} 种取值，{rows} 行按空值处理{examples}",
    "bad_value": "{label}有 {rows} 行无法识别，按空值处理{examples}",
    "lossy": "{label}有 {rows} 行残缺（科学记数、掩码或错误值），认不出原值，按空值处理",
    "out_of_range": "{label}有 {rows} 行超出合理范围，按空值处理",
    "ahead": "{label}有 {rows} 行晚于本机时间，整行隔离",
    "before_accept": "{label}有 {rows} 行早于受理时间，按空值处理",
    "skew": "{label}有 {rows} 行略早于受理时间（5 分钟内），按受理时间计",
    "day_only": "{label}有 {rows} 行只到日期且与受理同日，按当日计",
    "midnight": (
        "{label}有 {rows} 行全部写作零点；如果只是日期（当日截止），请在模板中写 precision: day"
    ),
    "zero_coordinate": "坐标为零的有 {rows} 行，按无坐标处理",
    "swapped": "经纬度写反的有 {rows} 行，已对调",
    "outside": "坐标在辖区范围之外的有 {rows} 行，按无坐标处理",
    "half_coordinate": "只有经度或只有纬度的有 {rows} 行，按无坐标处理",
    "step_order": "{label}有 {rows} 行早于它前面的环节，照原样保留{examples}",
    "state_times": "状态与各环节时间不符的有 {rows} 行，照原样保留{examples}",
    "impossible_step": "流转规则中没有的步骤有 {rows} 步，照原样保留{examples}",
    "broken_chain": "与前一步状态接不上的有 {rows} 步，照原样保留{examples}",
    "step_back": "时间早于前一步的有 {rows} 步，照原样保留{examples}",
    "unknown_state": "流转中不认识的状态 {kinds} 种，{rows} 步没有核对{examples}",
    "status_back": "比库中已有的状态倒退的有 {rows} 件，按本次文件入库{examples}",
    "missing_column": "文件中没有{label}所用的列，该字段为空",
}
_ADVICE = {
    "ahead": "请先核对本机的日期和时间；本机时间不准的，校准后重试本批次的隔离行",
    "step_order": "请核对模板中这几列是否对应正确；对应无误的，请来源单位核实",
    "state_times": "请核对模板中状态和时间各取自哪一列；对应无误的，请来源单位核实",
    "impossible_step": "请来源单位核实流转记录；本地确有这种步骤的，不必改动",
    "broken_chain": "可能缺少中间的步骤，请补导缺少的流转记录",
    "step_back": "请核对序号和时间两列是否对应正确",
    "unknown_state": "请在模板中写明它们各对应哪个状态",
    "status_back": "可能是较旧的文件后导入；确属导错的，请撤销本批次，再按先后导入",
}
"""What a person is to do, where something is to be done."""


def _sentence(note: Note) -> str:
    from data_access import schemas

    labels = {f.name: f.label for e in schemas.ENTITIES.values() for f in e.fields}
    shown = "、".join(f"“{v}”（{n}）" for v, n in note.values.most_common(_SHOWN))
    advice = _ADVICE.get(note.kind)
    said = _SENTENCES[note.kind].format(
        label=labels.get(note.field, note.field),
        rows=note.rows,
        kinds=f"{len(note.values)}{'+' if len(note.values) >= _MAX_VALUES else ''}",
        examples=f"，示例：{shown}" if shown else "",
    )
    return f"{said}。{advice}" if advice else said


def example(text: str) -> str:
    """Return a value as it may be shown in a report: scrubbed and short."""
    from data_access.store.vault.scrub import scrub

    text = scrub(text)
    return text if len(text) <= _MAX_CHARS else text[:_MAX_CHARS] + "…"


def merge_notes(notes: Iterable[Note]) -> list[Note]:
    """Add up the notes of many chunks, by field and kind; the biggest first."""
    rows: Counter[tuple[str, str]] = Counter()
    values: dict[tuple[str, str], Counter[str]] = {}
    for note in notes:
        key = (note.field, note.kind)
        rows[key] += note.rows
        kept = values.setdefault(key, Counter())
        for value, count in note.values.items():
            if value in kept or len(kept) < _MAX_VALUES:
                kept[value] += count
    return [Note(f, k, n, values[f, k]) for (f, k), n in rows.most_common()]


def note_lines(notes: Iterable[Note]) -> list[str]:
    """Return the remarks as sentences; the columns that a file lacks share one."""
    from data_access import schemas

    labels = {f.name: f.label for e in schemas.ENTITIES.values() for f in e.fields}
    merged = merge_notes(notes)
    lines = [note.text for note in merged if note.kind != "missing_column"]
    absent = [labels.get(n.field, n.field) for n in merged if n.kind == "missing_column"]
    if absent:
        lines.append(f"文件中没有以下字段所用的列，按空值处理：{'、'.join(absent)}")
    return lines
