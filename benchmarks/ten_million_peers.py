"""The peers: SQLite with indexes, PostgreSQL with indexes and statistics, pandas in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from benchmarks.ten_million_queries import Part, Question
from data_access import schemas

COLUMNS = {
    "ticket_no": "TEXT", "day": "DATE", "area_street": "TEXT", "category_code": "TEXT",
    "org_lead": "TEXT", "source_channel": "TEXT", "status": "TEXT", "direct_reply": "BOOLEAN",
    "due_result": "TEXT", "satisfied": "TEXT", "repeat_30d": "BOOLEAN", "t_dispatch": "TIMESTAMP",
    "t_close": "TIMESTAMP", "deadline": "TIMESTAMP",
}  # fmt: skip
TIMES = ("t_dispatch", "t_close", "deadline")
INDEXES = (
    ("day",), ("area_street", "day"), ("org_lead", "day"), ("category_code", "day"),
    ("source_channel", "day"),
)  # fmt: skip
CHUNK = 200_000


class Peer:
    """Something that answers the ten questions. ``answer`` returns the sum to agree on."""

    name: str

    def answer(self, question: Question) -> int:
        """Answer all parts of a question."""
        return sum(self.part(part) for part in question.parts)

    def part(self, part: Part) -> int:
        """Answer one part."""
        raise NotImplementedError


def _sum(rows: list[Any], part: Part) -> int:
    quantile = part.metrics[0].startswith("close_hours")
    return sum(int(row[2] if quantile else row[1]) for row in rows)


class Sqlite(Peer):
    """SQLite on disk with a sixth of the memory for its cache; times as whole seconds."""

    name = "SQLite with indexes"

    def __init__(self, path: Path, files: list[str]) -> None:
        """Load the tickets and make the indexes."""
        self._db = sqlite3.connect(path)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            self._db.execute(f"PRAGMA {pragma}")
        kinds = {"TIMESTAMP": "INTEGER", "BOOLEAN": "INTEGER", "DATE": "TEXT"}
        columns = ", ".join(f"{n} {kinds.get(k, k)}" for n, k in COLUMNS.items())
        self._db.execute(f"CREATE TABLE ticket ({columns})")
        marks = ", ".join("?" * len(COLUMNS))
        items = ", ".join(
            f"epoch({n})::BIGINT" if n in TIMES else f"{n}::VARCHAR" if n == "day" else n
            for n in COLUMNS
        )
        for file in files:
            rows = duckdb.sql(f"SELECT {items} FROM read_parquet('{file}')").fetchall()
            self._db.executemany(f"INSERT INTO ticket VALUES ({marks})", rows)
            self._db.commit()
        for number, index in enumerate(INDEXES):
            self._db.execute(f"CREATE INDEX i{number} ON ticket ({', '.join(index)})")
        self._db.execute("ANALYZE")
        self._db.commit()

    def part(self, part: Part) -> int:
        """Answer one part."""
        return _sum(self._db.execute(part.sql("sqlite")).fetchall(), part)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


class Postgres(Peer):
    """PostgreSQL with its usual settings for such a machine, indexes and ANALYZE."""

    name = "PostgreSQL with indexes"

    def __init__(self, server: Any, files: list[str], work: Path) -> None:
        """Load the tickets and make the indexes."""
        self._db = server.connect()
        columns = ", ".join(f"{n} {k}" for n, k in COLUMNS.items())
        self._db.execute(f"CREATE UNLOGGED TABLE ticket ({columns})")
        text = work / "part.csv"
        for file in files:
            duckdb.sql(
                f"COPY (SELECT {', '.join(COLUMNS)} FROM read_parquet('{file}')) "
                f"TO '{text}' (FORMAT csv, HEADER false)"
            )
            with (
                self._db.cursor().copy("COPY ticket FROM STDIN (FORMAT csv)") as copy,
                text.open("rb") as source,
            ):
                while data := source.read(1 << 20):
                    copy.write(data)
        text.unlink()
        self._db.execute("SET maintenance_work_mem = '512MB'")
        for number, index in enumerate(INDEXES):
            self._db.execute(f"CREATE INDEX i{number} ON ticket ({', '.join(index)})")
        self._db.execute("VACUUM ANALYZE ticket")
        self._db.execute("SET work_mem = '128MB'")

    def part(self, part: Part) -> int:
        """Answer one part."""
        return _sum(self._db.execute(part.sql("postgresql")).fetchall(), part)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()


@contextmanager
def postgres_server() -> Iterator[Any]:
    """Start a PostgreSQL of our own with room to cache the table."""
    from tests.support import postgres

    more = {"shared_buffers": "1GB", "effective_cache_size": "4GB", "jit": "off"}
    started = postgres.SETTINGS | more
    original = dict(postgres.SETTINGS)
    postgres.SETTINGS.update(started)
    try:
        with postgres.running_server() as server:
            yield server
    finally:
        postgres.SETTINGS.clear()
        postgres.SETTINGS.update(original)


class Pandas(Peer):
    """A frame of only the columns needed, in memory, texts as categories, sorted by day."""

    name = "pandas in memory"

    def __init__(self, files: list[str]) -> None:
        """Read the tickets."""
        import pyarrow.dataset as ds

        table = ds.dataset(files, format="parquet").to_table(columns=list(COLUMNS)[1:])
        texts = [n for n, k in COLUMNS.items() if k == "TEXT" and n != "ticket_no"]
        for name in texts:
            column = table.column(name).dictionary_encode().unify_dictionaries()
            table = table.set_column(table.column_names.index(name), name, column)
        frame = table.to_pandas(split_blocks=True, self_destruct=True)
        frame["day"] = frame["day"].astype("datetime64[s]")
        self._frame = frame.sort_values("day", kind="stable", ignore_index=True)

    def part(self, part: Part) -> int:
        """Answer one part."""
        days = self._frame["day"].to_numpy()
        low, high = (
            np.searchsorted(days, np.datetime64(d, "s"))
            for d in (part.period.start, part.period.end)
        )
        rows = self._frame.iloc[low:high]
        if part.area:
            rows = rows[rows["area_street"] == part.area]
        metric = part.metrics[0]
        if metric == "volume":
            return int(rows.groupby(_key(rows, part.by), observed=True).size().sum())
        base, hit = _judged(rows, metric)
        if hit is None:
            some = rows[base]
            hours = (some["t_close"] - some["t_dispatch"]).dt.total_seconds()
            groups = hours.groupby(some["org_lead"], observed=True)
            groups.quantile([0.5, 0.9])
            return int(groups.size().sum())
        sums = pd.DataFrame({"base": base, "hit": hit & base}).groupby(
            _key(rows, part.by), observed=True
        )
        return int(sums.sum()["hit"].sum())


def _key(rows: pd.DataFrame, by: str) -> Any:
    if by == "month":
        return rows["day"].to_numpy().astype("datetime64[M]")
    if by.startswith("category_"):
        width = 2 * int(by[-1])
        codes = rows["category_code"]
        short = codes.cat.categories.str[:width]
        numbers, names = pd.factorize(short)
        return pd.Categorical.from_codes(
            np.where(codes.cat.codes >= 0, numbers[codes.cat.codes], -1), names
        )
    columns = {"department": "org_lead", "channel": "source_channel"}
    return rows[columns.get(by, by)]


def _judged(rows: pd.DataFrame, metric: str) -> tuple[Any, Any]:
    """The product's definitions, vectorised."""
    accepted = ~rows["status"].isin(schemas.REFUSED_STATES)
    if metric == "repeat_rate":
        known = rows["repeat_30d"]
        return accepted & known.notna(), known.eq(True)
    if metric == "satisfaction_rate":
        good = rows["satisfied"].isin(schemas.SATISFACTION[:3])
        return accepted & rows["satisfied"].notna(), good
    direct = rows["direct_reply"].eq(True)
    by_unit = accepted & ~direct
    if metric.startswith("close_hours"):
        return by_unit & (rows["t_close"] >= rows["t_dispatch"]), None
    end = pd.Timestamp(datetime(2025, 12, 31, 16))  # noqa: DTZ001 - naive UTC, as in the extract
    owes = by_unit & (rows["status"] != "并单")
    closed = rows["status"].isin(schemas.CLOSED_STATES)
    timed = rows["deadline"].notna() & (rows["t_close"].notna() | ~closed)
    due = owes & np.where(timed, rows["deadline"] < end, rows["due_result"].notna())
    if metric == "on_time_rate":
        in_time = rows["t_close"] <= rows["deadline"]
        return due, np.where(timed, in_time, rows["due_result"] == "按时")
    late = rows["t_close"].isna() | (rows["t_close"] > rows["deadline"])
    return due, np.where(timed, late, rows["due_result"] == "超期")
