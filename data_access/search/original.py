"""The original of one ticket, for who may open it: with a reason, logged before it is returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from data_access import schemas
from data_access.extract.query import Extract
from data_access.search.ticket import ticket
from data_access.settings import Settings
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import audit_entry, ticket_version
from data_access.store.vault.sealer import open_items
from data_access.types import NotAllowedError, Scope, WeisuError

RIGHT = "vault.open"
LEAST_REASON, MOST_REASON = 4, 200
"""Characters of a reason: enough to say something, no essay."""
FIELDS = tuple(f.name for f in schemas.TICKET.fields if f.personal or f.free_text)


@dataclass(frozen=True, slots=True)
class Original:
    """What the vault holds of a ticket: ``fields`` by name, in the order of the schema; who opened
    it, and when (naive UTC)."""

    number: str
    fields: Mapping[str, str]
    actor: str
    at: datetime


def original(  # noqa: PLR0917 - who, where, which and why
    extract: Extract, store: Store, settings: Settings, scope: Scope, code: str, number: str,
    *, reason: str,
) -> Original:  # fmt: skip
    """Open a ticket's original: what was said as it was said, and who said it.

    Needs the right ``vault.open`` and a ticket that the scope sees. The audit log has the reason
    before anything is returned. ``NotAllowedError``: without the right, outside the scope, or over
    the number of a day (``originals_a_day``). ``WeisuError``: a reason that says nothing, an
    original that the vault does not hold.
    """
    scope.require(RIGHT)
    why = " ".join(reason.split())
    if not LEAST_REASON <= len(why) <= MOST_REASON:
        raise WeisuError(
            f"查看原文须写明事由（{LEAST_REASON}至{MOST_REASON}字），如“核实诉求人联系方式”。"
            "原文没有打开。"
        )
    ticket(extract, store, scope, code, number)
    now = utc_now()
    most = settings.originals_a_day
    if _opened_since(store, scope.actor, now - timedelta(days=1)) >= most:
        raise NotAllowedError(
            f"您24小时内查看原文已达{most}件的上限，原文没有打开。确需继续查看，请联系安全管理员。"
        )
    found = open_items(
        store, settings, scope, [(code, "ticket", number, _row_hash(store, code, number))],
        actor=scope.actor, reason=why,
    )  # fmt: skip
    held = found[0]
    return Original(number, {n: held[n] for n in FIELDS if held.get(n)}, scope.actor, now)


def _opened_since(store: Store, actor: str, since: datetime) -> int:
    mine = (
        audit_entry.c.actor == actor, audit_entry.c.action == RIGHT, audit_entry.c.at >= since,
    )  # fmt: skip
    with store.read() as connection:
        query = select(func.count()).select_from(audit_entry).where(*mine)
        return int(connection.execute(query).scalar_one())


def _row_hash(store: Store, code: str, number: str) -> str:
    query = select(ticket_version.c.row_hash).where(
        ticket_version.c.jurisdiction == code,
        ticket_version.c.ticket_no == number,
        ticket_version.c.is_current,
    )
    with store.read() as connection:
        found = connection.execute(query).scalar()
    if found is None:
        raise WeisuError("保密库中没有这一条原文。")
    return str(found)
