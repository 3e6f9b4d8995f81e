"""``weisu task`` as its users call it: what pages do and refuse, with the same words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from data_access.accounts import passwords
from data_access.calendar.workdays import is_workday
from data_access.settings import Settings
from data_access.settings import settings as process_settings
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from supervision import store_tables as stored
from supervision.states import TABLE
from tests.support.places import CODE
from tests.support.tasks import Town, people_town
from tests.weisu.test_commands import call
from weisu.cli import main


@pytest.fixture
def town(
    sqlite_store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    process_settings.cache_clear()
    yield people_town(sqlite_store, settings)
    process_settings.cache_clear()


@pytest.fixture
def outcome(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Calls as the shell does; returns the exit code and what is said to people."""

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["weisu", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(str(ended.value.code)), said.out + said.err

    return run


def workday(after: int) -> str:
    day = (utc_now() + timedelta(hours=8, days=after)).date()
    while not is_workday(day, "cn"):
        day += timedelta(days=1)
    return day.isoformat()


def issued(*more: str) -> dict[str, Any]:
    done = call(
        "task", "issue", "--jurisdiction", CODE, "--as", "zhili", "--title", "供热不热",
        "--requirement", "恢复供热", "--lead", "甲局", "--due", workday(7), "--json", *more,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_a_task_goes_its_way_from_the_command_line(town: Town, tmp_path: Path):
    task = issued("--assisting", "乙局", "--confidential", "--reader", "jia", "--reader", "yi")
    assert (task["state"], task["number"][5:], task["readers"]) == (
        "issued",
        "00001",
        ["jia", "yi"],
    )
    number = str(task["id"])
    picture = tmp_path / "现场.pdf"
    picture.write_bytes(b"%PDF-1.4\n%%EOF\n")
    assert call("task", "act", number, "sign", "--as", "jia").exit_code == 0
    done = call(
        "task", "act", number, "report", "--as", "jia", "--note", "已恢复", "--file", str(picture),
        "--version", "2", "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    document = json.loads(done.output)
    assert document["state"] == "reported"
    assert [f["name"] for f in document["files"]] == ["现场.pdf"]
    assert [e["action"] for e in document["events"]] == ["issue", "sign", "report"]
    shown = call("task", "show", number, "--as", "zhili")
    assert "核验通过（verify）" in shown.output
    assert "已恢复" in shown.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sign", "--as", "yi"), 1, "没有这项督办任务"),
        (("sign", "--as", "zhili"), 1, "“签收”只能由牵头单位（甲局）办理"),
        (("report", "--as", "jia", "--note", "好"), 1, "任务现在是“待签收”"),
        (("refuse", "--as", "jia"), 1, "须填写说明"),
        (
            ("reassign", "--as", "zhili", "--unit", "丁局", "--note", "改"),
            1,
            "没有名为“丁局”的单位",
        ),
        (("change_due", "--as", "zhili", "--due", "2020-01-02", "--note", "x"), 1, "已经过去"),
        (("cancel", "--as", "zhili", "--note", "误", "--version", "1"), 1, "您查看之后"),
        (("sign", "--as", "nobody"), 2, "没有登录名为“nobody”"),
        (("finish", "--as", "zhili"), 2, "没有名为“finish”的操作"),
        (("sign",), 2, "缺少 --as"),
    ],
)
def test_it_refuses_what_the_pages_refuse(town: Town, outcome, words, code: int, said: str):
    number = str(issued()["id"])
    assert call("task", "act", number, "climb", "--as", "zhili", "--step", "onsite",
                "--note", "久拖").exit_code == 0  # fmt: skip
    found, output = outcome("task", "act", number, *words)
    assert (found, said in output) == (code, True), output
    after = json.loads(call("task", "show", number, "--json").output)
    assert (after["state"], after["version"]) == ("issued", 2)


def test_a_list_shows_what_the_account_may_see(town: Town, outcome):
    task, other = issued(), issued("--lead", "乙局", "--title", "另一件")
    for login, numbers in (("jia", [task["id"]]), ("zhili", [task["id"], other["id"]]),
                           ("bing", [])):  # fmt: skip
        found = call("task", "list", "--jurisdiction", CODE, "--as", login, "--json")
        document = json.loads(found.output)
        assert [row["id"] for row in document["tasks"]] == numbers
        assert document["total"] == len(numbers)
    one = call("task", "list", "--jurisdiction", CODE, "--words", "另一件", "--state", "issued")
    assert "督办任务 1 项：待签收 1" in one.output
    assert outcome("task", "list", "--jurisdiction", CODE, "--state", "done")[0] == 2
    assert outcome("task", "list", "--jurisdiction", CODE, "--as", "waixian")[0] == 1


def test_who_gives_a_task_away_is_told_so(town: Town):
    task = issued()
    drafted = json.loads(call(
        "task", "act", str(task["id"]), "amend", "--as", "zhili2", "--confidential", "--reader",
        "jia", "--note", "涉密", "--json",
    ).output)  # fmt: skip
    assert drafted == {"id": task["id"], "number": task["number"], "state": "issued", "version": 2}


def test_rebuilding_finds_and_mends(town: Town, outcome):
    task = issued()
    assert "1 项，过程记录 1 条" in call("task", "rebuild").output
    with town.results.store.write() as connection:
        connection.execute(update(stored.task).values(state="closed"))
    code, said = outcome("task", "rebuild")
    assert (code, "--repair" in said) == (1, True)
    assert "现状与记录不一致" in call("doctor").output
    mended = call("task", "rebuild", "--repair", "--json")
    assert mended.exit_code == 0
    assert json.loads(mended.output)["differences"][0]["fields"] == ["state"]
    assert json.loads(call("task", "show", str(task["id"]), "--json").output)["state"] == "issued"


def test_the_documents_name_every_field(town: Town):
    page = (Path(__file__).parents[2] / "docs" / "supervision.md").read_text(encoding="utf-8")
    document = json.loads(call("task", "show", str(issued()["id"]), "--json").output)
    listed = json.loads(call("task", "list", "--jurisdiction", CODE, "--json").output)
    fields = {*document, *listed, *listed["tasks"][0]}
    assert [name for name in sorted(fields) if f"`{name}`" not in page] == []
    assert all(f"`{rule.action}`" in page for rule in TABLE)
