"""A template as somebody drafts it: each column of a file, the field it goes to, and how.

Everything is a value: an edit gives a new draft, so that a page can keep the one before.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from data_access import schemas
from data_access.importing.file_look import FileLook
from data_access.importing.profile import FieldRule, Scalar, Table
from data_access.importing.readers import clean_name
from data_access.importing.suggest import SUITS, Suggestion, content_score, suggest_mapping
from data_access.importing.suggest_names import shipped_rules
from data_access.importing.suggest_times import are_epochs, guess_formats
from data_access.importing.times import parse_local
from data_access.importing.values import as_bool, clean_code, clean_line

MOST_CODES = 40
"""Different values of a column for which a code can be chosen."""
MOST_ROWS = 200
MOST_EXAMPLE = 30
"""A longer text is no spelling of a time, and may be a person's."""


@dataclass(frozen=True, slots=True)
class ColumnDraft:
    """One column. ``confidence`` is None where a person or a saved template says the field.

    ``codes``: by value in the file the code that it becomes; None leaves the field empty.
    ``other``: the code of values that neither ``codes`` nor the code list know.
    """

    column: str
    field: str = ""
    confidence: float | None = None
    formats: tuple[str, ...] = ()
    day_only: bool = False
    codes: Mapping[str, Scalar] = dataclasses.field(default_factory=dict)
    other: Scalar = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The columns of one file of an entity. ``kept``: fields whose rule in the template is more
    than a column (a constant, joined columns) or reads one that the file lacks: left as it is.
    """

    entity: schemas.EntityName
    columns: tuple[ColumnDraft, ...]
    kept: tuple[str, ...] = ()

    @property
    def schema_entity(self) -> schemas.Entity:
        """The declaration of the entity."""
        return schemas.ENTITIES[self.entity]

    def target(self, column: ColumnDraft) -> schemas.Field | None:
        """Return the field that a column goes to."""
        return self.schema_entity.field(column.field) if column.field else None

    @property
    def missing(self) -> list[schemas.Field]:
        """The required fields that nothing fills."""
        filled = {c.field for c in self.columns} | set(self.kept)
        return [f for f in self.schema_entity.fields if f.required and f.name not in filled]

    def put(self, changed: ColumnDraft) -> Draft:
        """Return the draft with one column changed."""
        columns = tuple(changed if c.column == changed.column else c for c in self.columns)
        return replace(self, columns=columns)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is odd about a column: ``epochs`` and ``unread`` (times that no format reads),
    ``either_way`` (day and month could be the other way round), ``open_codes``, ``unlike`` (the
    field holds other things). ``count`` different values; ``example`` is one as the file has it.
    """

    kind: Literal["epochs", "unread", "either_way", "open_codes", "unlike"]
    count: int = 0
    example: str = ""


def suggested(look: FileLook, entity: schemas.EntityName) -> Draft:
    """Return the first draft for an unknown file."""
    kind = schemas.ENTITIES[entity]
    found = suggest_mapping(look.header, _rows(look), kind)
    return Draft(entity, tuple(_from_suggestion(one, kind, look) for one in found))


def drafted_from(table: Table, look: FileLook) -> Draft:
    """Return a saved template's table as a draft over a file, without a guess of its own: a column
    that the template does not know is left to whoever edits it.
    """
    there = {clean_name(c).casefold(): c for c in look.header}
    taken: dict[str, ColumnDraft] = {}
    kept: list[str] = []
    for name, rule in table.columns.items():
        columns = [there[c.casefold()] for c in rule.columns if c.casefold() in there]
        plain = rule.join is None and not rule.has_value
        free = [c for c in columns if c not in taken] if plain else []
        if not free or len(free) < len(columns):
            kept += [name] if columns or rule.has_value else []
            continue
        target = table.schema_entity.field(name)
        taken |= {c: _from_rule(c, target, rule, look.values.get(c, ())) for c in free}
    columns_ = tuple(taken.get(c, ColumnDraft(c)) for c in look.header)
    return Draft(table.entity, columns_, tuple(kept))


def moved(draft: Draft, column: str, name: str, values: Sequence[str]) -> Draft:
    """Return the draft with a column going to another field (empty: to none), its formats and
    codes guessed anew from the column's values.
    """
    target = draft.schema_entity.field(name) if name else None
    return draft.put(_guessed(ColumnDraft(column, name), target, values))


