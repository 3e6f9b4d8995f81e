"""From mapped rows to rows ready to be written: keys, scrubbed text, sealed originals, prints."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from data_access import schemas
from data_access.importing.versions import Incoming, Key, Row
from data_access.store.vault.scrub import scrub
from data_access.store.vault.sealer import Sealed, Sealer

# What a text may repeat of the caller, whatever its shape.
_NAMES_CALLER = ("caller_name", "caller_ref", "addr_text")
_DAY_FIELD = {"ticket": "t_accept", "callback": "t", "call_log": "t_offer"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows of one chunk, in file order, and what is sealed of them."""

    rows: list[Incoming]
    sealed: list[Sealed]


def reference(key: Key) -> str:
    """Return a row's key as the one text under which the vault knows it."""
    return "|".join(str(part) for part in key)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def month_of(moment: datetime, timezone: ZoneInfo) -> str:
    """Return YYYY-MM of a naive UTC moment in the jurisdiction's zone."""
    return moment.replace(tzinfo=UTC).astimezone(timezone).strftime("%Y-%m")


def prepare(
    entity: schemas.Entity,
    records: Iterable[Row],
    *,
    originals: Iterable[str],
    replaced_later: Iterable[bool],
    sealer: Sealer,
    jurisdiction: str,
    timezone: ZoneInfo,
) -> Prepared:
    """Turn mapped fields (and the rows they came from) into rows for the store and the vault.

    The fingerprint covers everything the source said, personal fields and unscrubbed text too, so
    any change of it is noticed; it is keyed, so nobody can guess a phone number from it.
    """
    rows: list[Incoming] = []
    sealed: list[Sealed] = []
    personal = {f.name for f in entity.fields if f.personal}
    free_text = {f.name for f in entity.fields if f.free_text}
    keep_original = entity.name == "ticket" or bool(free_text)
    for values, original_row, later in zip(records, originals, replaced_later, strict=True):
        key = tuple(values[name] for name in entity.key)
        said = {k: _plain(v) for k, v in values.items() if v is not None}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        row_hash = sealer.fingerprint(text)
        secret = {k: str(said[k]) for k in said if k in personal}
        known = [v for n in _NAMES_CALLER if (v := values.get(n))]
        for name in free_text:
            original = values.get(name)
            if original:
                values[name] = scrub(original, known=known)
                secret[name] = original
        stored = {f.name: values.get(f.name) for f in entity.stored}
        if entity.name == "ticket":
            keys = sealer.keys
            stored["caller_key"] = keys.caller_key(
                values.get("caller_phone"), values.get("caller_ref"), jurisdiction
            )
            stored["place_key"] = keys.place_key(values.get("addr_text"), jurisdiction)
        if entity.name in _DAY_FIELD:
            stored["month"] = month_of(values[_DAY_FIELD[entity.name]], timezone)
        rows.append(Incoming(key, row_hash, stored, later))
        if secret or keep_original:
            secret["row"] = original_row
            sealed.append(Sealed(reference(key), row_hash, secret))
    return Prepared(rows, sealed)
