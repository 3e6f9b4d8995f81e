"""Measures of the analysis of areas against a demo city's truth.

Who reports too little: the order of communities by the index beside the order of their planted
propensity, and how many that are called quiet truly are. What stands out: the demo city has no
planted hot spot, so finds are counted where there is surely nothing to find: on the month's own
areas with their figures dealt out at random.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_access.results.store import ResultStore, RunInfo
from data_access.types import Scope, WeisuError
from geo.area_reads import area_values, is_partial, levels, months, reporting
from geo.boundaries.levels import WORDS
from geo.frames import ROOM, Facts, shape_print
from style.texts import text
from style.wording import MISSING, rate

MAPS = 100
DRAWS = 999
SEED = 20251
QUIET, BELOW = 0.75, 0.9
LEVEL = "community"


def measure(results: ResultStore, scope: Scope, code: str, truth: Path) -> dict[str, Any]:
    """Return the document of ``weisu evaluate geo``; its schema is in docs/geo.md."""
    run = results.current(ROOM, code)
    if run is None or run.as_of is None:
        raise WeisuError(text("geo.no_run", code=code))
    facts = results.facts(scope, run, Facts)
    if facts is None or facts.shape != shape_print():
        raise WeisuError(text("geo.old_run", code=code))
    return {
        "jurisdiction": code,
        "as_of": run.as_of.isoformat(),
        "reporting": _reporting(reporting(results, scope, run, LEVEL), _truth(truth)),
        "shuffled": [_shuffled(results, scope, run, level) for level in levels(run)],
    }


def _truth(path: Path) -> pd.DataFrame:
    folder = path / "truth" if (path / "truth").is_dir() else path
    try:
        return pd.read_csv(folder / "communities.csv", dtype={"code": str})
    except OSError as error:
        raise WeisuError(text("geo.no_truth", path=path)) from error


def _reporting(found: pd.DataFrame, known: pd.DataFrame) -> dict[str, Any]:
    """Return how the index meets the truth, over the communities that have both."""
    both = found.merge(known, left_on="area", right_on="code")
    both = both[both["ratio"].notna()]
    kinds = np.where(both["urban"].astype(int) > 0, "town", "village")
    # The index is one where a kind's residents are together: so is the truth to be put.
    weight = both["population"] * both["propensity"]
    mean = weight.groupby(kinds).transform("sum") / both["population"].groupby(kinds).transform(
        "sum"
    )
    true = both["propensity"] / mean
    per_head = both["observed"] / both["population"]
    quiet = (both["kind"] == "quiet").to_numpy()
    inside = (both["low"] <= true) & (true <= both["high"])
    return {
        "areas": len(both),
        "rank_correlation": _rank(both["ratio"], both["propensity"]),
        "rank_correlation_per_head": _rank(per_head, both["propensity"]),
        "quiet": int(quiet.sum()),
        "quiet_below_075": int((true[quiet] < QUIET).sum()),
        "quiet_below_09": int((true[quiet] < BELOW).sum()),
        "truly_below_075": int((true < QUIET).sum()),
        "interval_holds": round(float(inside.mean()), 4) if len(both) else None,
        "settlement_agrees": round(float((both["settlement"] == kinds).mean()), 4)
        if len(both)
        else None,
    }


def _rank(one: pd.Series, other: pd.Series) -> float | None:
    found = float(one.rank().corr(other.rank())) if len(one) > 1 else np.nan
    return None if np.isnan(found) else round(found, 4)


def _shuffled(results: ResultStore, scope: Scope, run: RunInfo, level: str) -> dict[str, Any]:
    """Return how many areas stand out in a month whose figures are dealt out at random."""
    from geo.city_areas import places_of_city
    from geo.statistics.area_measures import Asked, area_columns
    from geo.statistics.measures import MEASURES

    whole = [m for m in months(run) if not is_partial(run, m)]
    month = (whole or list(months(run)))[-1]
    rows = area_values(results, scope, run, level, month, "per_10k")
    place = next(
        p for p in places_of_city(results, scope, run.jurisdiction, levels(run)) if p.level == level
    )
    rows = rows.set_index("area").reindex(list(place.codes))
    hits = rows["hits"].fillna(0).to_numpy(dtype=float)
    base = rows["base"].fillna(0).to_numpy(dtype=float)
    random, finds = np.random.default_rng(SEED), []
    for number in range(MAPS):
        order = random.permutation(len(hits))
        asked = Asked(draws=DRAWS, seed=SEED + number)
        columns = area_columns(
            hits[order], base[order], place.near, MEASURES["per_10k"], asked, spots=True
        )
        finds.append(int((columns["kind"] != "").sum()))
    return {
        "level": level, "month": f"{month:%Y-%m}", "areas": len(hits), "maps": MAPS,
        "with_find": sum(n > 0 for n in finds), "finds_a_map": round(sum(finds) / MAPS, 3),
    }  # fmt: skip


def geo_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures of ``evaluate geo``."""
    found = document["reporting"]
    yield text(
        "geo.evaluate_head", place=document["jurisdiction"], as_of=document["as_of"],
        areas=found["areas"],
    )  # fmt: skip
    yield text(
        "geo.evaluate_order", index=_plain(found["rank_correlation"]),
        per_head=_plain(found["rank_correlation_per_head"]),
    )  # fmt: skip
    yield text(
        "geo.evaluate_quiet", quiet=found["quiet"], true_75=found["quiet_below_075"],
        true_90=found["quiet_below_09"], truly=found["truly_below_075"],
    )  # fmt: skip
    yield text("geo.evaluate_held", held=rate(found["interval_holds"]))
    yield text("geo.evaluate_kind", agree=rate(found["settlement_agrees"]))
    yield from _false_lines(document["shuffled"])


def _false_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield text(
            "geo.evaluate_false", month=row["month"], level=WORDS[row["level"]],
            maps=row["maps"], with_find=row["with_find"], finds=f"{row['finds_a_map']:.2f}",
        )  # fmt: skip


def _plain(value: float | None) -> str:
    return MISSING if value is None else f"{value:.2f}"
