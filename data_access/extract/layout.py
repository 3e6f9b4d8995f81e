"""Which columns the extract has, with their Arrow types, and where its files lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from data_access import schemas
from data_access.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

# Raised by hand where files are written otherwise; other columns are noticed without it.
FORMAT = 5
# The tree's codes say the same; names are looked up in the directory.
LEFT_OUT = frozenset(
    {"county", "street", "community", "category_1", "category_2", "category_3", "leader_note"}
)
DATASETS = ("tickets", "daily", "callbacks", "calls", "tasks")
# Indexes of what tickets say, a file a month (see ``text_index``).
TEXTS = "texts"
# The daily counts are kept along one dimension each: a day crossed with all of them has nearly as
# many cells as tickets. ``daily`` is answered from the first cube that has what is asked; one that
# has no day stands for whole months.
CUBES: dict[str, tuple[str, ...]] = {
    "daily_channel": ("day", "source_channel"),
    "daily_area": ("day", "area_county", "area_street"),
    "daily_category": ("day", "category_code"),
    "daily_unit": ("day", "org_lead"),
    # Two dimensions at once, by the month: a street's own page.
    "monthly_place_category": ("area_county", "area_street", "category_code"),
}
DIMENSIONS = (
    "day", "area_county", "area_street", "category_code", "org_lead", "source_channel",
)  # fmt: skip
# Said by a file's folder, and no column of it.
FOLDERS = frozenset({"jurisdiction", "month"})
_SQL: Mapping[schemas.Kind, str] = {
    "text": "VARCHAR", "int": "INTEGER", "float": "DOUBLE", "bool": "BOOLEAN",
    "time": "TIMESTAMP", "date": "DATE",
}  # fmt: skip


def ticket_fields() -> tuple[schemas.Field, ...]:
    """Return the stored ticket fields that the extract carries."""
    return tuple(f for f in schemas.TICKET.stored if f.name not in LEFT_OUT)


@cache
def columns(dataset: str) -> Mapping[str, str]:
    """Return the columns of a dataset of ``DATASETS`` with their SQL types, in their order."""
    if dataset == "daily":
        kinds = {n: "DATE" if n == "day" else "VARCHAR" for n in DIMENSIONS}
        return MappingProxyType({**kinds, "tickets": "BIGINT"})
    if dataset == "tickets":
        derived = {c.name: c.sql_type for c in schemas.EXTRACT_DERIVED if c.name not in FOLDERS}
        return MappingProxyType({**_sql_types(ticket_fields()), **derived})
    if dataset == "tasks":
        return MappingProxyType({c.name: c.sql_type for c in schemas.TASK_COLUMNS})
    entity = schemas.CALLBACK if dataset == "callbacks" else schemas.CALL_LOG
    return MappingProxyType({**_sql_types(entity.stored), "day": "DATE"})


def _sql_types(fields: Iterable[schemas.Field]) -> dict[str, str]:
    return {f.name: _SQL[f.kind] for f in fields}


@cache
def arrow_schema(dataset: str) -> pa.Schema:
    """Return the Arrow schema of a dataset of ``DATASETS``."""
    return _arrow(columns(dataset))


@cache
def stored_schema(entity: str) -> pa.Schema:
    """Return the Arrow schema of what the store keeps of an entity."""
    return _arrow(_sql_types(schemas.ENTITIES[entity].stored))


def _arrow(sql_types: Mapping[str, str]) -> pa.Schema:
    import pyarrow as pa

    types = {
        "VARCHAR": pa.string(),
        "SMALLINT": pa.int16(),
        "INTEGER": pa.int32(),
        "BIGINT": pa.int64(),
        "DOUBLE": pa.float64(),
        "BOOLEAN": pa.bool_(),
        "TIMESTAMP": pa.timestamp("us"),
        "DATE": pa.date32(),
    }
    return pa.schema([(name, types[kind]) for name, kind in sql_types.items()])


@dataclass(frozen=True, slots=True)
class Storage:
    """The folder (or object store) of the extract, through fsspec."""

    fs: Any
    root: str
    is_local: bool

    @classmethod
    def of(cls, settings: Settings) -> Storage:
        """Open the place that the settings name."""
        from fsspec.core import url_to_fs

        fs, root = url_to_fs(settings.extract_path)
        protocol = fs.protocol if isinstance(fs.protocol, str) else fs.protocol[0]
        return cls(fs, root.rstrip("/"), protocol in {"file", "local"})

    def path(self, relative: str) -> str:
        """Return the full path of a file of the extract."""
        return f"{self.root}/{relative}"

    def write_whole(self, relative: str, content: bytes) -> None:
        """Write a file so that a reader sees the old one or the new one, never a part."""
        import os
        import uuid

        target = self.path(relative)
        self.fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        if not self.is_local:
            # An object store shows an object only when it is complete.
            self.fs.pipe_file(target, content)
            return
        part = Path(f"{target}.{uuid.uuid4().hex}.part")
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def holds(self, relative: str, digest: str) -> bool:
        """Tell whether a file is there and is what was written: by its SHA-256, in hex."""
        import hashlib

        content = self.read(relative)
        return content is not None and hashlib.sha256(content).hexdigest() == digest

    def stamp(self, relative: str) -> tuple[object, ...]:
        """Return what changes when a file is written anew; ``FileNotFoundError`` without a file.

        Of a local file it is asked for many times a page, so the system is asked directly.
        """
        if self.is_local:
            found = Path(self.path(relative)).stat()
            return found.st_mtime_ns, found.st_ino, found.st_size
        info = self.fs.info(self.path(relative))
        return info.get("mtime"), info.get("ETag"), info.get("size")

    def read(self, relative: str) -> bytes | None:
        """Return a file's content, or None where there is none."""
        try:
            content: bytes = self.fs.cat_file(self.path(relative))
        except FileNotFoundError:
            return None
        return content
