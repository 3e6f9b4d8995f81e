"""The manifest: which files make up the current generation of the extract, and what is in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from data_access.extract.layout import FORMAT, TEXTS, Storage, columns
from data_access.types import WeisuError
from style.texts import text

NAME = "manifest.json"
_PRINT = "print"


class DamagedManifestError(WeisuError):
    """The manifest cannot be read; a refresh makes the whole extract anew."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One Parquet file: a month of one dataset of one jurisdiction.

    ``known_at``: the last moment at which something became known of a ticket (UTC; empty: not
    said). ``read_to``: how far into the store's versions the file goes (``changes.mark``). Daily
    counts say from which tickets they were made (``source``) and hold as of every day from
    ``valid_from`` until before ``valid_before`` (None: for good).
    """

    path: str
    rows: int
    sha256: str
    first_day: str | None
    last_day: str | None
    filled: dict[str, int] = field(default_factory=dict)
    known_at: str = ""
    read_to: dict[str, int] = field(default_factory=dict)
    source: str = ""
    valid_from: str = ""
    valid_before: str | None = None

    def holds(self, day: date) -> bool:
        """Tell whether daily counts are right as of ``day``."""
        text = day.isoformat()
        return self.valid_from <= text and (self.valid_before is None or text < self.valid_before)


@dataclass(frozen=True, slots=True)
class JurisdictionSummary:
    """What the extract holds of one jurisdiction.

    ``columns_present``: share of tickets in which a column is filled, 0–1.
    """

    code: str
    name: str
    timezone: str
    size: str
    calendar: str
    first_day: date | None
    last_day: date | None
    tickets: int
    refreshed_at: str
    columns_present: dict[str, float]
    fingerprint: str


@dataclass
class Manifest:
    """One generation. ``files[dataset][jurisdiction][month]``; names lie in JSON files.

    ``measures[jurisdiction]``: the columns of its daily counts.
    """

    store_id: str = ""
    generation: int = 0
    written_at: str = ""
    jurisdictions_info: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, dict[str, dict[str, FileEntry]]] = field(default_factory=dict)
    directories: dict[str, str] = field(default_factory=dict)
    measures: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def jurisdictions(self) -> dict[str, JurisdictionSummary]:
        """Summaries by jurisdiction code, of a generation that is no longer being made."""
        return {code: self._summary(code) for code in self.jurisdictions_info}

    def last_day(self, jurisdiction: str) -> date | None:
        """Return the last day with tickets, or None."""
        days = [e.last_day for e in self.months("tickets", jurisdiction).values() if e.last_day]
        return date.fromisoformat(max(days)) if days else None

    def turned(self, jurisdiction: str) -> int:
        """Return how often the key of its caller and place keys had been turned."""
        return int(self.jurisdictions_info.get(jurisdiction, {}).get("turned", "0"))

    def months(self, dataset: str, jurisdiction: str) -> dict[str, FileEntry]:
        """Return the files of one dataset and jurisdiction by month."""
        return self.files.get(dataset, {}).get(jurisdiction, {})

    def filled(self, dataset: str, jurisdiction: str) -> dict[str, float]:
        """Return by column the share of a dataset's rows in which it is filled, 0–1.

        As ``jurisdictions``: of a generation that is no longer being made.
        """
        found = self._filled.get((dataset, jurisdiction))
        if found is None:
            found = self._filled[dataset, jurisdiction] = self._count_filled(dataset, jurisdiction)
        return found

    @cached_property
    def _filled(self) -> dict[tuple[str, str], dict[str, float]]:
        return {}

    def _count_filled(self, dataset: str, jurisdiction: str) -> dict[str, float]:
        entries = self.months(dataset, jurisdiction).values()
        rows = sum(e.rows for e in entries)
        counts: dict[str, int] = {}
        for entry in entries:
            for name, count in entry.filled.items():
                counts[name] = counts.get(name, 0) + count
        return {n: c / rows if rows else 0.0 for n, c in counts.items()}

    def _summary(self, code: str) -> JurisdictionSummary:
        info = self.jurisdictions_info[code]
        entries = list(self.months("tickets", code).values())
        rows = sum(e.rows for e in entries)
        days = sorted(d for e in entries for d in (e.first_day, e.last_day) if d)
        return JurisdictionSummary(
            code=code,
            name=info["name"],
            timezone=info["timezone"],
            size=info["size"],
            calendar=info["calendar"],
            first_day=date.fromisoformat(days[0]) if days else None,
            last_day=date.fromisoformat(days[-1]) if days else None,
            tickets=rows,
            refreshed_at=info["refreshed_at"],
            columns_present=self.filled("tickets", code),
            fingerprint=self.fingerprint(code),
        )

    def fingerprint(self, jurisdiction: str) -> str:
        """Return a digest of what the jurisdiction sent: equal where the files are equal.

        Supervision tasks are not of it: no analysis looks at them, and they change every day. Nor
        are indexes of texts, which say what the tickets say.
        """
        sums = sorted(
            entry.sha256
            for name, dataset in self.files.items()
            if name not in {"tasks", TEXTS}
            for entry in dataset.get(jurisdiction, {}).values()
        )
        return hashlib.sha256("".join(sums).encode()).hexdigest()[:16]

    def paths(self) -> set[str]:
        """Return every file that this generation uses."""
        used = {e.path for d in self.files.values() for m in d.values() for e in m.values()}
        return used | set(self.directories.values())

    def dumps(self) -> bytes:
        """Return the manifest as JSON, with a print of itself."""
        data = {"format": FORMAT, **asdict(self)}
        return json.dumps({**data, _PRINT: document_print(data)}, ensure_ascii=False).encode()

    @classmethod
    def loads(cls, content: bytes) -> Manifest:
        """Read a manifest; one of another format or of other columns counts as none.

        All is written anew then. Raises ``DamagedManifestError`` for what is no manifest, or is
        not as it was written (one of a version before had no print).
        """
        try:
            data: dict[str, Any] = json.loads(content)
            if data.pop(_PRINT, None) not in (None, document_print(data)):
                raise DamagedManifestError(text("keep.manifest_damaged"))
            return cls._of(data)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DamagedManifestError(text("keep.manifest_damaged")) from error

    @classmethod
    def _of(cls, data: dict[str, Any]) -> Manifest:
        if data.pop("format", None) != FORMAT:
            return cls()
        files = {
            dataset: {
                j: {month: FileEntry(**entry) for month, entry in months.items()}
                for j, months in by_jurisdiction.items()
            }
            for dataset, by_jurisdiction in data.pop("files").items()
        }
        return cls(files=files, **data) if _have_all_columns(files) else cls()


def _have_all_columns(files: Mapping[str, Mapping[str, Mapping[str, FileEntry]]]) -> bool:
    """Tell whether the files were written with the columns that are declared now."""
    return all(
        entry.filled.keys() == columns(dataset).keys()
        for dataset, by_jurisdiction in files.items()
        for months in by_jurisdiction.values()
        for entry in months.values()
        if entry.filled  # counts don't say it, they are made from the tickets
    )


def document_print(data: Mapping[str, Any]) -> str:
    """Return a print of what a document of JSON holds, whatever the order of its names."""
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(plain).hexdigest()


def read_manifest(storage: Storage) -> Manifest:
    """Return the current generation; an empty one where nothing has been written yet.

    Raises ``DamagedManifestError``.
    """
    content = storage.read(NAME)
    return Manifest.loads(content) if content else Manifest()


def write_manifest(storage: Storage, manifest: Manifest) -> None:
    """Make ``manifest`` the current generation in one step."""
    storage.write_whole(NAME, manifest.dumps())
