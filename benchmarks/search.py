"""What a search costs: our index beside a scan by DuckDB and ``str.contains`` over pandas.

``python -m benchmarks --only search --sizes 100000,300000,1000000``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.big_extract import put_texts, small_city
from benchmarks.measure import cpu_seconds, figure, median_cpu

MADE = 100_000
"""Tickets that are really made; larger extracts hold every month several times, renumbered."""
LIMIT_S = 0.150
PAGE = 50
# In the demo city's words: about one ticket in 1,400, one in 3, and together one in 20.
RARE, COMMON, TWO = "野狗", "小区", "小区 电梯"


def searches(work: Path, sizes: Sequence[int], times: int) -> list[dict[str, Any]]:
    """Measure searches over extracts of some sizes (rounded to a multiple of ``MADE``)."""
    from data_access.extract.query import Extract

    settings, _, scope = small_city(work)
    put_texts(settings, work / "files", min(MADE, *sizes), days=730, seeds=(7,))
    rows: list[dict[str, Any]] = []
    for size in sorted(sizes):
        grown = grow(settings, size)
        rows += [*grown, *_searches(Extract(settings, threads=1), scope, times)]
    return [*rows, _pandas(Extract(settings), max(sizes), times)]


def grow(settings: Any, size: int) -> list[dict[str, Any]]:
    """Repeat the months' tickets until there are about ``size``, then index them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from data_access.extract.daily import put_daily
    from data_access.extract.layout import TEXTS, Storage
    from data_access.extract.manifest import read_manifest, write_manifest
    from data_access.extract.text_months import put_texts as put_indexes
    from data_access.extract.writer import put_month
    from data_access.metrics.additive import lasting_measures
    from demo_city import CITY_CODE

    storage = Storage.of(settings)
    manifest = read_manifest(storage)
    there = sum(e.rows for e in manifest.months("tickets", CITY_CODE).values())
    times = max(1, round(size / there))
    for month, entry in sorted(manifest.months("tickets", CITY_CODE).items()) if times > 1 else ():
        table = pq.read_table(storage.path(entry.path), partitioning=None)
        parts = [_renumbered(table, copy, f"{there:x}-{copy}") for copy in range(times)]
        whole = pa.concat_tables(parts).sort_by(
            [("area_code", "ascending"), ("day", "ascending"), ("ticket_no", "ascending")]
        )
        put_month(storage, manifest, "tickets", CITY_CODE, month=month, table=whole)
        storage.fs.rm_file(storage.path(entry.path))
    zone = manifest.jurisdictions_info[CITY_CODE]["timezone"]
    put_daily(storage, manifest, CITY_CODE, zone, lasting_measures())
    seconds = cpu_seconds(lambda: put_indexes(storage, manifest, CITY_CODE))
    some = max(manifest.months("tickets", CITY_CODE).values(), key=lambda e: e.rows)
    peer, peer_disk = _fts5(storage.path(some.path))
    manifest.generation += 1
    write_manifest(storage, manifest)
    files = {name: manifest.months(name, CITY_CODE).values() for name in ("tickets", TEXTS)}
    size = sum(e.rows for e in files["tickets"])
    disk = {n: sum(storage.fs.size(storage.path(e.path)) for e in es) for n, es in files.items()}
    note = (
        f"{disk[TEXTS] / size:.0f} bytes a ticket beside {disk['tickets'] / size:.0f} of Parquet; "
        f"the peer takes {peer_disk:.0f} and finds no word of two characters"
    )
    return [
        figure(
            "index of texts made", 1e6 * seconds / size, "s a million tickets CPU",
            peer="SQLite FTS5, tokenize='trigram'", peer_value=1e6 * peer, size=size, note=note,
        )
    ]  # fmt: skip


def _fts5(month: str) -> tuple[float, float]:
    """Return what SQLite's own index of a month's texts costs: seconds and bytes a ticket."""
    import sqlite3

    import pyarrow.parquet as pq

    table = pq.read_table(month, columns=["title", "content"], partitioning=None).slice(0, MADE)
    texts = list(zip(*(table.column(n).to_pylist() for n in ("title", "content")), strict=True))
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE words USING fts5(title, content, tokenize='trigram')")
        insert = "INSERT INTO words VALUES (?, ?)"
        seconds = cpu_seconds(lambda: db.executemany(insert, texts))
        pages, size = (db.execute(f"PRAGMA {n}").fetchone()[0] for n in ("page_count", "page_size"))
    return seconds / len(texts), pages * size / len(texts)


