"""Places of tickets that were imported before, found from the vault's originals.

A step is one transaction and what it placed says by which gazetteer: cut off, the next call goes
on with what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, or_, select

from data_access import schemas
from data_access.importing.batches import mark_dirty
from data_access.importing.places import TEXTS, FoundPlace, PlaceFinder, place_columns
from data_access.importing.sealed_originals import address_of, boxes_of
from data_access.settings import Settings
from data_access.store import audit, lease
from data_access.store.bulk import insert_columns
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import ticket_place, ticket_version
from data_access.store.vault.print_state import hold_prints
from data_access.store.vault.sealer import Sealer, open_sealer
from data_access.types import Scope

LEASE = "place_again"
_ROWS = 1000
Progress = Callable[[str, float], None]
_VERSION = ticket_version.c
_STORED = ("title", "content")


@dataclass(frozen=True, slots=True)
class PlacedAgain:
    """What came of it: tickets ``read``, those ``placed``, those whose original is not in the
    vault (``without``; their masked text was read), and those ``left`` for a later call."""

    read: int = 0
    placed: int = 0
    without: int = 0
    left: int = 0


def place_again(
    store: Store,
    settings: Settings,
    scope: Scope,
    jurisdiction: str,
    finder: PlaceFinder,
    *,
    limit: int | None = None,
    again: bool = False,
    progress: Progress | None = None,
) -> PlacedAgain:
    """Find the places of current tickets that have none yet; needs the right ``vault.open``.

    ``again``: also of those that were placed by another gazetteer. ``limit``: at most so many.
    Raises ``LeaseTakenError`` where another process is at it, ``SealedError`` for a damaged item,
    ``PrintsTurningError`` while the key of prints is being turned.
    """
    scope.require("vault.open")
    scope.require_jurisdiction(jurisdiction)
    with lease.held(store, LEASE, "识别地点"):
        sealer = open_sealer(store, settings)
        open_ones = _unplaced(jurisdiction, finder.version, again=again)
        work = _Work(sealer, finder, jurisdiction, open_ones)
        with store.read() as connection:
            total = _count(connection, open_ones)
        wanted = total if limit is None else min(limit, total)
        found, after = PlacedAgain(), 0
        while found.read < wanted:
            rows = min(_ROWS, wanted - found.read)
            step, after = _step(store, work, after, rows)
            if not step.read:
                break
            found = PlacedAgain(
                found.read + step.read, found.placed + step.placed, found.without + step.without
            )
            if progress is not None:
                progress(f"{found.read:,} / {wanted:,} 件", found.read / wanted)
        with store.write() as connection:
            left = _count(connection, open_ones)
            audit.append(
                connection, actor=scope.actor, action="place.find", about=jurisdiction,
                detail={"rows": found.read, "changed": found.placed}, at=utc_now(),
            )  # fmt: skip
    return PlacedAgain(found.read, found.placed, found.without, left)


def _unplaced(jurisdiction: str, version: str, *, again: bool) -> Select[Any]:
    """Return the question for the current tickets that are to be placed."""
    missing = ticket_place.c.version_id.is_(None)
    other = or_(missing, ticket_place.c.gazetteer != version) if again else missing
    joined = ticket_version.outerjoin(
        ticket_place, ticket_place.c.version_id == _VERSION.version_id
    )
    names = ("version_id", "jurisdiction", "ticket_no", "row_hash", "month", "area_code")
    asked = [_VERSION[name] for name in (*names, "org_lead", *_STORED)]
    mine = and_(_VERSION.jurisdiction == jurisdiction, _VERSION.is_current, other)
    return select(*asked).select_from(joined).where(mine)


def _count(connection: Connection, question: Select[Any]) -> int:
    counted = question.with_only_columns(func.count(), maintain_column_froms=True)
    return int(connection.execute(counted).scalar_one())


@dataclass(frozen=True, slots=True)
class _Work:
    """What stays the same for all steps."""

    sealer: Sealer
    finder: PlaceFinder
    jurisdiction: str
    question: Select[Any]


def _step(store: Store, work: _Work, after: int, most: int) -> tuple[PlacedAgain, int]:
    """Place the next tickets; return their counts and up to which version it came."""
    code = work.jurisdiction
    query = work.question.where(_VERSION.version_id > after)
    query = query.order_by(_VERSION.version_id).limit(most)
    with store.write() as connection:
        hold_prints(connection, work.sealer.keys.version)
        rows = connection.execute(query).all()
        if not rows:
            return PlacedAgain(), after
        secrets = _originals(connection, work.sealer, rows)
        found = [(r.version_id, r.ticket_no, _found(work.finder, secrets, r)) for r in rows]
        ids = [r.version_id for r in rows]
        connection.execute(delete(ticket_place).where(ticket_place.c.version_id.in_(ids)))
        columns = place_columns(found, work.finder, code, _next_pass(connection, code))
        insert_columns(connection, ticket_place, columns)
        # Only a ticket without an area of its own is shown elsewhere than before.
        mark_dirty(connection, code, "tickets", {r.month for r in rows if r.area_code is None})
    placed = sum(place.state == "placed" for _, _, place in found)
    return PlacedAgain(len(rows), placed, len(rows) - len(secrets)), ids[-1]


def _next_pass(connection: Connection, jurisdiction: str) -> int:
    """Return a number that no step of before had: the extract tells by it what it has read."""
    mine = ticket_place.c.jurisdiction == jurisdiction
    highest = connection.execute(select(func.max(ticket_place.c.pass_no)).where(mine)).scalar()
    return int(highest or 0) + 1


def _originals(
    connection: Connection, sealer: Sealer, rows: Sequence[Row[Any]]
) -> dict[int, dict[str, str]]:
    """Return what the vault has of some versions, opened, by their numbers."""
    boxes = boxes_of(connection, schemas.TICKET, rows)
    addresses = ((row.version_id, address_of(schemas.TICKET, row)) for row in rows)
    return {
        number: sealer.open(address, boxes[address])
        for number, address in addresses
        if address in boxes
    }


def _found(finder: PlaceFinder, secrets: dict[int, dict[str, str]], row: Row[Any]) -> FoundPlace:
    stored = {name: getattr(row, name) for name in _STORED if getattr(row, name)}
    said = {**stored, **secrets.get(row.version_id, {})}
    texts = {name: said[field] for field, name in TEXTS.items() if said.get(field)}
    return finder.find(texts, row.org_lead or "")
