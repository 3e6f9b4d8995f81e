"""What forecasting costs: tier one over many series, tier two and Prophet a series, AutoETS.

CPU seconds of the process and its children; set OMP_NUM_THREADS=1, or spinning threads are counted.
Run: ``python -m benchmarks.forecasting [SERIES]`` (2,000 by default).
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

DAYS, HORIZON, ORIGINS, SAMPLE = 1096, 28, 3, 8
PEERS = Path(__file__).resolve().parents[1] / ".venv-peers" / "bin" / "python"
_AUTO_ETS = """
import json, resource, sys
import numpy as np, pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoETS
frame = pd.read_csv(sys.argv[1], parse_dates=["ds"])
use = resource.getrusage(resource.RUSAGE_SELF)
start = use.ru_utime + use.ru_stime
found = StatsForecast([AutoETS(season_length=7)], freq="D", n_jobs=1).forecast(df=frame, h=28)
use = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu": use.ru_utime + use.ru_stime - start,
                  "mean": found["AutoETS"].to_numpy().reshape(-1, 28).tolist()}))
"""


def cpu() -> float:
    """Return CPU seconds used so far, children included."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(u.ru_utime + u.ru_stime for u in used)


def made(n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return days and counts (n × 3 years and a month) of negative binomial series."""
    rng = np.random.default_rng(seed)
    t = np.arange(DAYS + HORIZON)
    days = np.datetime64("2023-01-02") + t
    week = np.array([1.12, 1.05, 1.02, 1.0, 0.98, 0.7, 0.63])[t % 7]
    level = np.exp(rng.normal(0.5, 1.3, (n, 1)))
    phase, size = rng.uniform(0, 365, (n, 1)), rng.uniform(0, 0.5, (n, 1))
    year = np.exp(size * np.sin(2 * np.pi * (t - phase) / 365.25))
    walk = np.exp(np.cumsum(rng.normal(0, 0.01, (n, len(t))), axis=1))
    mean = level * week * year * walk
    return days, rng.poisson(rng.gamma(8.0, mean / 8.0)).astype(float)


def tier_one(n: int) -> dict[str, float]:
    """Return the cost of back-test, choice, final forecast and quantiles of ``n`` series."""
    from forecasting.backtest.choice import choose
    from forecasting.backtest.rolling import days_looked_at, origins_before, run_backtest
    from forecasting.calendar.features import Calendar
    from forecasting.decide import level_of
    from forecasting.intervals.conformal import conformal_quantiles
    from forecasting.models.tiers import TIER_ONE
    from forecasting.types import History

    days, counts = made(n)
    keys = pd.DataFrame({"area": [f"s{i:05d}" for i in range(n)], "category": "01", "channel": "*"})
    history = History(days[:DAYS], counts[:, :DAYS], keys)
    calendar = Calendar()
    start = cpu()
    origins = origins_before(DAYS, ORIGINS, 84)
    past = run_backtest(history, calendar, TIER_ONE, origins, days_looked_at(DAYS - origins[0]))
    choice = choose(past.near(), level_of(history))
    final = cpu()
    now = {m.name: m.fit(history, calendar).forecast(HORIZON).mean for m in TIER_ONE}
    fits = cpu() - final
    mean = choice.apply(now)
    before = choice.apply(dict(past.means))
    conformal_quantiles(before, past.actual, mean, looked_at=past.ahead)
    whole = cpu() - start
    came = counts[:, DAYS:]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    naive = np.abs(came - now["snaive"]).sum()
    return {"series": n, "cpu": whole, "fit_all_models_ms": 1000 * fits / n, "peak_mb": peak,
            "error_to_naive": float(np.abs(came - mean).sum() / naive)}  # fmt: skip


def one_by_one() -> dict[str, dict[str, float]]:
    """Return the cost a series and the error of the slow models, Prophet alone and AutoETS."""
    from forecasting.calendar.features import Calendar
    from forecasting.models.prophet import PROPHET_ALONE
    from forecasting.models.tiers import TIER_ONE, TIER_TWO
    from forecasting.types import History

    days, counts = made(400)
    rows = np.argsort(-counts.sum(axis=1))[:: 400 // SAMPLE][:SAMPLE]
    keys = pd.DataFrame(
        {"area": [f"s{i}" for i in range(SAMPLE)], "category": "01", "channel": "*"}
    )
    history = History(days[:DAYS], counts[rows, :DAYS], keys)
    came = counts[rows, DAYS:]
    found = {}
    PROPHET_ALONE.fit(history.pick([0]), Calendar()).forecast(1)  # imports are not counted
    for model in (*TIER_ONE, *TIER_TWO, PROPHET_ALONE):
        start = cpu()
        mean = model.fit(history, Calendar()).forecast(HORIZON).mean
        found[model.name] = {
            "cpu": (cpu() - start) / SAMPLE,
            "mae": float(np.abs(came - mean).mean()),
        }
    if PEERS.exists():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "series.csv"
            pd.DataFrame({"unique_id": np.repeat(np.arange(SAMPLE), DAYS),
                          "ds": np.tile(history.days.astype("datetime64[s]"), SAMPLE),
                          "y": history.counts.ravel()}).to_csv(file, index=False)  # fmt: skip
            done = subprocess.run([str(PEERS), "-c", _AUTO_ETS, str(file)], capture_output=True,
                                  check=True, text=True)  # fmt: skip
        answer = json.loads(done.stdout.strip().splitlines()[-1])
        mae = float(np.abs(came - np.array(answer["mean"])).mean())
        found["statsforecast_auto_ets"] = {"cpu": answer["cpu"] / SAMPLE, "mae": mae}
    return found


def main() -> None:
    """Print the tables as JSON."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    sizes = [n // 4, n // 2, n]
    print(json.dumps({"tier_one": [tier_one(size) for size in sizes], "one_by_one": one_by_one()},
                     indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
