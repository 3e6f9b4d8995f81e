"""Vectors kept per ticket, so that a night computes only those of new or changed texts.

One folder per model version holds the vectors (rows of half-precision numbers, read by memory
mapping) and ``index.parquet``: ticket_no and print of the text of every row, and the name of the
file with the rows. A save writes a new file of rows, then swaps the index: whoever is cut off in
between leaves the old pair, never a mixture. Vectors can always be made again, so a folder that
can't be read counts as empty.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data_access.store.private_files import PART, private_folder, replace_private
from data_access.types import WeisuError
from hotspots.vectors.embedder import Embedder, unit_rows

_INDEX = "index.parquet"
_FILE = b"weisu.vectors"
WORDS = "words"
"""A folder beside the models' that is no model's: counts of words by day (``night_words.py``)."""


@dataclass(frozen=True)
class Vectors:
    """Vectors of tickets: ``rows`` (float32, length one), ``made``: which were computed now.

    A vector is the same whether it was computed now or before: both are rounded to half precision.
    """

    version: str
    tickets: pd.Index
    prints: np.ndarray
    halves: np.ndarray
    made: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """Tickets × dimensions, float32, rows of length one."""
        return unit_rows(self.halves)


class VectorStore:
    """Vectors under ``folder``, of any number of model versions."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made when something is first kept."""
        self.folder = folder

    def look(self, embedder: Embedder, tickets: Sequence[str], texts: Sequence[str]) -> Vectors:
        """Return the vectors of tickets, computing those that are not kept; nothing is written.

        A ticket's vector is computed again when its text or the model's version has changed.
        """
        if len(tickets) != len(texts):
            raise WeisuError("工单编号与文本数量不一致，无法计算文本向量。已保存的向量没有变动。")
        wanted = pd.Index(np.asarray(tickets, dtype=object))
        prints = np.fromiter((text_print(text) for text in texts), np.int64, len(texts))
        names, held, kept = self._read(embedder.version)
        at = names.get_indexer(wanted) if len(names) else np.full(len(wanted), -1)
        made = at < 0
        made[~made] = held[at[~made]] != prints[~made]
        halves = np.zeros((len(wanted), embedder.dimensions), np.float16)
        if len(kept):
            halves[~made] = kept[at[~made]]
        missing = np.flatnonzero(made)
        if len(missing):
            halves[missing] = embedder.encode([texts[row] for row in missing.tolist()])
        return Vectors(embedder.version, wanted, prints, halves, made)

    def save(self, found: Vectors, *, only: bool = False) -> None:
        """Keep ``found``; with ``only`` nothing else: no other ticket, no other model version.

        Costs one file of all rows: a ticket that is left out is gone from the disk at once.
        """
        place = self.folder / found.version
        names, held, kept = self._read(found.version)
        before = len(names)
        if only or not len(names):
            names, held, kept = found.tickets, found.prints, found.halves
        else:
            other = np.flatnonzero(~names.isin(found.tickets))
            names = names[other].append(found.tickets)
            held = np.concatenate([held[other], found.prints])
            kept = np.concatenate([kept[other], found.halves])
        once = np.flatnonzero(~names.duplicated(keep="last"))
        names, held, kept = names[once], held[once], kept[once]
        private_folder(self.folder)
        private_folder(place)
        if found.made.any() or before != len(names) or not (place / _INDEX).is_file():
            _write_pair(place, names, held, kept)
        self._sweep(place, only=only)

    def vectors(
        self, embedder: Embedder, tickets: Sequence[str], texts: Sequence[str]
    ) -> tuple[np.ndarray, int]:
        """Return (texts × dimensions as float32, how many had to be computed), and keep them."""
        found = self.look(embedder, tickets, texts)
        if found.made.any():
            self.save(found)
        return found.rows, int(found.made.sum())

    def kept(self, version: str) -> pd.Index:
        """Return the tickets whose vectors of a model version are kept."""
        return self._read(version)[0]

    def _read(self, version: str) -> tuple[pd.Index, np.ndarray, np.ndarray]:
        """Return (tickets, prints, rows of vectors) that are kept, empty where none can be read."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        nothing = pd.Index([], dtype=object), np.zeros(0, np.int64), np.zeros((0, 0), np.float16)
        place = self.folder / version
        try:
            table = pq.read_table(place / _INDEX)
            file = place / Path(table.schema.metadata[_FILE].decode()).name
            names = pd.Index(table["ticket_no"].to_numpy(), dtype=object)
            if not len(names):
                return nothing
            rows = np.memmap(file, np.float16, "r").reshape(len(names), -1)
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            return nothing
        return names, table["print"].to_numpy(), rows

    def _sweep(self, place: Path, *, only: bool) -> None:
        """Remove files that no index names, and with ``only`` other versions of the model."""
        import pyarrow.parquet as pq

        named = pq.read_schema(place / _INDEX).metadata[_FILE].decode()
        for file in place.glob("vectors-*"):
            if file.name != named:
                file.unlink()
        for file in place.glob(f"*{PART}"):
            file.unlink()
        if only:
            for folder in self.folder.iterdir():
                if folder.is_dir() and folder != place and folder.name != WORDS:
                    shutil.rmtree(folder)


def _write_pair(place: Path, names: pd.Index, prints: np.ndarray, halves: np.ndarray) -> None:
    """Write a file of rows, then swap the index that names it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = np.ascontiguousarray(halves, np.float16)
    digest = hashlib.blake2b(rows.data if rows.size else b"", digest_size=8)
    digest.update("\n".join(map(str, names)).encode())
    file = f"vectors-{digest.hexdigest()}.f16"
    columns = {"ticket_no": pa.array(names, pa.string()), "print": pa.array(prints, pa.int64())}
    table = pa.table(columns).replace_schema_metadata({_FILE: file})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    for name, content in ((file, rows.tobytes()), (_INDEX, sink.getvalue().to_pybytes())):
        replace_private(place / name, content)


def text_print(text: str) -> int:
    """Return a short print of a text (64 bits)."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
