"""Import profiles: which column of a source becomes which of our fields, and how.

A profile is a YAML file (``docs/profiles.md`` describes it). Loading one checks everything that
can be checked without a data file, and names each fault with its line.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from data_access import schemas
from data_access.calendar.node_limits import as_written
from data_access.importing.readers import ReadOptions, clean_name

Scalar = str | bool | int | float | None
# An unquoted code in YAML is a number; what the file holds is its text.
Text = Annotated[str, BeforeValidator(lambda v: str(v) if type(v) in (int, float) else v)]
Texts = Annotated[list[Text], BeforeValidator(lambda v: [v] if isinstance(v, str | int) else v)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


CLOSING = frozenset({"deadline", "deadline_orig"})
"""Times that end a period: a day without a clock is that whole day."""
PLACE_CODE = r"^[0-9A-Za-z_]{6}$"
"""Six characters, as GB/T 2260 gives them: the codes of streets (nine) and communities (twelve) lie
under it, and every page and analysis tells levels apart by these lengths.
"""


WITHIN_UNITS = ("工作小时", "小时", "工作日", "日")
"""Of two that end alike the longer one comes first."""
WITHIN = rf"^\d{{1,4}} *(?:{'|'.join(WITHIN_UNITS)})$"
KNOWN_AT_ACCEPTANCE = (
    "ticket_type", "urgency", "category_1", "category_2", "category_3", "source_channel",
    "accept_level", "county", "street",
)  # fmt: skip
"""What a time limit may depend on: it is set once, and what is known later would move it."""


class Jurisdiction(_Part):
    """Whose data it is. ``bounds`` are west, south, east, north in degrees."""

    code: Text = Field(pattern=PLACE_CODE)
    name: Text = Field(min_length=1)
    timezone: str = "Asia/Shanghai"
    size: Literal["province", "city", "county"] = "city"
    calendar: Literal["cn", "weekday"] = "cn"
    limits: str | None = None
    time_precision: Literal["minute", "day"] = "minute"
    bounds: tuple[float, float, float, float] | None = None

    @property
    def effective_bounds(self) -> tuple[float, float, float, float]:
        """The box outside which a coordinate is wrong: as given, else China or the world."""
        if self.bounds:
            return self.bounds
        return (73.0, 3.0, 136.0, 54.0) if self.calendar == "cn" else (-180.0, -90.0, 180.0, 90.0)


class FieldRule(_Part):
    """How one field gets its value.

    Exactly one of ``from`` (one column), ``any_of`` (the first that has a value; columns that
    aren't in the file are passed over), ``join`` (all that have a value) and ``value`` (a
    constant). Then in this order: null marks, ``pattern`` (its first group, or the whole match),
    ``whole`` (drop ``.0``), ``map``, ``default`` (for what the map and the code list don't know),
    ``template`` (``{}`` is the value).
    """

    source: Text | None = Field(None, alias="from")
    any_of: Texts | None = None
    join: Texts | None = None
    separator: str = " "
    value: Scalar = None
    optional: bool = False
    null_marks: Texts = Field(default_factory=list)
    pattern: str | None = None
    whole: bool = False
    map: dict[str, Scalar] = Field(default_factory=dict)
    default: Scalar = None
    template: str | None = None
    formats: Texts = Field(default_factory=list)
    precision: Literal["minute", "day"] = "minute"

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:
        return {"from": data} if isinstance(data, str | int) and data is not True else data

    @property
    def columns(self) -> list[str]:
        """The source columns that the rule reads, cleaned for comparison with a header."""
        names = (
            [self.source] if self.source is not None else [*(self.any_of or ()), *(self.join or ())]
        )
        return [clean_name(n) for n in names]

    @property
    def has_default(self) -> bool:
        """Tell whether a default was written, be it null."""
        return "default" in self.model_fields_set

    @property
    def has_value(self) -> bool:
        """Tell whether a constant was written."""
        return "value" in self.model_fields_set


class ReadSettings(_Part):
    """How to read the file, where it can't be found out from the file."""

    sheet: int | str | None = None
    header_row: Annotated[int | None, Field(ge=1)] = None
    delimiter: Annotated[str | None, Field(min_length=1, max_length=1)] = None
    encoding: str | None = None


class Table(_Part):
    """One kind of file: which entity it holds and how its columns map.

    ``by_name``: every field is taken from a column of its own name or label; what ``columns`` says
    of a field then comes on top: further names in ``any_of``, a map.
    """

    entity: schemas.EntityName
    files: Texts = Field(default_factory=lambda: ["*"])
    label: str | None = None
    read: ReadSettings = ReadSettings()
    null_marks: Texts = Field(default_factory=list)
    by_name: bool = False
    columns: dict[str, FieldRule]
    range: dict[str, tuple[Text | None, Text | None]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _named_columns(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("by_name") is not True:
            return data
        entity, said = schemas.ENTITIES.get(str(data.get("entity"))), data.get("columns") or {}
        if entity is None or not isinstance(said, dict):
            return data
        columns = {f.name: _by_name(f, said.get(f.name, {})) for f in entity.fields if f.sent}
        return {
            **data,
            "columns": {**columns, **{n: r for n, r in said.items() if n not in columns}},
        }

    @property
    def schema_entity(self) -> schemas.Entity:
        """The declaration of the entity."""
        return schemas.ENTITIES[self.entity]

    @property
    def read_options(self) -> ReadOptions:
        """The options for ``readers.open_rows``."""
        known = {f.name for f in self.schema_entity.fields if f.kind in ("time", "date")}
        times = {c for name in known & self.columns.keys() for c in self.columns[name].columns}
        return ReadOptions(**self.read.model_dump(), time_columns=frozenset(times))

    @property
    def day_fields(self) -> frozenset[str]:
        """The time fields of which only the day is known."""
        return frozenset(n for n, rule in self.columns.items() if rule.precision == "day")

    def matches_name(self, file_name: str) -> bool:
        """Tell whether the file's name is one of those named in ``files``."""
        name = file_name.lower()
        return any(fnmatch.fnmatchcase(name, glob.lower()) for glob in self.files)

    def missing_columns(self, header: Sequence[str]) -> dict[str, list[str]]:
        """Return, by field, the columns that the file should have and doesn't."""
        there = {clean_name(c).casefold() for c in header}
        missing: dict[str, list[str]] = {}
        for name, rule in self.columns.items():
            absent = [c for c in rule.columns if c.casefold() not in there]
            if rule.any_of is not None:
                needed = self.schema_entity.field(name).required and len(absent) == len(
                    rule.columns
                )
            else:
                needed = bool(absent) and not rule.optional
            if needed:
                missing[name] = absent
        return missing

    def fit(self, header: Sequence[str]) -> int:
        """Return how many fields the header fills; -1 where a needed column is missing."""
        if self.missing_columns(header):
            return -1
        there = {clean_name(c).casefold() for c in header}
        return sum(any(c.casefold() in there for c in r.columns) for r in self.columns.values())


class LimitRule(_Part):
    """A time limit of the source's own: for tickets ``when`` each field has one of the values (all
    tickets where none is named), counted from their dispatch.
    """

    when: dict[str, Texts] = Field(default_factory=dict)
    within: str = Field(pattern=WITHIN)

    @property
    def amount(self) -> int:
        """How many of ``unit``."""
        return int(self.within.removesuffix(self.unit))

    @property
    def unit(self) -> str:
        """One of ``WITHIN_UNITS``."""
        return next(unit for unit in WITHIN_UNITS if self.within.endswith(unit))


class Saved(_Part):
    """Who saved a template from the page, and when (UTC, to the minute)."""

    by: Text
    at: AwareDatetime

    @property
    def moment(self) -> datetime:
        """When, as the store counts: naive UTC."""
        return self.at.astimezone(UTC).replace(tzinfo=None)


class Profile(_Part):
    """A source: whose data it is and how its files map."""

    profile: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    label: str = Field(min_length=1)
    about: str = ""
    saved: Saved | None = None
    jurisdiction: Jurisdiction | None = None
    null_marks: Texts = Field(default_factory=list)
    first_load_is_history: bool = True
    deadlines: list[LimitRule] = Field(default_factory=list)
    node_limits: Annotated[str | None, BeforeValidator(as_written)] = None
    tables: list[Table] = Field(min_length=1)

    def candidates(self, file_name: str) -> list[Table]:
        """Return the tables whose ``files`` name the file; all of them where none does."""
        return [t for t in self.tables if t.matches_name(file_name)] or list(self.tables)


def _by_name(field: schemas.Field, said: Any) -> Any:
    """Return a field's rule with the columns of its own name and label before further ones."""
    if not isinstance(said, dict) or not isinstance(said.get("any_of", []), list):
        return said
    if {"from", "join", "value"} & said.keys():
        return said
    return {**said, "any_of": [field.name, field.label, *said.get("any_of", [])]}