def codes_of(target: schemas.Field) -> tuple[Scalar, ...]:
    """Return the codes that values of a field can become; none where any text will do."""
    return (True, False) if target.kind == "bool" else target.choices


def doubt(draft: Draft, column: ColumnDraft, values: Sequence[str]) -> Doubt | None:
    """Return what should be looked at before a column is imported so; None where nothing."""
    target = draft.target(column)
    if target is None or not values:
        return None
    if bad := unread(target, column.formats, values):
        if are_epochs(bad):
            return Doubt("epochs", len(bad))
        return Doubt("unread", len(bad), bad[0] if len(bad[0]) <= MOST_EXAMPLE else "")
    if column.formats and (guess := guess_formats(values)) and guess.either_way:
        return Doubt("either_way", 1, values[0])
    if codes_of(target):
        # Where the rest has a code, nothing is left open.
        left = sum(code is None for code in column.codes.values())
        return Doubt("open_codes", left) if left and column.other is None else None
    if target.kind in ("time", "date"):
        return None
    unlike = content_score(target, values[:MOST_ROWS], named=True) < SUITS
    return Doubt("unlike") if unlike else None


def unread(target: schemas.Field, formats: Sequence[str], values: Sequence[str]) -> list[str]:
    """Return the different values of a column of times that no format reads."""
    return [] if target.kind not in ("time", "date") else [
        value for value in dict.fromkeys(values) if not _reads(value, formats)
    ]  # fmt: skip


def _rows(look: FileLook) -> list[list[str | None]]:
    """Return the looked-at values as rows: suggestions look at columns, never along a row."""
    longest = max((len(v) for v in look.values.values()), default=0)
    padded = [[*look.values[c], *[None] * (longest - len(look.values[c]))] for c in look.header]
    return [list(row) for row in zip(*padded, strict=True)]


def _from_suggestion(one: Suggestion, kind: schemas.Entity, look: FileLook) -> ColumnDraft:
    if one.field is None:
        return ColumnDraft(one.column)
    found = ColumnDraft(one.column, one.field, one.confidence, tuple(one.formats))
    return _guessed(found, kind.field(one.field), look.values[one.column])


def _guessed(
    found: ColumnDraft, target: schemas.Field | None, values: Sequence[str]
) -> ColumnDraft:
    if target is None:
        return found
    if codes_of(target):
        return replace(found, codes=_codes(target, values))
    if not found.formats and values and len(unread(target, (), values)) == len(set(values)):
        # Formats stand in the place of the usual spellings: only where those read nothing.
        guess = guess_formats(values)
        return replace(found, formats=tuple(guess.formats) if guess else ())
    return found


def _from_rule(
    column: str, target: schemas.Field, rule: FieldRule, values: Sequence[str]
) -> ColumnDraft:
    codes: dict[str, Scalar] = {}
    if codes_of(target):
        known = {clean_line(value): code for value, code in rule.map.items()}
        codes = {v: known.get(v, own_code(target, v)) for v in _common(values)}
    return ColumnDraft(
        column, target.name, formats=tuple(rule.formats), day_only=rule.precision == "day",
        codes=codes, other=rule.default,
    )  # fmt: skip


def own_code(target: schemas.Field, value: str) -> Scalar:
    """Return the code that a value is by itself, without any map; None where it is none."""
    if target.kind == "bool":
        return as_bool(value)
    return value if value in target.choices else None


def _codes(target: schemas.Field, values: Sequence[str]) -> dict[str, Scalar]:
    """Return, by value, the code that it is or is known to mean."""
    rule = shipped_rules("ticket").get(target.name)
    meant = rule.map if rule else {}
    found: dict[str, Scalar] = {}
    for value in _common(values):
        own = own_code(target, value)
        found[value] = meant.get(value) if own is None else own
    return found


def _common(values: Sequence[str]) -> list[str]:
    counted = Counter(clean_line(value) for value in values)
    return [value for value, _ in counted.most_common(MOST_CODES)]


def _reads(value: str, formats: Sequence[str]) -> bool:
    try:
        parse_local(clean_code(value), formats)
    except (ValueError, OverflowError):
        return False
    return True
