"""Counts of words by day, kept from night to night: one file a day in a folder.

A file holds hashed n-grams with how many of the day's tickets have each, by street; no text, no
ticket, no caller. It is written for its owner only, as a whole (a part that is then renamed), with
the form it has, the day's mark and check sums. What can't be read, has another form or another mark
counts as not kept: the day is counted again from its tickets.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from data_access.store.private_files import private_folder, replace_private
from hotspots.repeats.day_words import Counted, DayWords
from hotspots.repeats.usage import TEXTS

FORM = 1
"""Raised whenever n-grams are made, hashed or counted in another way."""
_HEAD = b"weisu.words"


class DayStore:
    """Counts of days under ``folder``, made by settings that ``signed`` stands for."""

    def __init__(self, folder: Path, signed: str) -> None:
        """Take the folder, which is made when something is first kept."""
        self.folder = folder
        self.signed = f"{FORM}:{signed}"

    def look(self, day: int, mark: int) -> DayWords | None:
        """Return the counts of a day as it stood under a mark, None where none are kept."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            file = pq.ParquetFile(self._file(day), page_checksum_verification=True)
            head = json.loads(file.schema_arrow.metadata[_HEAD])
            if [head["signed"], head["day"], head["mark"]] != [self.signed, day, mark]:
                return None
            table = file.read()
            return _read(head, *(table[name].to_numpy() for name in ("gram", "times", "street")))
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            return None

    def keep(self, days: Sequence[DayWords], made: Collection[int] = ()) -> None:
        """Keep exactly these days: what is in the folder beside them is removed.

        ``made``: days that were counted now, whose file is written in any case, as the one that is
        there may be damaged.
        """
        private_folder(self.folder.parent)
        private_folder(self.folder)
        kept = set()
        for day in days:
            file = self._file(day.day)
            kept.add(file.name)
            if day.day in made or self._mark(file) != (self.signed, day.mark):
                _write(file, self.signed, day)
        for file in self.folder.iterdir():
            if file.name not in kept:
                file.unlink()

    def only(self, marks: Mapping[int, int]) -> None:
        """Remove the days that are not as these marks say; nothing is added."""
        if not self.folder.is_dir():
            return
        held = {self._file(day).name: (self.signed, mark) for day, mark in marks.items()}
        for file in self.folder.iterdir():
            if file.name not in held or self._mark(file) != held[file.name]:
                file.unlink()

    def _file(self, day: int) -> Path:
        return self.folder / f"{np.datetime64(day, 'D')}.parquet"

    def _mark(self, file: Path) -> tuple[str, int] | None:
        """Return how a file is signed and its mark, None where it can't be read."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            head = json.loads(pq.read_schema(file).metadata[_HEAD])
            return str(head["signed"]), int(head["mark"])
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            return None


def _read(
    head: dict[str, object], grams: np.ndarray, times: np.ndarray, street: np.ndarray
) -> DayWords | None:
    """Return the counts that a file's columns are; None where they don't fit together."""
    sizes, bits, streets = head["sizes"], head["bits"], head["streets"]
    if not (isinstance(sizes, list) and isinstance(bits, dict) and isinstance(streets, list)):
        return None
    if sum(sizes) != len(grams) or len(sizes) != len(TEXTS):
        return None
    ends = np.cumsum(sizes).tolist()
    counted = {
        name: Counted(
            grams[end - size : end].astype(np.int32, copy=False),
            times[end - size : end].astype(np.int32, copy=False),
            street[end - size : end].astype(np.int16, copy=False),
        )
        for name, size, end in zip(TEXTS, sizes, ends, strict=True)
    }
    return DayWords(
        int(str(head["day"])),
        int(str(head["mark"])),
        int(str(head["tickets"])),
        counted,
        {str(name): int(value) for name, value in bits.items()},
        tuple(map(str, streets)),
    )


def _write(file: Path, signed: str, day: DayWords) -> None:
    """Write a day's counts beside the file, then put them in its place."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = [day.counted[name] for name in TEXTS]
    street = [np.full(len(p.grams), -1, np.int16) if not len(p.street) else p.street for p in parts]
    head = {
        "signed": signed,
        "day": day.day,
        "mark": day.mark,
        "tickets": day.tickets,
        "sizes": [len(part.grams) for part in parts],
        "bits": day.bits,
        "streets": list(day.streets),
    }
    table = pa.table(
        {
            "gram": np.concatenate([part.grams for part in parts]),
            "times": np.concatenate([part.times for part in parts]),
            "street": np.concatenate(street),
        }
    ).replace_schema_metadata({_HEAD: json.dumps(head, ensure_ascii=False)})
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=["times", "street"],
        column_encoding={"gram": "DELTA_BINARY_PACKED"},
        write_page_checksum=True,
    )
    replace_private(file, sink.getvalue().to_pybytes())
