"""How an account wants to be told: its e-mail address (sealed) and the channels it asked for.

An official's address is personal data and is needed only while a message is being handed over.
So it lies in the database sealed under the vault's key, as a caller's number does: a dump or a
backup of the database alone shows no address. It is opened by the sender, shown to nobody, and
neither logged nor audited in the clear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data_access.accounts.model import Account, account_of
from data_access.accounts.tables import account, account_contact
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.vault.sealed_columns import SealedColumn
from data_access.types import Scope, WeisuError

if TYPE_CHECKING:
    from data_access.store.engine import Store

RIGHT = "account.manage"
CHANNELS = ("email",)
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """What an account asked for; in-app notices come to everybody."""

    account: Account
    channels: frozenset[str]
    urgent_only: bool
    has_email: bool

    def wants(self, channel: str, *, urgent: bool) -> bool:
        """Tell whether a notice goes over this channel."""
        return channel in self.channels and (urgent or not self.urgent_only)


def _address(account_id: int) -> tuple[str, str, str, str]:
    return ("", "account_contact", str(account_id), "email")


def _bound(account_id: int) -> bytes:
    from data_access.store.vault.sealer import bound_to

    return bound_to(_address(account_id))


SEALED = (SealedColumn(account_contact.c.email_box, (account_contact.c.account_id,), _bound),)
"""What accounts seal."""


def set_contact(
    store: Store,
    settings: Settings,
    by: Scope,
    login: str,
    *,
    email: str | None = None,
    channels: Sequence[str] | None = None,
    urgent_only: bool | None = None,
    now: datetime | None = None,
) -> None:
    """Set what is given, leave the rest; an empty ``email`` removes the address.

    Needs the right to manage accounts. Raises ``WeisuError`` for an unknown account or channel
    and for what is no address. The audit entry says what was changed, never the address.
    """
    from data_access.store.vault.sealer import open_sealer

    by.require(RIGHT)
    at = now or utc_now()
    if email and (len(email) > 254 or not _EMAIL.fullmatch(email)):
        raise WeisuError("电子邮件地址的格式不对，没有做任何更改。请核对后重试。")
    if channels is not None and (unknown := set(channels) - set(CHANNELS)):
        raise WeisuError(f"没有名为 {'、'.join(sorted(unknown))} 的通知方式，没有做任何更改。")
    with store.write() as connection:
        sealer = open_sealer(store, settings, connection) if email else None
        row = connection.execute(
            select(account.c.id, account.c.login)
            .where(account.c.login == login.strip().lower())
            .with_for_update()
        ).first()
        if row is None:
            raise WeisuError(f"没有名为“{login}”的账号，没有做任何更改。请核对用户名。")
        mine = account_contact.c.account_id == row.id
        found = connection.execute(select(account_contact).where(mine)).mappings().first()
        values = {
            "email_box": found["email_box"] if found else None,
            "channels": found["channels"] if found else [],
            "urgent_only": found["urgent_only"] if found else False,
        }
        if email is not None:
            address = _address(row.id)
            values["email_box"] = sealer.seal(address, {"email": email}) if sealer else None
        if channels is not None:
            values["channels"] = sorted(set(channels))
        if urgent_only is not None:
            values["urgent_only"] = urgent_only
        if "email" in values["channels"] and values["email_box"] is None:
            raise WeisuError(f"账号 {login} 没有电子邮件地址，不能用邮件通知。没有做任何更改。")
        if found is None:
            connection.execute(account_contact.insert().values(account_id=row.id, **values))
        else:
            connection.execute(account_contact.update().where(mine).values(**values))
        detail = {
            "email": "unchanged" if email is None else "set" if email else "removed",
            "channels": values["channels"],
            "urgent_only": values["urgent_only"],
            **({"reason": by.reason} if by.reason else {}),
        }
        audit.append(
            connection,
            actor=by.actor,
            action="account.contact",
            about=row.login,
            detail=detail,
            at=at,
        )


def contacts(connection: Connection, logins: Sequence[str] | None = None) -> list[Contact]:
    """Return the accounts that may sign in, with what they asked for (``logins``: only these)."""
    wanted = select(
        account, account_contact.c.channels, account_contact.c.urgent_only,
        account_contact.c.email_box.is_not(None).label("has_email"),
    ).outerjoin(account_contact, account_contact.c.account_id == account.c.id)  # fmt: skip
    wanted = wanted.where(account.c.disabled.is_(False)).order_by(account.c.id)
    if logins is not None:
        wanted = wanted.where(account.c.login.in_(logins))
    return [
        Contact(
            account=account_of(row),
            channels=frozenset(row["channels"] or ()),
            urgent_only=bool(row["urgent_only"]),
            has_email=bool(row["has_email"]),
        )
        for row in connection.execute(wanted).mappings()
    ]


def email_of(store: Store, settings: Settings, account_id: int) -> str | None:
    """Return an account's address for the sender, opened; None where it has none.

    Raises ``WeisuError`` where the vault's key is missing. Never show or log what comes back.
    """
    from data_access.store.vault.sealer import open_sealer

    with store.read() as connection:
        box = connection.execute(
            select(account_contact.c.email_box).where(account_contact.c.account_id == account_id)
        ).scalar()
    if box is None:
        return None
    return open_sealer(store, settings).open(_address(account_id), box)["email"]
