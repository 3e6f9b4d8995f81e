"""What esda says of the tests' tables, found once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def esda(tmp_path_factory) -> dict[str, np.ndarray]:
    out = tmp_path_factory.mktemp("esda") / "figures.npz"
    subprocess.run(
        [sys.executable, str(ROOT / "tests/geo/esda_figures.py"), str(out)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=True,
    )
    with np.load(out) as held:
        return dict(held)
