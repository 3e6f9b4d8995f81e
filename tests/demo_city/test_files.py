"""The files hold together: headings, keys, parents, order of times, nothing from the future."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from data_access import schemas
from demo_city import CITY_CODE, write_city
from demo_city.columns import FILES

ENTITIES = {
    "tickets": "ticket", "ticket_events": "ticket_event", "callbacks": "callback",
    "calls": "call_log", "organisations": "organisation", "areas": "area",
    "local_events": "local_event",
}  # fmt: skip
NODES = ["来电时间", "受理时间", "派单时间", "签收时间", "首次联系时间", "答复时间", "办结时间",
         "回访时间", "归档时间"]  # fmt: skip


def digest(folder) -> dict[str, str]:
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_same_arguments_same_bytes(tmp_path):
    made = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_city(tmp_path / name, seed=seed, days=20, per_day=40, last_day=date(2026, 1, 15))
        made.append(digest(tmp_path / name))
    assert made[0] == made[1]
    assert made[0]["tickets.csv"] != made[2]["tickets.csv"]
    assert made[0]["areas.geojson"] == made[2]["areas.geojson"]


@pytest.mark.parametrize("name", list(FILES))
def test_headings_are_the_products_labels(year, name):
    entity = schemas.ENTITIES[ENTITIES[name]]
    labels = {f.name: f.label for f in entity.fields if f.sent}
    assert FILES[name] == labels
    assert list(year[name].columns) == list(labels.values())


@pytest.mark.parametrize("name", list(FILES))
def test_coded_values_and_required_fields(year, name):
    for field in schemas.ENTITIES[ENTITIES[name]].fields:
        if not field.sent:
            continue
        values = year[name][field.label].dropna()
        if field.choices:
            assert set(values) <= set(field.choices), field.label
        if field.kind == "bool":
            assert set(values) <= {"是", "否"}, field.label
        if field.required:
            assert len(values) == len(year[name]), field.label


def test_counts_and_keys(year):
    for name, frame in year.tables.items():
        assert year.counts[name] == len(frame)
        key = [FILES[name][k] for k in schemas.ENTITIES[ENTITIES[name]].key]
        # Rows sent twice are a planted fault, and equal in every field.
        assert not frame.drop_duplicates().duplicated(key).any(), name
    assert len(year["tickets"]) == pytest.approx(365 * 150, rel=0.12)


def test_every_reference_has_its_row(year):
    tickets = year["tickets"]
    numbers = set(tickets["工单编号"])
    for name in ("ticket_events", "callbacks", "calls"):
        assert set(year[name]["工单编号"].dropna()) <= numbers
    first = tickets["重复工单标记"].dropna()
    # A caller may come back on what was reported before the first day.
    before = ~first.isin(numbers)
    assert first[before].str[:6].lt("250401").all()
    assert before.mean() < 0.03
    areas = year["areas"]
    assert set(areas["上级区划"].dropna()) <= set(areas["区划编码"])
    assert set(tickets["行政区划"].dropna()) <= set(areas["区划编码"])
    units = set(year["organisations"]["单位名称"])
    assert set(tickets["主办单位"].dropna()) | set(tickets["协办单位"].dropna()) <= units
    assert set(year["organisations"]["上级单位"].dropna()) <= set(year["organisations"]["单位编码"])
    assert tickets["行政区划"].dropna().str.startswith(CITY_CODE).all()


def test_times_never_run_backwards(year):
    tickets = year["tickets"]
    for at, node in enumerate(NODES):
        for later in NODES[at + 1 :]:
            both = tickets[[node, later]].dropna()
            assert (both[node] <= both[later]).all(), (node, later)
    events = year["ticket_events"]
    again = events.groupby("工单编号")["时间"]
    assert again.diff().dropna().ge(pd.Timedelta(0)).all()
    first = events[events["序号"] == "1"]
    assert first["操作"].eq("登记").all()
    assert len(first) == tickets["工单编号"].nunique()


def test_a_ticket_goes_through_its_steps_in_order(year):
    events = year["ticket_events"]
    before = events.groupby("工单编号")["新状态"].shift()
    follows = events[before.notna()]
    assert (follows["原状态"] == before[before.notna()]).all()
    last = events.groupby("工单编号")["新状态"].last()
    state = year["tickets"].set_index("工单编号")["状态"]
    plain = state[state.isin(["已归档", "不予受理", "撤诉", "并单", "待签收"])]
    assert (last[plain.index] == plain).all()


def test_nothing_is_later_than_the_last_day(year):
    end = pd.Timestamp("2026-03-31 23:59:59")
    for name, frame in year.tables.items():
        for column in frame.columns:
            if column.endswith("时间") and not column.endswith("截止时间"):
                assert frame[column].dropna().le(end).all(), (name, column)
    tickets = year["tickets"]
    assert {"待签收", "办理中", "待回访", "已归档"} <= set(tickets["状态"])
    running = tickets[tickets["状态"].isin(["办理中", "待签收"])]
    assert running["办结时间"].isna().all()
    assert (running["截止时间"] < end).any(), "some open tickets are overdue"


def test_a_shorter_span_ends_within_itself(tmp_path):
    counts = write_city(tmp_path, days=1, per_day=30, last_day=date(2025, 10, 3), words=False)
    assert counts["tickets"] > 0
    assert counts["callbacks"] == 0


@pytest.mark.parametrize(("days", "per_day"), [(0, 10.0), (5, 0.0)])
def test_impossible_sizes_are_refused(tmp_path, days, per_day):
    with pytest.raises(ValueError, match="per_day"):
        write_city(tmp_path, days=days, per_day=per_day, last_day=date(2026, 1, 1))


def test_progress_ends_at_one(tmp_path):
    seen = []
    write_city(
        tmp_path, days=70, per_day=5, last_day=date(2026, 1, 1), words=False,
        progress=lambda text, share: seen.append((text, share)),
    )  # fmt: skip
    assert seen[-1][1] == 1
    assert len(seen) > 1


def test_command_writes_the_files(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "demo_city", "--out", str(tmp_path), "--last-day", "2026-01-05",
         "--days", "5", "--per-day", "20"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "tickets.csv").stat().st_size > 1000
