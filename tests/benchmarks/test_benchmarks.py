"""The benchmarks run and say what they measured; how long things took is no test's business."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import GROUPS, main

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"figure", "value", "unit", "peer", "peer_value", "ratio", "size", "note"}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("group", GROUPS)
def test_a_group_prints_its_figures(group):
    command = [sys.executable, "-m", "benchmarks", "--tickets", "2000", "--times", "1"]
    done = subprocess.run(
        [*command, "--only", group], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert rows
    for row in rows:
        assert set(row) - {"limit"} == KEYS
        assert row["value"] > 0
        assert row["peer_value"] > 0
        assert row["size"] > 0
        assert row["figure"]
        assert row["peer"]


@pytest.mark.slow
def test_tasks_are_measured():
    command = [sys.executable, "-m", "benchmarks.tasks", "--sizes", "60", "--times", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    named = [row["figure"] for row in rows]
    assert {"tasks: rebuild", "tasks page: board", "tasks page: progress"} <= set(named)
    assert len(set(named)) == len(named)
    assert all(set(row) == {*KEYS, "limit"} and row["value"] > 0 for row in rows)


@pytest.mark.parametrize("wrong", [["--only", "everything"], ["--sizes", "0"], ["--tickets", "x"]])
def test_a_wrong_call_is_refused(wrong):
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
