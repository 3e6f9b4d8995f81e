"""The store's own tables; rooms that keep more have a ``tables.py`` of theirs.

What cities send is kept as append-only versions: one table an entity, made from ``schemas``.
``is_current`` marks the version that counts now; nothing else in a version is ever changed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

from data_access import schemas
from data_access.store.base import SERIAL, UtcDateTime, metadata

_TYPES: dict[schemas.Kind, type[TypeEngine[Any]]] = {
    "text": Text,
    "int": Integer,
    "float": Float,
    "bool": Boolean,
    "time": UtcDateTime,
    "date": Date,
}

jurisdiction = Table(
    "jurisdiction",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("size", Text, nullable=False, comment="province, city or county"),
    Column("calendar", Text, nullable=False, comment="cn, or weekday elsewhere"),
    Column("limits", Text, comment="preset of time limits, see calendar.limits"),
    Column("time_precision", Text, nullable=False, comment="minute, or day"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("node_limits", Text, comment="preset or own limits of nodes, see calendar.node_limits"),
)

area = Table(
    "area",
    metadata,
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("parent", Text),
    Column("level", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("population", Integer),
    Column("lon", Float),
    Column("lat", Float),
    Column("valid_from", Date),
    Column("valid_to", Date),
)
Index("ix_area_name", area.c.jurisdiction, area.c.parent, area.c.name)

category = Table(
    "category",
    metadata,
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), primary_key=True),
    Column("code", Text, primary_key=True, comment="two characters a level"),
    Column("parent", Text),
    Column("level", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)
Index("ix_category_name", category.c.jurisdiction, category.c.parent, category.c.name)

organisation = Table(
    "organisation",
    metadata,
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("group_name", Text),
    Column("level", Text),
    Column("parent", Text),
)

local_event = Table(
    "local_event",
    metadata,
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("end_day", Date),
    Column("name", Text),
)

batch = Table(
    "batch",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("profile", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("status", Text, nullable=False, comment="running, done, failed, interrupted, undone"),
    Column("read", Integer, nullable=False, default=0),
    Column("inserted", Integer, nullable=False, default=0),
    Column("updated", Integer, nullable=False, default=0),
    Column("unchanged", Integer, nullable=False, default=0),
    Column("quarantined", Integer, nullable=False, default=0),
    Column("notes", JSON),
    Column("error", Text),
    Column("is_history", Boolean, nullable=False, comment="a bulk load: recorded_at is not news"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("row_hash", Text, nullable=False),
    Column("state", Text, nullable=False, comment="open, or solved by a later load"),
    Column("recorded_at", UtcDateTime, nullable=False),
    UniqueConstraint("jurisdiction", "entity", "row_hash"),
)

vault_item = Table(
    "vault_item",
    metadata,
    Column("jurisdiction", Text, primary_key=True),
    Column("kind", Text, primary_key=True, comment="an entity's name, or quarantine"),
    Column("ref", Text, primary_key=True, comment="the row's key"),
    Column("row_hash", Text, primary_key=True),
    Column("key_version", Integer, nullable=False),
    Column("box", LargeBinary, nullable=False, comment="SM4-GCM of a JSON object"),
    Column("batch_id", ForeignKey("batch.id"), nullable=False),
)

extract_dirty = Table(
    "extract_dirty",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("jurisdiction", Text, nullable=False),
    Column("dataset", Text, nullable=False, comment="tickets, callbacks or calls"),
    Column("month", Text, nullable=False),
)

store_info = Table(
    "store_info",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

analysis_run = Table(
    "analysis_run",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("room", Text, nullable=False),
    Column("jurisdiction", Text),
    Column("as_of", Date),
    Column("fingerprint", Text),
    Column("code_version", Text, nullable=False),
    Column("settings", JSON),
    Column("status", Text, nullable=False, comment="running, done or failed"),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("progress", Float, nullable=False, default=0.0),
    Column("message", Text),
)

run_step = Table(
    "run_step",
    metadata,
    Column("run_id", Text, ForeignKey("analysis_run.run_id"), primary_key=True),
    Column("step", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("detail", JSON),
)

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)


audit_entry = Table(
    "audit_entry",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="1, 2, 3 … no gap"),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
Index("ix_audit_entry_at", audit_entry.c.at)

# One row: where the chain ends. Its row lock puts the writers in a queue, and a chain whose last
# entries were cut off no longer agrees with it.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)


def _versions(entity: schemas.Entity, *more: Column[object]) -> Table:
    table = Table(
        f"{entity.name}_version",
        metadata,
        Column("version_id", SERIAL, primary_key=True),
        Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
        Column("batch_id", ForeignKey("batch.id"), nullable=False, index=True),
        Column("recorded_at", UtcDateTime, nullable=False),
        Column("row_hash", Text, nullable=False),
        Column("is_current", Boolean, nullable=False),
        *more,
        *(Column(f.name, _TYPES[f.kind], nullable=not f.required) for f in entity.stored),
    )
    key = [table.c[name] for name in entity.key]
    Index(f"ix_{entity.name}_version_key", table.c.jurisdiction, *key)
    Index(
        f"uq_{entity.name}_version_current",
        table.c.jurisdiction,
        *key,
        unique=True,
        sqlite_where=text("is_current"),
        postgresql_where=text("is_current"),
    )
    return table


def _month() -> Column[object]:
    return Column("month", Text, nullable=False, comment="YYYY-MM of the row's day, local")


ticket_version = _versions(schemas.TICKET, _month())
ticket_event_version = _versions(schemas.TICKET_EVENT)
callback_version = _versions(schemas.CALLBACK, _month())
call_log_version = _versions(schemas.CALL_LOG, _month())

VERSIONED: dict[str, Table] = {
    "ticket": ticket_version,
    "ticket_event": ticket_event_version,
    "callback": callback_version,
    "call_log": call_log_version,
}
# Where each version of a ticket speaks of, found from its original: no word of the ticket but a
# name that stands in the gazetteer.
ticket_place = Table(
    "ticket_place",
    metadata,
    Column("version_id", ForeignKey("ticket_version.version_id"), primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("ticket_no", Text, nullable=False),
    Column("state", Text, nullable=False, comment="placed, open, unknown or none"),
    Column("code", Text, comment="where it is placed"),
    Column("level", Text, comment="county, street or community"),
    Column("confidence", Float, nullable=False, comment="0 to 1"),
    Column("kind", Text, comment="of the place that decided: estate, road, market …"),
    Column("name", Text, comment="of the gazetteer, never of the text alone"),
    Column("reason", Text, nullable=False, comment="words of a fixed list, separated by spaces"),
    Column("candidates", Text, comment="code:share, separated by semicolons, where it stays open"),
    Column("gazetteer", Text, nullable=False, comment="print of the names and rules it was by"),
    Column("pass_no", Integer, nullable=False, comment="0: at the import; later ones count up"),
)
Index("ix_ticket_place_pass", ticket_place.c.jurisdiction, ticket_place.c.pass_no)

PLAIN: dict[str, Table] = {
    "organisation": organisation,
    "area": area,
    "local_event": local_event,
}
for _name in ("ticket", "callback", "call_log"):
    _table = VERSIONED[_name]
    Index(f"ix_{_name}_version_month", _table.c.jurisdiction, _table.c.month)
