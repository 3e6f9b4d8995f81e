"""Where tickets speak of: found from the original text while it is here, before it is masked.

Who finds is handed in (``PlaceFinder``): this house knows no map. What is kept of an answer is in
the transaction of the ticket's row, so that neither is ever there without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, func, select

from data_access.store.bulk import insert_columns
from data_access.store.tables import ticket_place, ticket_version

AT_IMPORT = 0
TEXTS = {"title": "title", "content": "content", "addr_text": "address"}
"""Fields of a ticket that speak of its place, and what a finder knows them as."""
AREA_FIELDS = ("area_code", "county", "street", "community")
"""Fields in which a source tells the area: a code, or names."""
Told = tuple[str | None, ...]
"""What a row has in ``AREA_FIELDS``."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """What is found of one ticket, as ``ticket_place`` keeps it; no word of the ticket.

    ``state``: placed, open, unknown or none. ``name``: as the gazetteer has it. ``reason``: words
    of the finder's fixed list. ``candidates``: ``code:share``, where it stays open.
    """

    state: str
    code: str | None = None
    level: str | None = None
    confidence: float = 0.0
    kind: str | None = None
    name: str | None = None
    reason: str = ""
    candidates: str | None = None


class PlaceFinder(Protocol):
    """Finds the place of tickets of one jurisdiction."""

    @property
    def version(self) -> str:
        """A print of the names and rules that it finds by."""

    def adds_to(self, told: Told) -> bool:
        """Say whether a text could tell more than the area that the source told."""

    def find(self, texts: Mapping[str, str], lead: str) -> FoundPlace:
        """Return the place told in ``texts`` (title, content, address); ``lead``: the lead unit,
        empty where there is none."""


PlaceFinders = Callable[[str], PlaceFinder | None]
"""Gives the finder of a jurisdiction, None where nothing is known of its places."""


def find_places(
    finder: PlaceFinder, columns: Mapping[str, Sequence[Any]], at: Sequence[int]
) -> dict[int, FoundPlace]:
    """Return the places of the rows ``at`` some positions of mapped, unmasked columns, by position.

    Rows whose source told the area as finely as the city knows it are passed over: reading them
    takes half as long as all the rest of the import, and what counts is what the source told.
    """
    there = [(name, columns[field]) for field, name in TEXTS.items() if field in columns]
    leads = columns.get("org_lead")
    return {
        i: finder.find(
            {name: values[i] for name, values in there if values[i]},
            (leads[i] if leads is not None else None) or "",
        )
        for i in _to_be_read(finder, columns, at)
    }


def _to_be_read(
    finder: PlaceFinder, columns: Mapping[str, Sequence[Any]], at: Sequence[int]
) -> Sequence[int]:
    """Return the positions of rows whose text could tell more than their source did."""
    areas = [columns.get(field) for field in AREA_FIELDS]
    known: dict[Told, bool] = {}
    wanted = []
    for i in at:
        told = tuple(values[i] if values is not None else None for values in areas)
        if told not in known:
            known[told] = finder.adds_to(told)
        if known[told]:
            wanted.append(i)
    return wanted


def last_version(connection: Connection) -> int:
    """Return the newest version's number, before more are written."""
    newest = select(func.max(ticket_version.c.version_id))
    return int(connection.execute(newest).scalar() or 0)


def put_places(
    connection: Connection,
    finder: PlaceFinder,
    found: Mapping[tuple[str, str], FoundPlace],
    *,
    jurisdiction: str,
    batch_id: int,
    after: int,
) -> None:
    """Keep the places of the versions that a batch wrote after another one.

    ``found``: by number and print of the ticket's row, of those that were looked for.
    """
    version = ticket_version.c
    query = select(version.version_id, version.ticket_no, version.row_hash).where(
        version.version_id > after, version.batch_id == batch_id
    )
    rows = [
        (i, number, place)
        for i, number, mark in connection.execute(query)
        if (place := found.get((number, mark))) is not None
    ]
    insert_columns(connection, ticket_place, place_columns(rows, finder, jurisdiction, AT_IMPORT))


def place_columns(
    rows: Sequence[tuple[int, str, FoundPlace]],
    finder: PlaceFinder,
    jurisdiction: str,
    pass_no: int,
) -> dict[str, Sequence[Any]]:
    """Return rows of ``ticket_place`` by columns from version, number and place of each."""
    names = FoundPlace.__dataclass_fields__
    return {
        "version_id": [i for i, _, _ in rows],
        "jurisdiction": [jurisdiction] * len(rows),
        "ticket_no": [number for _, number, _ in rows],
        **{name: [getattr(place, name) for _, _, place in rows] for name in names},
        "gazetteer": [finder.version] * len(rows),
        "pass_no": [pass_no] * len(rows),
    }
