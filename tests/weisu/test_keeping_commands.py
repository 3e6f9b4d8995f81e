"""``weisu backup``, ``restore`` and ``doctor`` as their users call them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from data_access.settings import settings as process_settings
from data_access.store.in_use import InUseError
from data_access.types import WeisuError
from tests.data_access.test_import import row, write
from tests.weisu.test_commands import PLACE, call, last_json
from weisu.cli import cli

ASKED = ("metric", "volume", "--jurisdiction", "990101", "--json")


@pytest.fixture(autouse=True)
def fresh_settings(home: Path) -> None:
    process_settings.cache_clear()


def test_what_was_backed_up_is_there_again_with_its_figures(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row(str(n)) for n in range(7)])
    call("ingest", path, "--profile", "standard", *PLACE)
    before = call(*ASKED).output
    made = json.loads(call("backup", tmp_path / "b", "--keys-to", tmp_path / "k", "--json").output)
    assert set(made["keys"]) == {"vault-1", "hmac-1"}
    call("ingest", write(tmp_path / "m.csv", [row("more")]), "--profile", "standard", *PLACE)
    assert call(*ASKED).output != before
    refused = CliRunner().invoke(cli, ["restore", str(tmp_path / "b")])
    assert "--replace" in str(refused.exception)
    done = json.loads(call("restore", tmp_path / "b", "--replace", "--json").output)
    assert done["rows"] == made["rows"]
    assert done["refreshed"]
    assert call(*ASKED).output == before
    told = call("audit", "list", "--action", "store").output
    assert "store.restore" in told
    again = last_json(call("ingest", path, "--profile", "standard", *PLACE, "--json"))
    assert again["unchanged"] == 7


def test_a_running_process_is_seen(home: Path, tmp_path: Path) -> None:
    call("ingest", write(tmp_path / "t.csv", [row("1")]), "--profile", "standard", *PLACE)
    call("backup", tmp_path / "b")
    code = (
        "import sys; from weisu.wiring import opened; opened(); print('on', flush=True);"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"on\n"
        refused = CliRunner().invoke(cli, ["restore", str(tmp_path / "b"), "--replace"])
        assert isinstance(refused.exception, InUseError)
        other.kill()
    assert call("restore", tmp_path / "b", "--replace", "--no-refresh").exit_code == 0
    doctor = CliRunner().invoke(cli, ["doctor"])
    assert "weisu refresh --full" in doctor.output
    call("refresh", "--full")
    assert "weisu refresh --full" not in CliRunner().invoke(cli, ["doctor"]).output


def test_nothing_works_on_a_half_restored_home(home: Path, tmp_path: Path) -> None:
    from data_access.store.engine import open_store
    from data_access.store.unfinished import RESTORING

    call("ingest", write(tmp_path / "t.csv", [row("1")]), "--profile", "standard", *PLACE)
    store = open_store(process_settings())
    with store.write() as connection:
        connection.exec_driver_sql(f"INSERT INTO store_info VALUES ('{RESTORING}', 'x')")
    store.close()
    refused = CliRunner().invoke(cli, ["batch", "list"])
    assert isinstance(refused.exception, WeisuError)
    assert "weisu restore" in str(refused.exception)
    assert "weisu restore" in CliRunner().invoke(cli, ["doctor"]).output


def test_keys_are_listed_and_turned(home: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row("1", phone="13812345678")])
    call("ingest", path, "--profile", "standard", *PLACE)
    before = json.loads(call("keys", "list", "--json").output)
    assert (before["seals"], before["turning"]) == (1, False)
    done = json.loads(call("keys", "rotate", "--json").output)
    assert done == {"kind": "vault", "version": 2, "resealed": 1, "removed": ["vault-1.key"]}
    after = json.loads(call("keys", "list", "--json").output)
    assert set(after["keys"]) == {"vault-2", "hmac-1"}
    assert after["keys"]["hmac-1"] == before["keys"]["hmac-1"]
    assert json.loads(call("keys", "rotate", "--kind", "cookie", "--json").output) == {
        "kind": "cookie"
    }
    assert (home / "keys" / "cookie.key").is_file()
