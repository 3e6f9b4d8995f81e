"""The command line as its users call it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data_access.settings import settings as process_settings
from data_access.types import CallError, WeisuError
from forecasting import types
from tests.data_access.test_import import HEADER, row, write
from weisu.cli import COMMANDS, cli, main
from weisu.commands.forecast import LONGEST

CALLS = (["run", "--only", "refesh"], ["metric", "volume"])
PLACE = ("--jurisdiction", "990101", "--name", "演示县")


@pytest.fixture(autouse=True)
def fresh_settings(home: Path) -> None:
    """Commands read the process's settings: forget those of the test before."""
    process_settings.cache_clear()


def call(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, [str(a) for a in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def last_json(result: Result) -> dict[str, int]:
    found: dict[str, int] = json.loads(result.output.strip().splitlines()[-1])
    return found


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; sys.argv=['weisu','--help']\n"
        "from weisu.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy={'pandas','numpy','sqlalchemy','streamlit','duckdb','pyarrow','cryptography'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "ingest" in done.stdout


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(name: str) -> None:
    assert call(name, "--help").exit_code == 0


def test_ingest_ends_with_one_json_line_that_adds_up(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row("1"), row("2"), row("2", text="改")])
    found = last_json(call("ingest", path, "--profile", "standard", *PLACE, "--json"))
    parts = found["inserted"] + found["updated"] + found["unchanged"] + found["quarantined"]
    assert found["read"] == parts == 3
    assert set(found) == {"read", "inserted", "updated", "unchanged", "quarantined", "batch"}
    again = last_json(call("ingest", path, "--profile", "standard", *PLACE, "--json"))
    assert (again["inserted"], again["updated"]) == (0, 0)


def test_records_on_standard_input_are_imported_under_the_name_of_their_source() -> None:
    rows = [dict(zip(HEADER, row(n), strict=True)) for n in ("1", "2")]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in rows)
    options = ["ingest", "-", "--profile", "standard", *PLACE, "--source", "api", "--json"]
    done = CliRunner().invoke(cli, options, input=lines)
    assert last_json(done)["inserted"] == 2
    assert "api.jsonl" in call("batch", "list").output
    broken = CliRunner().invoke(cli, options, input=f"{lines}\n[1]\n")
    assert isinstance(broken.exception, WeisuError)
    assert "第 3 行" in str(broken.exception)


def test_metric_prints_value_and_definition(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row(str(n)) for n in range(7)])
    call("ingest", path, "--profile", "standard", *PLACE)
    found = json.loads(call("metric", "volume", "--jurisdiction", "990101", "--json").output)
    assert found["rows"][0]["value"] == 7
    assert "诉求量" in found["definition"]


def test_what_the_data_do_not_know_is_refused_and_not_counted_as_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row(str(n)) for n in range(7)])
    call("ingest", path, "--profile", "standard", *PLACE)
    asked = ["metric", "volume", "--jurisdiction", "990101"]
    found = json.loads(call(*asked, "--json").output)["rows"][0]
    assert found["value"] == 7
    for more in (
        ["--where", "area=瞎写镇"], ["--where", "channel=鸽子"], ["--where", "department=没有的局"],
        ["--where", "category=9999"], ["--as-of", "1999-01-01"], ["--from", "2099-01-01"],
        ["--to", "1999-01-01"],
    ):  # fmt: skip
        refused = CliRunner().invoke(cli, [*asked, *more])
        assert refused.exit_code != 0, more
        assert isinstance(refused.exception, CallError), more
    near = CliRunner().invoke(cli, [*asked, "--where", "area=清何街道"])
    named = re.search(r"：(\S+?)（清河街道）", str(near.exception))
    assert named
    assert call(*asked, "--where", f"area={named.group(1)}").exit_code == 0


def test_undo_goes_back_and_batches_are_listed(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row("1")])
    number = last_json(call("ingest", path, "--profile", "standard", *PLACE, "--json"))["batch"]
    assert "已撤销" in call("batch", "undo", number).output
    listed = json.loads(call("batch", "list", "--json").output)
    assert [(b["id"], b["status"]) for b in listed] == [(number, "undone")]