def _renumbered(table: Any, copy: int, mark: str) -> Any:
    """Return the tickets under other numbers, a little later each time."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if copy == 0:
        return table
    numbers = pc.binary_join_element_wise(table["ticket_no"], mark, "-")
    later = pc.add(table["t_accept"], pa.scalar(timedelta(milliseconds=copy), pa.duration("us")))
    for name, values in (("ticket_no", numbers), ("t_accept", later)):
        table = table.set_column(table.schema.get_field_index(name), name, values)
    return table


def cuts(extract: Any, code: str) -> dict[str, Any]:
    """Return the searches that are measured, by what they are."""
    from data_access.search.asked import Asked
    from data_access.types import Filters, Period

    known = extract.manifest.jurisdictions[code]
    whole = Filters(code, Period(known.first_day, known.last_day + timedelta(days=1)))
    street = replace(whole, area=f"{code}009")
    return {
        "a rare word": Asked(whole, words=RARE),
        "a common word": Asked(whole, words=COMMON),
        "a common word in a street": Asked(street, words=COMMON),
        "a rare word in a street": Asked(street, words=RARE),
        "two words": Asked(whole, words=TWO),
        "no words, a street's category": Asked(replace(street, category="02")),
        "the end of a number": Asked(whole, words="000135"),
        "the tickets of a figure": Asked(whole, metric="overdue_rate", part="numerator"),
    }


def _searches(extract: Any, scope: Any, times: int) -> list[dict[str, Any]]:
    from data_access.search.find import find
    from demo_city import CITY_CODE

    rows = []
    size = extract.manifest.jurisdictions[CITY_CODE].tickets
    for name, asked in cuts(extract, CITY_CODE).items():
        found = find(extract, scope, asked, PAGE)
        ours = median_cpu(partial(find, extract, scope, asked, PAGE), times)
        peer = _scan(extract, asked)
        started = time.perf_counter()
        theirs = cpu_seconds(peer)
        count = f"{found.count:,}{'' if found.exact else ' or more'}"
        note = f"{count} found; the scan took {time.perf_counter() - started:.2f} s by the clock"
        rows.append(
            figure(
                f"search: {name}", 1000 * ours, "ms CPU", peer="DuckDB: contains(), count, top 50",
                peer_value=1000 * theirs, size=size, note=note, limit=1000 * LIMIT_S,
            )
        )  # fmt: skip
    return rows


def _scan(extract: Any, asked: Any) -> Callable[[], object]:
    """Return the same search as a plain statement over the same files, by DuckDB alone."""
    import duckdb

    from data_access.extract.layout import Storage
    from data_access.search.words import read_words
    from demo_city import CITY_CODE

    storage = Storage.of(extract.settings)
    months = extract.manifest.months("tickets", CITY_CODE).values()
    files = [storage.path(entry.path) for entry in months]
    f = asked.filters
    where = ["TRUE", *(term.sql() for term in read_words(asked.words))]
    where += [f"area_street = '{f.area}'"] if f.area else []
    where += [f"starts_with(category_code, '{f.category}')"] if f.category else []
    where += ["t_close > deadline"] if asked.metric else []
    source = f"read_parquet({files}) WHERE {' AND '.join(where)}"
    db = duckdb.connect(config={"threads": 1})

    def work() -> None:
        db.execute(f"SELECT count(*) FROM {source}").fetchall()
        db.execute(
            "SELECT ticket_no, t_accept, area_street, category_code, org_lead, status, title, "
            f"content FROM {source} ORDER BY t_accept DESC, ticket_no DESC LIMIT {PAGE}"
        ).fetchall()

    return work


def _pandas(extract: Any, size: int, times: int) -> dict[str, Any]:
    """Measure ``str.contains`` over texts that are in memory already, beside our whole search."""
    from data_access.search.find import find
    from data_access.types import Scope
    from demo_city import CITY_CODE

    scope = Scope.system("benchmark")
    sql = "SELECT coalesce(title, '') AS title, coalesce(content, '') AS content FROM t"
    frame = extract.query(scope, CITY_CODE, sql, needs=("title", "content"))

    def contains() -> object:
        in_title = frame["title"].str.contains(RARE, regex=False)
        return (in_title | frame["content"].str.contains(RARE, regex=False)).sum()

    asked = cuts(extract, CITY_CODE)["a rare word"]
    ours = median_cpu(partial(find, extract, scope, asked, PAGE), times)
    return figure(
        "search: a rare word", 1000 * ours, "ms CPU", peer="pandas str.contains, texts in memory",
        peer_value=1000 * median_cpu(contains, times), size=size,
        note="the peer counts only: no page, no scope", limit=1000 * LIMIT_S,
    )  # fmt: skip
