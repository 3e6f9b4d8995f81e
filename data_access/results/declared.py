"""How a room declares what it stores: frames with their columns, types, units and Chinese labels.

A room's own frames stand in its ``frames.py``; writing and reading take the frame itself. A write
whose columns differ from what is declared is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Kind = Literal["text", "int", "float", "bool", "day", "time", "json", "vector"]
Reach = Literal["tickets", "linked", "area", "unit", "whole", "open"]

_PANDAS: dict[Kind, str] = {
    "text": "str",
    "int": "int64",
    "float": "float64",
    "bool": "bool",
    "day": "datetime64[us]",
    "time": "datetime64[us]",
    "json": "str",
    "vector": "object",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``json`` is kept as text, ``vector`` a list of floats, ``time`` naive UTC.

    ``whole``: said of all tickets (a count, an excerpt); who may see only some of them reads it
    empty.
    """

    name: str
    kind: Kind
    label: str
    unit: str = ""
    required: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A frame over tickets through which rows are limited: ``key`` occurs in one of ``columns``."""

    frame: Frame
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame of a room, and how a limited scope reads it. A frame equals itself alone.

    ``reach``: ``tickets``: rows whose ``tickets`` columns all name a ticket that the scope may
    see; ``linked``: rows tied to such a ticket by ``link``; ``area``: rows whose ``area`` column
    lies in the scope's areas, for a scope that is not limited to departments; ``unit``: rows whose
    ``unit`` column names one of the scope's departments, for a scope that is not limited to areas;
    ``whole``: for scopes without a limit only; ``open``: for all who may see the jurisdiction.
    """

    room: str
    name: str
    label: str
    columns: tuple[Column, ...]
    reach: Reach
    tickets: tuple[str, ...] = ("ticket_no",)
    link: Link | None = None
    area: str = "area"
    unit: str = "unit"

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(c.name for c in self.columns)

    def column(self, name: str) -> Column:
        """Return one column; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.room}.{self.name} has no column {name}")

    def schema(self) -> pa.Schema:
        """Return the Arrow schema."""
        import pyarrow as pa

        types: dict[str, Any] = {
            "text": pa.string(),
            "int": pa.int64(),
            "float": pa.float64(),
            "bool": pa.bool_(),
            "day": pa.date32(),
            "time": pa.timestamp("us"),
            "json": pa.string(),
            "vector": pa.list_(pa.float32()),
        }
        return pa.schema([pa.field(c.name, types[c.kind], not c.required) for c in self.columns])

    def shaped(self, data: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return ``data`` with exactly these columns, in their order and types; without rows where
        there are none.
        """
        import pandas as pd

        kinds = {c.name: _PANDAS[c.kind] for c in self.columns}
        if data is None or data.empty:
            return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
        return data.reindex(columns=list(kinds)).astype(kinds).reset_index(drop=True)
