"""Everything in a new home is its owner's only, whatever the shell's umask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.data_access.test_import import row, write


def test_files_are_600_and_folders_700(home: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", [row(str(n)) for n in range(3)])
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    code = "import os; os.umask(0); from weisu.cli import main; main()"
    place = ["--jurisdiction", "990101", "--name", "演示县"]
    call = ["ingest", str(path), "--profile", "standard", *place]
    subprocess.run(
        [sys.executable, "-c", code, *call], check=True, capture_output=True, env=os.environ
    )
    for found in home.rglob("*"):
        wanted = 0o700 if found.is_dir() else 0o600
        assert found.stat().st_mode & 0o777 == wanted, found
    assert (home / "extract" / "manifest.json").is_file()
