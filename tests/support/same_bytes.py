"""Whether a room finds the same, byte for byte, with one thread and with more.

``python -m tests.support.same_bytes PART FOLDER`` prints digests of what a part finds in small
data; ``with_threads`` runs it, since libraries read the number of threads when they are loaded.
"""

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
AS_OF = pd.Timestamp(2026, 6, 30).date()


def digest(value: Any) -> str:
    """Of the bytes of arrays and frames, names and types included."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        raw = repr((value.dtype.str, value.shape)).encode() + value.tobytes()
    elif isinstance(value, pd.DataFrame):
        columns = [(str(name), digest(value[name].to_numpy())) for name in value.columns]
        raw = repr(columns).encode()
    else:
        raw = repr(value.tolist()).encode()
    return hashlib.sha256(raw).hexdigest()[:16]


def fields(value: Any) -> dict[str, str]:
    """Of every field of a dataclass that holds an array or a frame."""
    held = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    return {n: digest(v) for n, v in held.items() if isinstance(v, np.ndarray | pd.DataFrame)}


def texts_of(frame: pd.DataFrame) -> list[str]:
    from hotspots.vectors.embedder import joined

    return [joined(t, c) for t, c in zip(frame["title"], frame["content"], strict=True)]


def vectors(folder: Path) -> dict[str, str]:
    from hotspots.vectors.lsa import Lsa
    from hotspots.vectors.use import UniversalSentenceEncoder

    texts = texts_of(pd.read_pickle(folder / "frame.pickle"))
    model = Lsa.fit(texts)
    return {
        "axes": digest(model.axes),
        "lsa": digest(model.encode(texts)),
        "sentences": digest(UniversalSentenceEncoder().encode(texts[:40])),
    }


def topics(folder: Path) -> dict[str, str]:
    from types import SimpleNamespace

    from hotspots.topics.find import find_topics

    frame = pd.read_pickle(folder / "frame.pickle")
    names = SimpleNamespace(categories={}, areas={}, units=())
    return fields(find_topics(frame, names, as_of=AS_OF))


def pairs(_folder: Path) -> dict[str, str]:
    from hotspots.repeats.features import FEATURES
    from hotspots.repeats.model import PairModel

    random = np.random.default_rng(3)
    table = random.random((60_000, len(FEATURES))).astype(np.float32)
    alike = (table.mean(axis=1) + random.normal(0, 0.05, len(table)) > 0.55).astype(int)
    model = PairModel.fit(table, alike, held_out=(table, alike), trees=20)
    return {"probability": digest(model.probability(table))}


def forecasts(_folder: Path) -> dict[str, str]:
    from forecasting.calendar.features import Calendar
    from forecasting.cell_forecasts import RunSettings, forecast_all
    from tests.forecasting.conftest import made

    return fields(forecast_all(made(days=500), Calendar("weekday"), RunSettings(28, 2, 1)))


def warnings(_folder: Path) -> dict[str, str]:
    from early_warning.history import History
    from early_warning.replay.day_by_day import replay
    from tests.early_warning.test_engine import FIRST, tickets

    found = replay(History(tickets(), FIRST), 480, 495, warm_up=20, keep=True)
    rows = [dataclasses.astuple(one) for one in found.detections]
    return {"detections": digest(pd.DataFrame(rows))}


PARTS: dict[str, Callable[[Path], dict[str, str]]] = {
    part.__name__: part for part in (vectors, topics, pairs, forecasts, warnings)
}


def threads() -> int:
    """How many threads linear algebra would use if nobody limited it."""
    import scipy.linalg  # noqa: F401 - only what is loaded can be asked
    from threadpoolctl import threadpool_info

    return max(one["num_threads"] for one in threadpool_info())


def with_threads(part: str, number: int, folder: Path) -> dict[str, str]:
    """Run a part in a process whose libraries were told to use so many threads."""
    told = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(number))
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.same_bytes", part, str(folder)],
        cwd=ROOT,
        env={**os.environ, **told, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'warnings'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["threads"] == min(number, os.cpu_count() or 1)
    return dict(result["found"])


if __name__ == "__main__":
    at_first = threads()
    found = PARTS[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps({"found": found, "threads": at_first}))
