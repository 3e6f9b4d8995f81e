"""Rows of a source to typed fields of an entity, by one table of a profile.

The rule for what doesn't fit: a row whose required field is missing or impossible is a problem
(it goes to quarantine, whole); an optional field that can't be read is left empty and counted in
a note. Nothing is lost either way: the source's row is kept in the vault as it came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from data_access import schemas
from data_access.importing import checks
from data_access.importing.chunk import MapContext, MappedChunk, Problem, Work
from data_access.importing.lossy import Lossy
from data_access.importing.notes import Note, example
from data_access.importing.profile import FieldRule, Profile, Table
from data_access.importing.profile_check import nearest
from data_access.importing.readers import RawChunk, clean_name
from data_access.importing.times import Moment
from data_access.importing.typed import Invalid
from data_access.importing.values import constant, converter, key_parts
from data_access.types import WeisuError

_MEMO_LIMIT = 20_000


class _Memo(dict[Any, Any]):
    """Converted values by source text; most columns repeat theirs."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self._convert = convert
        self.odd = False

    def __missing__(self, key: Any) -> Any:
        value = self._convert(key)
        if isinstance(value, Moment):
            if value.later is None:
                value = value.utc
            else:
                self.odd = True
        elif isinstance(value, Invalid):
            self.odd = True
        self[key] = value
        return value


@dataclass(slots=True)
class _Column:
    """One field's way: the positions it reads and the memo that converts."""

    field: schemas.Field
    positions: list[int]
    memo: _Memo
    combine: str


class Mapper:
    """Maps the chunks of one file. Make one a file: it resolves the header once."""

    def __init__(
        self, profile: Profile, table: Table, header: Sequence[str], context: MapContext
    ) -> None:
        """Find the columns; ``WeisuError`` names those that the file should have and doesn't."""
        self.table, self.context = table, context
        self.entity = table.schema_entity
        self.zone = ZoneInfo(context.jurisdiction.timezone)
        self._check_header(profile, header)
        places = {clean_name(name).casefold(): i for i, name in enumerate(header)}
        self._columns: list[_Column] = []
        self._constants: dict[str, Any] = {}
        self.missing: list[str] = []
        for name, rule in table.columns.items():
            target = self.entity.field(name)
            if rule.has_value:
                self._constants[name] = constant(target, rule, self.zone)
                continue
            positions = [p for c in rule.columns if (p := places.get(c.casefold())) is not None]
            if not positions:
                self.missing.append(name)
                continue
            marks = frozenset([*profile.null_marks, *table.null_marks, *rule.null_marks])
            self._columns.append(
                _column(target, rule, positions, converter(target, rule, marks, self.zone))
            )
        self._limits = checks.limits_of(table, context.now, self.zone)
        self._reported = False

    def _check_header(self, profile: Profile, header: Sequence[str]) -> None:
        missing = self.table.missing_columns(header)
        if not missing:
            return
        lines = [
            f"  {self.entity.field(name).label}（{name}）需要列：{'、'.join(columns)}"
            f"{nearest(columns[0], list(header))}"
            for name, columns in missing.items()
        ]
        raise WeisuError(
            f"文件的列与导入模板“{profile.label}”不符，未导入任何数据。缺少：\n"
            + "\n".join(lines)
            + f"\n文件中的列：{'、'.join(header[:40])}。请改用相符的模板，或修改模板中的列名。"
        )

    def map(self, chunk: RawChunk) -> MappedChunk:
        """Map one chunk; unreadable rows pass through as problems."""
        count = len(chunk.rows)
        raw = chunk.columns()
        work = Work(self.entity, count, {}, self.context, self.table)
        empty: list[Any] = [None] * count
        for target in self.entity.fields:
            if target.sent:
                value = self._constants.get(target.name)
                work.columns[target.name] = empty if value is None else [value] * count
        for column in self._columns:
            work.columns[column.field.name] = self._convert(column, raw, work)
        if not self._reported:
            work.notes.extend(Note(name, "missing_column", 0) for name in self.missing)
            self._reported = True
        checks.run_all(work, self._limits)
        return _finish(work, chunk)

    def _convert(self, column: _Column, raw: list[tuple[Any, ...]], work: Work) -> list[Any]:
        memo, name = column.memo, column.field.name
        if len(memo) > _MEMO_LIMIT:
            memo.clear()
            memo.odd = False
        if len(column.positions) == 1:
            source: Sequence[Any] = raw[column.positions[0]]
        else:
            source = list(zip(*(raw[p] for p in column.positions), strict=True))
        values = list(map(memo.__getitem__, source))
        if not memo.odd:
            return values
        unknown: Counter[str] = Counter()
        lossy = 0
        for i, value in enumerate(values):
            if isinstance(value, Moment):
                work.later.setdefault(name, {})[i] = value.later
                values[i] = value.utc
            elif isinstance(value, Invalid):
                values[i] = None
                if column.field.required:
                    why = value.why if isinstance(value, Lossy) else "无法识别"
                    shown = _shown(column.field, value.text)
                    work.reject(i, f"{column.field.label}“{shown}”{why}")
                elif isinstance(value, Lossy):
                    lossy += 1
                else:
                    unknown[value.text] += 1
        work.note(name, "lossy", lossy)
        if unknown:
            kind = "unknown_code" if column.field.choices else "bad_value"
            seen: Counter[str] = Counter()
            for text, n in unknown.most_common(50):
                seen[_shown(column.field, text)] += n
            work.notes.append(
                Note(name, kind, unknown.total(), Counter() if column.field.personal else seen)
            )
        return values


def _shown(target: schemas.Field, text: str) -> str:
    return "…" if target.personal else example(text)


def _column(
    target: schemas.Field,
    rule: FieldRule,
    positions: list[int],
    convert: Callable[[str | None], Any],
) -> _Column:
    if len(positions) == 1:
        return _Column(target, positions, _Memo(convert), "one")
    if rule.any_of is not None:

        def first(cells: tuple[str | None, ...]) -> Any:
            found = [v for v in map(convert, cells) if v is not None]
            if not target.required:
                # A masked phone stands back behind a whole one; a key is not taken from elsewhere.
                found.sort(key=lambda v: isinstance(v, Lossy))
            return next(iter(found), None)

        return _Column(target, positions, _Memo(first), "first")

    def joined(cells: tuple[str | None, ...]) -> Any:
        parts = key_parts(target, (c.strip() for c in cells if c and c.strip()))
        return parts if isinstance(parts, Lossy) else convert(rule.separator.join(parts))

    return _Column(target, positions, _Memo(joined), "join")


def _finish(work: Work, chunk: RawChunk) -> MappedChunk:
    problems = list(chunk.bad)
    if not work.rejected:
        kept = list(range(len(chunk.rows)))
        return MappedChunk(work.entity, chunk.numbers, kept, work.columns, problems, work.notes)
    for i, reasons in sorted(work.rejected.items()):
        problems.append(Problem(chunk.numbers[i], "；".join(reasons), chunk.raw_json(i)))
    kept = [i for i in range(len(chunk.rows)) if i not in work.rejected]
    columns = {name: [values[i] for i in kept] for name, values in work.columns.items()}
    numbers = [chunk.numbers[i] for i in kept]
    return MappedChunk(work.entity, numbers, kept, columns, problems, work.notes)
