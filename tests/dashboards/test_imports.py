"""Files in, batches back out: the import page and its jobs, each test on a city of its own."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.admin_app import import_jobs
from dashboards.admin_app.import_jobs import ImportJobs, Order
from dashboards.admin_app.preview_tables import mapping_frame, problem_words, sample_frame
from dashboards.server.viewer import configure
from data_access.extract.query import Extract
from data_access.importing import batches
from data_access.importing.preview import preview
from data_access.importing.profile_files import load_profile
from data_access.importing.table_choice import FileHeaders, best_fit
from data_access.importing.uploads import upload_path
from data_access.store import lease
from data_access.store.clock import utc_now
from data_access.store.exports import csv_bytes
from data_access.types import NotAllowedError, Scope
from tests.dashboards.conftest import PLACE, ticket_rows, write_csv
from tests.support.pages import page_script
from tests.support.people import viewer

IMPORT = page_script("import")


@pytest.fixture
def rows():
    found = ticket_rows(11)[-200:]
    return [
        *found,
        {**found[0], "工单编号": "", "联系电话": "13912345678"},
        {**found[1], "工单编号": "X1", "受理时间": "不详"},
    ]


@pytest.fixture
def place_folder(settings, sqlite_store):
    return settings, sqlite_store


def wait_for(work, job_id):
    for _ in range(600):
        job = work.get(job_id)
        if job is not None and job.state in import_jobs.FINISHED:
            return job
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def load(settings, store, rows, scope=None):
    work = ImportJobs(lease_pause=0.01)
    path = write_csv(upload_path(settings, "工单.csv"), rows)
    scope = scope or viewer("system_admin", settings).scope
    return wait_for(
        work, work.start(store, settings, scope, Order(path, "standard", PLACE, "sys"))
    ), path


def test_a_job_loads_the_file_refreshes_the_pages_and_cleans_up(place_folder, rows):
    settings, store = place_folder
    job, path = load(settings, store, rows)
    assert job.state == "done"
    assert job.result is not None
    counts = job.result.counts
    assert counts["read"] == 202
    assert counts["quarantined"] == 2
    assert counts["read"] == sum(v for k, v in counts.items() if k != "read")
    assert Extract(settings).manifest.jurisdictions["330199"].tickets == 200
    assert not path.parent.exists()


def test_a_job_waits_for_the_pipeline_and_says_so_when_it_never_ends(place_folder, rows):
    settings, store = place_folder
    assert lease.acquire(store, import_jobs.PIPELINE_LEASE, "someone")
    with pytest.raises(lease.LeaseTakenError):
        import_jobs.refresh_soon(store, settings, lambda share: None, pause=0.001, tries=2)
    lease.release(store, import_jobs.PIPELINE_LEASE, "someone")
    import_jobs.refresh_soon(store, settings, lambda share: None, pause=0.001, tries=2)


def test_a_job_that_fails_says_why_in_words(place_folder):
    settings, store = place_folder
    job, _ = load(settings, store, [{"甲": 1, "乙": 2}])
    assert job.state == "failed"
    assert "缺少" in job.message


def test_a_job_needs_its_right(place_folder, tmp_path):
    settings, store = place_folder
    order = Order(tmp_path / "x" / "a.csv", "standard", PLACE, "lead")
    with pytest.raises(NotAllowedError):
        ImportJobs().start(store, settings, viewer("leader", settings).scope, order)


def test_the_preview_shows_the_mapping_and_no_personal_data(settings, tmp_path, rows):
    path = write_csv(tmp_path / "工单.csv", rows[-12:])
    profile = load_profile("standard", settings.home)
    assert best_fit(profile, FileHeaders(path)) > 10
    found = preview(path, profile, utc_now(), jurisdiction=PLACE)
    zone = PLACE.timezone
    mapping, sample = mapping_frame(found, zone), sample_frame(found, zone)
    written = {str(row["受理时间"])[:16] for row in rows[-12:]}
    assert set(sample["受理时间"]) <= written  # as the file says it, not as it is stored
    line = mapping[mapping["字段"] == "联系电话"].iloc[0]
    assert line["文件中的列"] == "联系电话"
    shown = mapping.to_csv() + sample.to_csv()
    assert "138" not in shown.replace("QS", "")
    assert "●" in shown
    assert "受理时间" in problem_words(found.problems)
    assert "文件中没有这一列" in shown


def test_undoing_a_batch_asks_first_and_then_does_it(place_folder, rows):
    settings, store = place_folder
    load(settings, store, rows)
    configure(settings, store, viewer=viewer("system_admin", settings))
    test = AppTest.from_string(IMPORT, default_timeout=60)
    test.query_params["view"] = "导入批次"
    test.run()
    assert not test.exception
    box = next(s for s in test.selectbox if s.label == "要撤销的批次")
    box.select_index(0).run()
    next(b for b in test.button if b.label == "撤销这个批次").click().run()
    everything = Scope.system("tests")
    assert batches.list_batches(store, everything)[0].status == "done"
    next(b for b in test.button if b.label.startswith("确认撤销")).click().run()
    assert not test.exception
    assert batches.list_batches(store, everything)[0].status == "undone"
    assert any("已撤销" in s.value for s in test.success)


@pytest.mark.parametrize(
    ("role", "retries", "takes_originals"),
    [("governance", False, True), ("system_admin", True, False)],
)
def test_quarantine_lists_reasons_and_never_the_content(
    place_folder, rows, role, retries, takes_originals
):
    settings, store = place_folder
    load(settings, store, rows)
    configure(settings, store, viewer=viewer(role, settings))
    test = AppTest.from_string(IMPORT, default_timeout=60)
    test.query_params["view"] = "隔离区"
    test.run()
    assert not test.exception
    text = "".join(d.value.to_csv() for d in test.dataframe)
    assert "缺少工单编号" in text
    assert "13912345678" not in text
    labels = [b.label for b in test.button]
    assert any("重试" in label or "重新导入" in label for label in labels) is retries
    assert any("原始内容" in label or "原文" in label for label in labels) is takes_originals


def test_downloads_hold_no_formulas_and_open_in_excel():
    content = csv_bytes(
        pd.DataFrame({"名称": ["=1+1", "@x", "清河街道"], "数": [0.1234567890123, -2, 3]})
    )
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "'@x" in text
    assert "0.1234567890123" in text
    assert "-2" in text
