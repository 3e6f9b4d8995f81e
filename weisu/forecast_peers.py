"""Open forecasting models that ours are judged beside, in an environment of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from data_access.types import CallError, WeisuError
from forecasting.types import Floats
from weisu.peer_forecasts import PEERS

if TYPE_CHECKING:
    from forecasting.evaluation.bank import Peers, PeersAsked

SCRIPT = Path(__file__).with_name("peer_forecasts.py")


def interpreter() -> Path:
    """Return the Python of the environment that ``make setup-peers`` makes beside ours."""
    return Path(sys.prefix).parent / ".venv-peers" / "bin" / "python"


def peers_of(names: Sequence[str]) -> Peers | None:
    """Return what forecasts with the named models; None where none is named.

    Raises ``CallError`` for a name that is none and where the environment is not there.
    """
    unknown = [n for n in names if n not in PEERS]
    if unknown:
        raise CallError(f"没有对照模型 {'、'.join(unknown)}。可选：{'、'.join(PEERS)}。")
    if not names:
        return None
    python = interpreter()
    if not python.exists():
        raise CallError("对照模型的环境还没有安装。请先运行 make setup-peers。")

    def forecast(asked: PeersAsked) -> Mapping[str, Floats]:
        return _run(python, tuple(names), asked)

    return forecast


def _run(python: Path, names: tuple[str, ...], asked: PeersAsked) -> Mapping[str, Floats]:
    with tempfile.TemporaryDirectory(prefix="weisu-peers-") as folder:
        given, made = Path(folder) / "asked.npz", Path(folder) / "made.npz"
        np.savez(
            given, counts=asked.counts, design=asked.design, rows=asked.rows,
            origins=np.array(asked.origins), reach=asked.reach, names=json.dumps(names),
        )  # fmt: skip
        done = subprocess.run(  # noqa: S603 - our own script, by a path of ours
            [str(python), str(SCRIPT), str(given), str(made)],
            capture_output=True, check=False, text=True,
        )  # fmt: skip
        if done.returncode:
            last = (done.stderr.strip().splitlines() or [""])[-1]
            raise WeisuError(f"对照模型没有算出：{last}。数据没有改动。")
        with np.load(made) as found:
            return {name: found[name] for name in names}
