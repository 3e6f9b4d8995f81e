"""From mapped rows to rows as they are stored: masked text, keys, sealed originals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from data_access import schemas
from data_access.days import local_time
from data_access.importing import row_texts
from data_access.importing.chunk import MappedChunk
from data_access.importing.readers import RawChunk
from data_access.importing.versions import Columns, Key
from data_access.store.vault.scrub import scrub, scrub_label
from data_access.store.vault.sealer import Sealed, Sealer

_NAMES_CALLER = ("caller_name", "caller_ref", "addr_text")
_DAY_FIELD = {"ticket": "t_accept", "callback": "t", "call_log": "t_offer"}


@dataclass(frozen=True, slots=True)
class Judgeable:
    """What tells of a chunk's rows whether they say anything new, in file order.

    ``prints`` cover everything that the source said, personal fields and unscrubbed text too, so
    any change of it is noticed; they are keyed, so nobody can guess a phone number from them.
    ``later``: the same file replaces the row further down. ``months``: YYYY-MM of the row's day,
    local; empty for what has none.
    """

    keys: list[Key]
    prints: list[str]
    later: list[bool]
    months: list[str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows as they are stored, by column, and what is sealed of each."""

    columns: Columns
    sealed: list[Sealed]


def reference(key: Key) -> str:
    """Return a row's key as the one text under which the vault knows it."""
    return "|".join(str(part) for part in key)


def judgeable(
    entity: schemas.Entity,
    mapped: MappedChunk,
    replaced: frozenset[int],
    *,
    sealer: Sealer,
    timezone: ZoneInfo,
) -> Judgeable:
    """Return what a chunk is judged by; ``replaced``: numbers of rows that come again later."""
    columns = mapped.columns
    keys: list[Key] = list(zip(*(columns[name] for name in entity.key), strict=True))
    day = _DAY_FIELD.get(entity.name)
    return Judgeable(
        keys,
        list(map(sealer.fingerprint, row_texts.filled(columns))),
        [number in replaced for number in mapped.numbers],
        _months(columns[day], timezone) if day else [""] * len(keys),
    )


def prepare(
    entity: schemas.Entity,
    chunk: RawChunk,
    mapped: MappedChunk,
    judged: Judgeable,
    at: Sequence[int],
    *,
    sealer: Sealer,
    jurisdiction: str,
) -> Prepared:
    """Turn the mapped rows ``at`` some positions, and the rows they came from, into rows for the
    store and the vault.
    """
    whole = len(at) == len(mapped.numbers)
    values: Columns = {
        name: column if whole else [column[i] for i in at]
        for name, column in mapped.columns.items()
    }
    secrets = _secrets(entity, values, len(at))
    for name in (f.name for f in entity.fields if f.free_text and f.name in values):
        values[name] = _scrubbed(name, values, secrets)
    for name in (f.name for f in entity.stored if _is_label(f) and f.name in values):
        values[name] = [v and scrub_label(v) for v in values[name]]
    stored = {f.name: values.get(f.name, [None] * len(at)) for f in entity.stored}
    if entity.name == "ticket":
        stored |= _keys(values, len(at), sealer, jurisdiction)
    if entity.name in _DAY_FIELD:
        stored["month"] = [judged.months[i] for i in at]
    keeps_original = entity.name == "ticket" or any(f.free_text for f in entity.fields)
    originals = chunk.raw_jsons([mapped.source_index[i] for i in at])
    sealed = [
        Sealed(reference(judged.keys[i]), judged.prints[i], {**secret, "row": original})
        for i, secret, original in zip(at, secrets, originals, strict=True)
        if secret or keeps_original
    ]
    return Prepared(stored, sealed)


def _is_label(field: schemas.Field) -> bool:
    """Tell whether a field holds short texts of the source's own, which may hide a number."""
    own = not (field.identifier or field.free_text or field.choices)
    return field.kind == "text" and own


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _secrets(entity: schemas.Entity, values: Columns, count: int) -> list[dict[str, str]]:
    secrets: list[dict[str, str]] = [{} for _ in range(count)]
    for field in entity.fields:
        if field.personal and field.name in values:
            for secret, value in zip(secrets, values[field.name], strict=True):
                if value is not None:
                    secret[field.name] = _plain(value)
    return secrets


def callers_words(secret: Mapping[str, str]) -> list[str]:
    """Return what a text may repeat of its caller, whatever its shape."""
    return [secret[name] for name in _NAMES_CALLER if secret.get(name)]


def _scrubbed(name: str, values: Columns, secrets: list[dict[str, str]]) -> list[str | None]:
    """Return a text column masked; what it said goes among the secrets."""
    texts = values[name]
    found: list[str | None] = []
    for text, secret in zip(texts, secrets, strict=True):
        if text:
            secret[name] = text
            text = scrub(text, known=callers_words(secret))  # noqa: PLW2901
        found.append(text)
    return found


def _keys(values: Columns, count: int, sealer: Sealer, jurisdiction: str) -> Columns:
    nobody: list[None] = [None] * count
    phones, refs, places = (
        values.get(name, nobody) for name in ("caller_phone", "caller_ref", "addr_text")
    )
    keys = sealer.keys
    return {
        "caller_key": [
            keys.caller_key(phone, ref, jurisdiction)
            for phone, ref in zip(phones, refs, strict=True)
        ],
        "place_key": [keys.place_key(place, jurisdiction) for place in places],
    }


def _months(moments: Sequence[datetime], timezone: ZoneInfo) -> list[str]:
    """Return YYYY-MM of naive UTC moments in the jurisdiction's zone.

    Zones differ from UTC by quarters of an hour: one quarter's moments have one month.
    """
    known: dict[tuple[int, int, int, int, int], str] = {}
    found = []
    for moment in moments:
        quarter = (moment.year, moment.month, moment.day, moment.hour, moment.minute // 15)
        month = known.get(quarter)
        if month is None:
            month = known[quarter] = local_time(moment, timezone.key).strftime("%Y-%m")
        found.append(month)
    return found
