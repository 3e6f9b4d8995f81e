"""Vectors kept per ticket, so that a night computes only those of new or changed texts.

One folder per model version holds ``vectors.f16`` (rows of half-precision numbers, read by memory
mapping) and ``index.parquet`` (ticket_no, print of the text, row). New rows are appended, then the
index is swapped atomically: a crash in between leaves unused rows, never wrong ones.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from data_access.types import WeisuError
from hotspots.vectors.embedder import Embedder, unit_rows


class VectorStore:
    """Vectors under ``folder``, of any number of model versions."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made when something is first kept."""
        self.folder = folder

    def vectors(
        self, embedder: Embedder, tickets: Sequence[str], texts: Sequence[str]
    ) -> tuple[np.ndarray, int]:
        """Return (texts × dimensions as float32, how many had to be computed).

        A ticket's vector is computed again when its text or the model's version has changed.
        """
        if len(tickets) != len(texts):
            raise WeisuError("工单编号与文本数量不一致，无法计算文本向量。已保存的向量没有变动。")
        place = self.folder / embedder.version
        index = self._index(place)
        wanted = pd.DataFrame({"ticket_no": list(tickets), "print": [text_print(t) for t in texts]})
        known = wanted.merge(index, on=["ticket_no", "print"], how="left")["row"].to_numpy()
        missing = np.flatnonzero(np.isnan(known.astype(float))).tolist()
        if len(missing):
            fresh = embedder.encode([texts[row] for row in missing])
            first = self._append(place, fresh)
            known = known.astype(float)
            known[missing] = np.arange(first, first + len(missing))
            added = wanted.iloc[missing].assign(row=known[missing].astype(np.int64))
            kept = pd.concat([index, added]).drop_duplicates("ticket_no", keep="last")
            self._write_index(place, kept)
        if not len(known):
            return np.zeros((0, embedder.dimensions), np.float32), 0
        stored = np.memmap(place / "vectors.f16", np.float16, "r")
        rows = stored.reshape(-1, embedder.dimensions)[known.astype(np.int64)]
        return unit_rows(rows), len(missing)

    def _index(self, place: Path) -> pd.DataFrame:
        file = place / "index.parquet"
        if not file.is_file():
            return pd.DataFrame(
                {
                    "ticket_no": pd.Series(dtype=str),
                    "print": pd.Series(dtype=str),
                    "row": pd.Series(dtype="int64"),
                }
            )
        try:
            return pd.read_parquet(file)
        except (OSError, ValueError) as error:
            raise WeisuError(
                f"读不出文本向量的索引 {file}。工单没有变动；删除该文件夹后会重新计算向量。"
            ) from error

    def _append(self, place: Path, vectors: np.ndarray) -> int:
        """Append rows; return the number of the first. A torn row at the end is cut off."""
        place.mkdir(parents=True, exist_ok=True)
        file, width = place / "vectors.f16", 2 * vectors.shape[1]
        with file.open("ab") as target:
            first = target.tell() // width
            target.truncate(first * width)
            target.seek(first * width)
            target.write(np.ascontiguousarray(vectors, dtype=np.float16).tobytes())
            target.flush()
            os.fsync(target.fileno())
        note = json.dumps({"dimensions": vectors.shape[1]})
        (place / "about.json").write_text(note, encoding="utf-8")
        return int(first)

    def _write_index(self, place: Path, index: pd.DataFrame) -> None:
        fresh = place / "index.parquet.new"
        index.reset_index(drop=True).to_parquet(fresh)
        fresh.replace(place / "index.parquet")


def text_print(text: str) -> str:
    """Return a short print of a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
