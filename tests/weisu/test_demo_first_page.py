"""Who starts the product for the first time sees the newest weeks while the others are loaded."""

import csv
from datetime import date

import pytest

from data_access.extract.query import Extract
from data_access.types import Scope
from demo_city import write_city
from weisu import demo
from weisu.demo import load_files, newest_first

SCOPE = Scope.system("test")


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    write_city(folder, seed=7, days=40, per_day=20.0, last_day=date(2026, 11, 29), truth=False)
    return folder


def test_the_newest_rows_come_first_and_none_is_lost(tmp_path):
    path = tmp_path / "tickets.csv"
    rows = [["工单编号", "受理时间"], ["1", "a"], ["2", "b\nb"], ["3", "c"], ["2", "d"], ["4", "e"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    newest_first(path, 3)
    head, *found = rows_of(path)
    assert head == rows[0]
    assert [row[0] for row in found] == ["3", "4", "1", "2", "2"]
    assert sorted(found) == sorted(rows[1:])
    assert [row[1] for row in found if row[0] == "2"] == ["b\nb", "d"]


def test_pages_have_the_newest_days_before_all_is_in(files, sqlite_store, settings, monkeypatch):
    monkeypatch.setattr(demo, "FIRST_ROWS", 200)
    newest_first(files / "tickets.csv", 200)
    seen = []

    def early():
        demo._show(sqlite_store, settings)
        (place,) = Extract(settings).manifest.jurisdictions.values()
        seen.append(place)

    chunked = settings.model_copy(update={"import_chunk_rows": 100})
    load_files(sqlite_store, chunked, SCOPE, files, lambda *_: None, early=early)
    (first,) = seen
    assert 0 < first.tickets <= 200
    demo._show(sqlite_store, settings)
    (whole,) = Extract(settings).manifest.jurisdictions.values()
    assert whole.tickets > 2 * first.tickets
    assert whole.last_day == first.last_day
    assert str(whole.first_day) < str(first.first_day)
