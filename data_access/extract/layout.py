"""Which columns the extract has, with their Arrow types, and where its files lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from data_access import schemas
from data_access.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 5
# The tree's codes say the same; names are looked up in the directory.
LEFT_OUT = frozenset(
    {"county", "street", "community", "category_1", "category_2", "category_3", "leader_note"}
)
DATASETS = ("tickets", "daily", "callbacks", "calls")
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


def ticket_fields() -> tuple[schemas.Field, ...]:
    """Return the stored ticket fields that the extract carries."""
    return tuple(f for f in schemas.TICKET.stored if f.name not in LEFT_OUT)


def arrow_type(kind: schemas.Kind) -> pa.DataType:
    """Return the Arrow type of a kind of field."""
    import pyarrow as pa

    types: dict[schemas.Kind, Any] = {
        "text": pa.string(),
        "int": pa.int32(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "time": pa.timestamp("us"),
        "date": pa.date32(),
    }
    return types[kind]


@cache
def arrow_schema(dataset: str) -> pa.Schema:
    """Return the Arrow schema of a dataset of ``DATASETS``."""
    import pyarrow as pa

    text = pa.string()
    if dataset == "daily":
        kinds = [(n, pa.date32() if n == "day" else text) for n in DIMENSIONS]
        return pa.schema([*kinds, ("tickets", pa.int64())])
    if dataset == "tickets":
        derived = [
            ("day", pa.date32()),
            ("hour", pa.int16()),
            ("area_county", text),
            ("area_street", text),
            ("repeat_30d", pa.bool_()),
            ("repeat_90d", pa.bool_()),
            ("t_workday_1", pa.timestamp("us")),
            ("t_work_2h", pa.timestamp("us")),
            ("contact_work_s", pa.int32()),
            ("close_work_s", pa.int32()),
            ("t_again", pa.timestamp("us")),
            ("t_return_apply", pa.timestamp("us")),
            ("n_return_apply", pa.int32()),
            ("t_reached", pa.timestamp("us")),
        ]
        return pa.schema([(f.name, arrow_type(f.kind)) for f in ticket_fields()] + derived)
    entity = schemas.CALLBACK if dataset == "callbacks" else schemas.CALL_LOG
    return pa.schema([(f.name, arrow_type(f.kind)) for f in entity.stored] + [("day", pa.date32())])


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
        from pathlib import Path

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

    def read(self, relative: str) -> bytes | None:
        """Return a file's content, or None where there is none."""
        try:
            content: bytes = self.fs.cat_file(self.path(relative))
        except FileNotFoundError:
            return None
        return content
