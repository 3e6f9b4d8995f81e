"""The extract: whole generations, only what changed, as-of and scope in one place."""
# ruff: noqa: DTZ001 (times of the extract are naive UTC)

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from data_access.extract.followups import again
from data_access.extract.layout import Storage, arrow_schema
from data_access.extract.manifest import read_manifest
from data_access.extract.query import Extract
from data_access.extract.refresh import refresh, sweep
from data_access.extract.working_time import working_columns
from data_access.importing import batches
from data_access.importing.load import ingest
from data_access.importing.profile import Jurisdiction
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.settings.working_hours import working_hours
from data_access.store.engine import Store
from data_access.types import Filters, NotAllowedError, Period, Scope
from tests.data_access.test_import import write

PLACE = Jurisdiction(code="990101", name="演示县")
SCOPE = Scope.system("test")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
HEADER = (
    "工单编号", "受理时间", "派单时间", "办结时间", "一级分类", "街道", "社区", "主办单位",
    "联系电话", "状态",
)  # fmt: skip


def row(
    number: str,
    accepted: str = "2026-03-02 09:00:00",
    closed: str = "",
    *,
    street: str = "清河街道",
    unit: str = "住建局",
    phone: str = "",
    kind: str = "市政",
) -> tuple[str, ...]:
    state = "已办结" if closed else "办理中"
    return (number, accepted, accepted, closed, kind, street, "一社区", unit, phone, state)


def load(store: Store, settings: Settings, path: Path, rows: list[tuple[str, ...]]) -> int:
    write(path, rows, HEADER)
    done = ingest(store, settings, SCOPE, path, "standard", actor="t", place=PLACE)
    refresh(store, settings, lasting_measures())
    return done.batch


def count(extract: Extract, scope: Scope, filters: Filters, dataset: str = "tickets") -> int:
    what = "count(*)" if dataset == "tickets" else "coalesce(sum(tickets), 0)"
    frame = extract.query(scope, filters, f"SELECT {what} AS n FROM t", dataset=dataset)
    return int(frame["n"].item())


def test_no_personal_column_is_in_the_extract() -> None:
    names = {n for d in ("tickets", "daily", "callbacks", "calls") for n in arrow_schema(d).names}
    assert not names & {
        "caller_name",
        "caller_phone",
        "caller_id_number",
        "caller_ref",
        "addr_text",
    }


def test_only_what_changed_is_rewritten(store: Store, settings: Settings, tmp_path: Path) -> None:
    months = [row(f"{m}", f"2026-{m:02d}-05 10:00:00") for m in range(1, 7)]
    load(store, settings, tmp_path / "a.csv", months)
    before = read_manifest(Storage.of(settings))
    load(store, settings, tmp_path / "b.csv", [row("new", "2026-03-06 10:00:00")])
    after = read_manifest(Storage.of(settings))
    assert after.generation == before.generation + 1
    old, new = before.months("tickets", "990101"), after.months("tickets", "990101")
    assert [m for m in new if m not in old or new[m].path != old[m].path] == ["2026-03"]
    assert refresh(store, settings, lasting_measures()).months_written == 0


def test_undo_shows_after_a_refresh(store: Store, settings: Settings, tmp_path: Path) -> None:
    load(store, settings, tmp_path / "a.csv", [row("1")])
    second = load(store, settings, tmp_path / "b.csv", [row("2"), row("3", "2026-05-01 08:00:00")])
    extract = Extract(settings)
    assert count(extract, SCOPE, Filters("990101", Period(date(2026, 1, 1), date(2027, 1, 1)))) == 3
    batches.undo(store, SCOPE, second, actor="t")
    refresh(store, settings, lasting_measures())
    assert count(extract, SCOPE, Filters("990101", Period(date(2026, 1, 1), date(2027, 1, 1)))) == 1
    assert extract.last_day("990101") == date(2026, 3, 2)