def refused(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[object, str]:
    """Return the exit code of a call that ends, and what it said of its error."""
    monkeypatch.setattr(sys, "argv", ["weisu", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    return stopped.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ingest", "nowhere.csv", "--profile", "standard", *PLACE], "找不到文件"),
        (["ingest", "nowhere.csv", "--profile", "standart", *PLACE], "standard"),
        (["metric", "volume", "--jurisdiction", "1"], "还没有可分析的数据"),
        (["batch", "undo", "7"], "没有编号为 7"),
        (["run", "--only", "refesh"], "refresh"),
    ],
)
def test_errors_are_sentences_without_a_stack_trace(
    arguments: list[str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = refused(arguments, monkeypatch, capsys)
    assert code == (2 if arguments in CALLS else 1)
    assert words in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("--level village", "--level 应为 city、county、street 之一，现为 village。"),
        ("--horizon 0", "--horizon 应为 1 至 400 的整数，现为 0。"),
        ("--horizon 401", "--horizon 应为 1 至 400 的整数，现为 401。"),
        ("--horizon many", "--horizon 应为 1 至 400 的整数，现为 many。"),
        ("--category-level 4", "--category-level 应为 0 至 3 的整数，现为 4。"),
        ("--busiest -1", "--busiest 应为不小于 0 的整数，现为 -1。"),
        ("--as-of 2025-13-01", "--as-of 应为日期，如 2025-10-31，现为 2025-13-01。"),
        ("--horizn 3", "没有选项 --horizn（是不是 --horizon）。"),
        ("--horizon", "选项 --horizon 的写法不对"),
        ("--channel=3", "选项 --channel 的写法不对"),
        ("more", "多写了 more。"),
    ],
)
def test_a_wrong_option_is_refused_in_chinese(
    wrong: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["forecast", "--jurisdiction", "990101", *wrong.split()]
    code, said = refused(arguments, monkeypatch, capsys)
    assert code == 2
    assert said.startswith(f"错误：{words}")
    assert "没有执行，数据没有改动。" in said
    assert not re.search(r"Error|Usage|Invalid|Try", said)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frcast"], "没有命令 frcast。"),
        (["ingest"], "缺少 FILE。"),
        (["ingest", "x.csv"], "缺少 --profile。"),
        (["batch", "undo", "first"], "应为整数，现为 first。"),
    ],
)
def test_what_a_call_lacks_is_said_in_chinese(
    arguments: list[str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = refused(arguments, monkeypatch, capsys)
    assert code == 2
    assert words in said


def test_the_longest_horizon_is_the_rooms() -> None:
    assert LONGEST == types.LONGEST


def test_a_wrong_call_ends_with_two() -> None:
    assert call("ingest").exit_code == 2
    assert call("nonsense").exit_code == 2


def test_doctor_and_audit_find_nothing_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "审计链完整" in call("audit", "verify").output
    monkeypatch.delenv("WEISU_KEEP_SCREENSHOTS", raising=False)
    assert "保密库密钥可用" in call("doctor").output


def test_accounts_by_command() -> None:
    made = CliRunner().invoke(
        cli,
        ["account", "create", "zhang", "--role", "leader"],
        input="ChenGchuan2026\nChenGchuan2026\n",
    )
    assert made.exit_code == 0, made.output
    assert "zhang" in call("account", "list").output
    assert "停用" in call("account", "disable", "zhang").output


FILES = {
    "pingshan": ("pingshan/tickets_2018_to_october.csv", 6952, 0),
    "teddy": ("teddy/messages_2019.xlsx", 4326, 0),
    "nyc311": ("nyc311/requests_2026-08-01_to_04.parquet", 41859, 0),
    "chicago311": ("chicago311/sanitation_2011_2013.csv.gz", 55343, 28),
}


@pytest.mark.slow
@pytest.mark.parametrize("profile", list(FILES))
def test_real_files_go_in_and_a_second_time_change_nothing(profile: str, data_folder: Path) -> None:
    name, read, refused = FILES[profile]
    for time in ("first", "second"):
        found = last_json(call("ingest", data_folder / name, "--profile", profile, "--json"))
        assert found["read"] == read
        assert found["quarantined"] == refused
        changed = found["inserted"] + found["updated"]
        assert changed + found["unchanged"] == read - refused
        assert (changed == 0) == (time == "second")
    assert call("audit", "verify").exit_code == 0


def test_a_known_places_time_limits_stay_whatever_a_later_call_says(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row("1")])
    call("ingest", path, "--profile", "standard", *PLACE, "--limits", "guangdong")
    again = last_json(call("ingest", path, "--profile", "standard", *PLACE, "--json"))
    assert again["unchanged"] == 1
    found = json.loads(call("metric", "overdue_rate", "--jurisdiction", "990101", "--json").output)
    assert "截止时间" not in found["rows"][0]["missing"]


def test_a_folder_is_imported_file_by_file(tmp_path: Path) -> None:
    write(tmp_path / "tickets_a.CSV", [row("1")])
    write(tmp_path / "tickets_b.csv", [row("2")])
    (tmp_path / "readme.md").write_text("no data", encoding="utf-8")
    found = last_json(call("ingest", tmp_path, "--profile", "standard", *PLACE, "--json"))
    assert (found["read"], found["inserted"]) == (2, 2)


def test_doctor_makes_nothing(home: Path) -> None:
    result = CliRunner().invoke(cli, ["doctor"])
    assert result.exit_code == 1
    assert "还没有数据库" in result.output
    assert not (home / "weisu.db").exists()


def test_metric_compares_takes_apart_and_says_whether_it_adds_up(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row(str(n)) for n in range(40)])
    call("ingest", path, "--profile", "standard", *PLACE)
    asked = ["metric", "closed_rate", "--jurisdiction", "990101"]
    more = ["--compare", "--decompose", "month", "--groups"]
    sums = json.loads(call("metric", "volume", *asked[2:], "--json").output)["checks"]
    assert sums["sums"] > 10
    assert sums["wrong"] == []
    found = json.loads(call(*asked, *more, "--json").output)
    assert [e["when"] for e in found["earlier"]] == ["week", "month", "year"]
    assert "无法比较" in found["decomposition"]["missing"]
    assert "办结率" in call(*asked, *more).output
    assert "项合计全部相符" in call("metric", "volume", *asked[2:]).output
    refused = CliRunner().invoke(cli, [*asked, "--groups", "--by", "month"])
    assert "--by" in str(refused.exception)


