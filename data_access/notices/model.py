"""What a room hands over to be sent, and who may see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data_access.store.vault.scrub import scrub
from data_access.types import Scope

MAX_ABOUT, MAX_TITLE, MAX_TEXT, MAX_LINK = 200, 100, 2000, 500
_LINK = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell, in words for its reader.

    ``about`` names it for ever (``warning:330199:…``): said twice under the same name, it is sent
    once. A later stage of the same matter that is news (raised, closed) takes a name of its own.
    ``department`` and ``area`` say whose figures are in it; left empty they mean more than one
    unit, the whole jurisdiction, and an account that is limited to some doesn't get it.
    ``only_limited``: for readers limited to units where ``department`` is given, to areas where
    ``area`` is, and not otherwise: the others get words of their own. It is not stored.
    ``link`` is a path on our own site. ``urgent`` is for life and limb only: no digest, no quiet
    hours. Raises ``ValueError`` where a room hands over what can't be sent.
    """

    about: str
    room: str
    title: str
    text: str
    link: str = ""
    jurisdiction: str = ""
    department: str = ""
    area: str = ""
    needs: str = "today.view"
    urgent: bool = False
    only_limited: bool = False

    def __post_init__(self) -> None:
        """Refuse what no channel could carry."""
        if not self.about.strip() or len(self.about) > MAX_ABOUT:
            raise ValueError(f"about is 1 to {MAX_ABOUT} characters")
        if not self.title.strip() or not self.room or not self.needs:
            raise ValueError("a notice has a title, a room and a right that its readers hold")
        if self.link and (len(self.link) > MAX_LINK or not _LINK.fullmatch(self.link)):
            raise ValueError("link is a path on our own site, such as /today?area=330199")
        if (self.department or self.area) and not self.jurisdiction:
            raise ValueError("a department or an area belongs to a jurisdiction")

    def values(self) -> dict[str, Any]:
        """Return it as it is stored: one line of title, no control characters, masked.

        Rooms hand over no personal data; the vault's rules look once more, so that a phone number
        that slipped into a text doesn't leave the house.
        """
        return {
            "about": self.about,
            "room": self.room,
            "jurisdiction": self.jurisdiction,
            "department": self.department,
            "area": self.area,
            "needs": self.needs,
            "title": _clean(" ".join(self.title.split()), MAX_TITLE),
            "text": _clean(self.text.strip(), MAX_TEXT),
            "link": self.link,
            "urgent": self.urgent,
        }


def _clean(words: str, most: int) -> str:
    tidy = scrub(_CONTROL.sub(" ", words.replace("\r\n", "\n")))
    return tidy if len(tidy) <= most else tidy[: most - 1] + "…"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notice on its way to one recipient over one channel; times are naive UTC."""

    id: int
    about: str
    recipient: str
    channel: str
    state: str
    attempts: int
    due_at: datetime
    attempted_at: datetime | None
    finished_at: datetime | None
    read_at: datetime | None
    error: str
    created_at: datetime
    notice: Notice


def notice_of(row: Mapping[Any, Any]) -> Notice:
    """Return the notice of a row of ``notice``, or of one joined to it."""
    names = ("about", "room", "title", "text", "link", "jurisdiction", "department", "area")
    return Notice(**{n: row[n] for n in names}, needs=row["needs"], urgent=row["urgent"])


def delivery_of(row: Mapping[Any, Any]) -> Delivery:
    """Return the delivery of a row of ``notification`` joined to ``notice``."""
    names = (
        "id", "about", "recipient", "channel", "state", "attempts", "due_at", "attempted_at",
        "finished_at", "read_at", "created_at",
    )  # fmt: skip
    return Delivery(**{n: row[n] for n in names}, error=row["error"] or "", notice=notice_of(row))


def may_see(scope: Scope, about: Notice) -> bool:
    """Tell whether a scope reaches what the notice is about.

    A scope that is limited to some units or areas sees a notice that names one of them, and none
    that names no unit or area: its figures would be everybody's.
    """
    if not scope.has(about.needs):
        return False
    if not about.jurisdiction:
        return True
    if not scope.sees(about.jurisdiction):
        return False
    limits = (scope.departments is not None, scope.areas is not None)
    if about.only_limited and limits != (bool(about.department), bool(about.area)):
        return False
    if scope.departments is not None and about.department not in scope.departments:
        return False
    if scope.areas is None:
        return True
    return bool(about.area) and any(a and about.area.startswith(a) for a in scope.areas)