def test_days_are_the_jurisdictions_days(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(sqlite_store, settings, tmp_path / "a.csv", [row("1", "2026-03-01 00:30:00")])
    frame = Extract(settings).query(SCOPE, "990101", "SELECT day, hour, t_accept FROM t")
    assert str(frame["day"].item())[:10] == "2026-03-01"
    assert frame["hour"].item() == 0
    assert str(frame["t_accept"].item()) == "2026-02-28 16:30:00"


def test_as_of_knows_nothing_later(sqlite_store: Store, settings: Settings, tmp_path: Path) -> None:
    rows = [row("1", closed="2026-03-10 12:00:00"), row("2", "2026-03-20 09:00:00")]
    load(sqlite_store, settings, tmp_path / "a.csv", rows)
    extract = Extract(settings)
    sql = "SELECT ticket_no, t_close, status FROM t ORDER BY ticket_no"
    early = extract.query(SCOPE, Filters("990101", MARCH, as_of=date(2026, 3, 9)), sql)
    assert early["ticket_no"].tolist() == ["1"]
    assert early["t_close"].isna().all()
    assert early["status"].tolist() == ["办理中"]
    late = extract.query(SCOPE, Filters("990101", MARCH, as_of=date(2026, 3, 10)), sql)
    assert late["t_close"].notna().tolist() == [True]
    assert late["status"].tolist() == ["已办结"]


def test_a_scope_sees_its_own_rows_only(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    rows = [row("1"), row("2", unit="水务局"), row("3", street="南山街道")]
    load(sqlite_store, settings, tmp_path / "a.csv", rows)
    extract = Extract(settings)
    everything = Filters("990101", MARCH)
    housing = Scope("a", frozenset(), frozenset({"990101"}), frozenset({"住建局"}))
    street = Scope("b", frozenset(), frozenset({"990101"}), None, frozenset({"990101002"}))
    for dataset in ("tickets", "daily"):
        assert count(extract, SCOPE, everything, dataset) == 3
        assert count(extract, housing, everything, dataset) == 2
        assert count(extract, street, everything, dataset) == 1
        asked = Filters("990101", MARCH, department="水务局")
        assert count(extract, housing, asked, dataset) == 0
    nobody = Scope("c", frozenset(), frozenset({"990101"}), frozenset())
    assert count(extract, nobody, everything) == 0
    with pytest.raises(NotAllowedError):
        extract.query(Scope("d", frozenset(), frozenset({"1"})), everything, "SELECT 1 FROM t")
    with pytest.raises(NotAllowedError):
        extract.query(housing, everything, "SELECT 1 FROM t", dataset="calls")
    assert extract.directory(housing, "990101").departments == ("住建局",)


def test_a_quote_in_a_filter_is_only_text(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(sqlite_store, settings, tmp_path / "a.csv", [row("1")])
    for value in ("' OR 1=1 --", "'); DROP TABLE t; --", "住建局' OR '1'='1"):
        filters = Filters("990101", MARCH, department=value, area=value, category=value)
        assert count(Extract(settings), SCOPE, filters) == 0


def test_repeats_are_the_same_caller_and_matter_within_thirty_days(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    phone = "13912345678"
    rows = [
        row("1", "2026-02-20 09:00:00", phone=phone),
        row("2", "2026-03-10 09:00:00", phone=phone),
        row("3", "2026-03-11 09:00:00", phone=phone, kind="供水"),
        row("4", "2026-04-20 09:00:00", phone=phone),
        row("5", "2026-03-12 09:00:00"),
        row("6", "2026-01-31 09:00:00", phone="13712345678"),
        row("7", "2026-03-01 09:00:00", phone="13712345678"),
    ]
    load(sqlite_store, settings, tmp_path / "a.csv", rows)
    frame = Extract(settings).query(
        SCOPE, "990101", "SELECT ticket_no, repeat_30d, repeat_90d FROM t ORDER BY ticket_no"
    )
    assert set(frame.loc[frame["repeat_90d"].eq(True), "ticket_no"]) == {"2", "4", "7"}
    found = dict(zip(frame["ticket_no"], frame["repeat_30d"], strict=True))
    assert {k: v for k, v in found.items() if k != "5"} == {
        "1": False,
        "2": True,
        "3": False,
        "4": False,
        "6": False,
        "7": True,
    }
    assert frame.set_index("ticket_no")["repeat_30d"].isna()["5"]


def test_the_daily_aggregate_adds_up_to_the_tickets(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    rows = [row(str(n), f"2026-03-{n % 28 + 1:02d} 09:00:00") for n in range(100)]
    load(sqlite_store, settings, tmp_path / "a.csv", rows)
    extract, filters = Extract(settings), Filters("990101", MARCH)
    assert count(extract, SCOPE, filters) == count(extract, SCOPE, filters, "daily") == 100


def test_an_extract_of_another_store_is_not_trusted(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(sqlite_store, settings, tmp_path / "a.csv", [row("1")])
    storage = Storage.of(settings)
    manifest = read_manifest(storage)
    manifest.store_id = "another"
    storage.write_whole("manifest.json", manifest.dumps())
    assert refresh(sqlite_store, settings, lasting_measures()).months_written == 1
    assert read_manifest(storage).store_id != "another"


def test_readers_during_refreshes_see_whole_generations_only(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(sqlite_store, settings, tmp_path / "a.csv", [row(str(n)) for n in range(50)])
    wrong: list[object] = []
    stop = threading.Event()

    def look() -> None:
        extract = Extract(settings)
        while not stop.is_set():
            found = count(extract, SCOPE, Filters("990101", MARCH))
            if found % 50:
                wrong.append(found)

    readers = [threading.Thread(target=look) for _ in range(4)]
    for thread in readers:
        thread.start()
    for part in range(1, 5):
        path = tmp_path / f"{part}.csv"
        load(sqlite_store, settings, path, [row(f"{part}-{n}") for n in range(50)])
        sweep(settings, older_than=timedelta(0))
    stop.set()
    for thread in readers:
        thread.join()
    assert not wrong
    assert count(Extract(settings), SCOPE, Filters("990101", MARCH)) == 250


def test_a_refresh_cut_off_is_done_again(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    write(tmp_path / "a.csv", [row("1"), row("2", "2026-05-01 09:00:00")], HEADER)
    ingest(sqlite_store, settings, SCOPE, tmp_path / "a.csv", "standard", actor="t", place=PLACE)

    def stop(_what: str, _share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh(sqlite_store, settings, lasting_measures(), progress=stop)
    assert Extract(settings).generation == 0
    assert refresh(sqlite_store, settings, lasting_measures()).generation == 1
    assert Extract(settings).manifest.jurisdictions["990101"].tickets == 2


def test_a_ticket_knows_its_first_return_and_when_its_caller_was_reached(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(store, settings, tmp_path / "a.csv", [row("1"), row("2")])
    sides: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]] = {
        "events.csv": (
            ("工单编号", "序号", "环节", "新状态", "时间"),
            [
                ("1", "1", "派单", "待签收", "2026-03-02 10:00:00"),
                ("1", "2", "退单", "退单申请", "2026-03-03 10:00:00"),
                ("1", "3", "退单", "待派单", "2026-03-03 12:00:00"),
                ("1", "4", "退单", "退单申请", "2026-03-05 10:00:00"),
            ],
        ),
        "callbacks.csv": (
            ("工单编号", "轮次", "时间", "是否接通"),
            [("2", "1", "2026-03-04 09:00:00", "否"), ("2", "2", "2026-03-06 09:00:00", "是")],
        ),
    }
    batch = {}
    for name, (header, rows) in sides.items():
        write(tmp_path / name, rows, header)
        found = ingest(store, settings, SCOPE, tmp_path / name, "standard", actor="t", place=PLACE)
        batch[name] = found.batch
    refresh(store, settings, lasting_measures())

    def times(as_of: date | None = None) -> list[str]:
        asked = Filters("990101", MARCH, as_of=as_of)
        sql = "SELECT t_return_apply AS a, t_reached AS b FROM t ORDER BY ticket_no"
        frame = Extract(settings).query(SCOPE, asked, sql)
        return [str(frame["a"][0]), str(frame["b"][1])]

    assert times(date(2026, 3, 31)) == ["2026-03-03 02:00:00", "2026-03-06 01:00:00"]
    assert times(date(2026, 3, 4)) == ["2026-03-03 02:00:00", "NaT"]
    assert read_manifest(Storage.of(settings)).filled("callbacks", "990101")["t"] == 1.0
    batches.undo(store, SCOPE, batch["events.csv"], actor="t")
    refresh(store, settings, lasting_measures())
    assert times(date(2026, 3, 31))[0] == "NaT"


def test_sweeping_leaves_what_is_not_ours(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(sqlite_store, settings, tmp_path / "a.csv", [row("1")])
    root = Path(settings.extract_path)
    strangers = [root / "report.docx", root / "tickets" / "notes.txt", root / "other" / "a.parquet"]
    for stranger in strangers:
        stranger.parent.mkdir(exist_ok=True)
        stranger.write_text("mine", encoding="utf-8")
    load(sqlite_store, settings, tmp_path / "b.csv", [row("2")])
    assert sweep(settings, older_than=timedelta(seconds=-1)) > 0
    assert all(stranger.exists() for stranger in strangers)
    assert count(Extract(settings), SCOPE, Filters("990101", MARCH)) == 2


@pytest.mark.parametrize("calendar", ["cn", "weekday"])
def test_working_time_is_counted_in_local_time(calendar: str) -> None:
    # Friday 2026-03-06 16:00 to Monday 10:00 in Shanghai; and a dispatch that nobody answered.
    friday, monday = datetime(2026, 3, 6, 8), datetime(2026, 3, 9, 2)
    rows = pa.table(
        {
            "t_dispatch": pa.array([friday, friday, None], pa.timestamp("us")),
            "t_first_contact": pa.array([monday, None, monday], pa.timestamp("us")),
            "t_close": pa.array([monday, None, None], pa.timestamp("us")),
        }
    )
    found = working_columns(rows, "Asia/Shanghai", calendar, has_hours=True)
    due = datetime(2026, 3, 9, 15, 59, 59)
    assert found["t_workday_1"].to_pylist() == [due, due, None]
    assert found["contact_work_s"].to_pylist() == [2 * 3600, None, None]
    assert found["close_work_s"].to_pylist() == [2 * 3600, None, None]
    assert found["t_work_2h"].to_pylist() == [monday, monday, None]
    short = working_hours("08:30-12:00,14:30-17:00")
    found = working_columns(rows, "Asia/Shanghai", calendar, has_hours=True, hours=short)
    assert found["contact_work_s"].to_pylist() == [3600 + 90 * 60, None, None]
    assert found["t_work_2h"].to_pylist()[0] == datetime(2026, 3, 9, 1, 30)
    days_only = working_columns(rows, "Asia/Shanghai", calendar, has_hours=False)
    for name in ("contact_work_s", "close_work_s", "t_work_2h"):
        assert days_only[name].null_count == 3
    assert days_only["t_workday_1"].to_pylist() == [due, due, None]


def test_who_came_back_after_the_closing() -> None:
    def at(day: int, month: int = 3) -> datetime:
        return datetime(2026, month, day)

    names = ("ticket_no", "caller_key", "category_code", "t_accept", "t_close")
    tickets = [
        ("1", "a", "0101", at(1), at(5)),  # comes back on the 20th; the 4th was before the closing
        ("2", "a", "0101", at(4), at(20)),  # the 20th isn't later than its closing; 2 April is
        ("3", "a", "0101", at(20), None),
        ("4", "a", "0102", at(6), at(7)),  # another matter
        ("5", None, "0101", at(6), at(7)),  # nobody knows who
        ("6", "b", None, at(1), at(2)),  # back after more than 30 days
        ("7", "c", None, at(1), at(15, 5)),  # closed after more than 60 days
    ]
    later = [
        ("8", "a", "0101", at(2, 4), None),
        ("9", "b", None, at(5, 4), None),
        ("10", "c", None, at(20, 5), None),
    ]
    schema = arrow_schema("tickets")
    kinds = pa.schema([schema.field(n) for n in names])

    def table(rows: list[tuple[Any, ...]]) -> pa.Table:
        return pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in rows], kinds)

    rows = table(tickets)
    found = again(rows, pa.concat_tables([rows, table(later)])).to_pylist()
    assert found == [at(20), at(2, 4), None, None, None, None, None]


def test_a_later_import_tells_who_came_back(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    def known() -> str:
        frame = Extract(settings).query(
            SCOPE, "990101", "SELECT t_again FROM t WHERE ticket_no = '1'"
        )
        return str(frame["t_again"].item())

    phone = "13800001111"
    closed = row("1", "2026-03-01 09:00:00", "2026-03-28 10:00:00", phone=phone)
    load(sqlite_store, settings, tmp_path / "a.csv", [closed])
    assert known() == "NaT"
    load(sqlite_store, settings, tmp_path / "b.csv", [row("2", "2026-04-10 09:00:00", phone=phone)])
    assert known() == "2026-04-10 01:00:00"
    as_of = Filters("990101", MARCH, as_of=date(2026, 4, 9))
    frame = Extract(settings).query(SCOPE, as_of, "SELECT t_again FROM t")
    assert frame["t_again"].isna().all()


def test_other_working_hours_write_the_extract_anew(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(
        sqlite_store, settings, tmp_path / "a.csv",
        [row("1", "2026-03-02 10:00:00", "2026-03-02 15:00:00")],
    )  # fmt: skip
    sql = "SELECT close_work_s FROM t"
    assert Extract(settings).query(SCOPE, "990101", sql)["close_work_s"].item() == 5 * 3600
    noon = settings.model_copy(
        update={"working_hours": "09:00-17:00;990101=08:30-12:00,14:00-18:00"}
    )
    assert refresh(sqlite_store, noon, lasting_measures()).months_written
    assert Extract(noon).query(SCOPE, "990101", sql)["close_work_s"].item() == 3 * 3600
    assert not refresh(sqlite_store, noon, lasting_measures()).months_written