def test_tickets_are_found_and_shown(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row("1"), row("2", text="半夜施工噪音"), row("3")])
    call("ingest", path, "--profile", "standard", *PLACE, "--refresh")
    asked = ("--jurisdiction", "990101")
    found = json.loads(call("tickets", "find", "噪音", "半夜", *asked, "--json").output)
    assert (found["count"], found["exact"]) == (1, True)
    assert [one["ticket_no"] for one in found["tickets"]] == ["2"]
    assert found["tickets"][0]["marks"] == [[0, 2], [4, 6]]
    lines = call(
        "tickets", "find", "--metric", "volume", *asked, "--limit", "2"
    ).output.splitlines()
    assert lines[0] == "共 3 件"
    assert len(lines) == 3
    grouped = ("--group", "channel=", "--where", "area=990101001")
    assert json.loads(call("tickets", "find", *grouped, *asked, "--json").output)["count"] == 3
    one = json.loads(call("tickets", "show", "2", *asked, "--json").output)
    assert one["texts"]["content"] == "半夜施工噪音"
    assert one["facts"]["t_accept"] == "2026-03-01T09:00:00"
    assert "半夜施工噪音" in call("tickets", "show", "2", *asked).output
    for words in (("show", "4", *asked), ("find", "--metric", "answer_rate", *asked)):
        with pytest.raises(WeisuError):
            call("tickets", *words)
    with pytest.raises(CallError):
        call("tickets", "find", "--group", "channel", *asked)
