"""Hot spots of 3,000 areas x 999 permutations beside esda, and how both grow with areas and draws.

Run: ``OMP_NUM_THREADS=1 python -m benchmarks.area_statistics [--areas 3000] [--times 5]``. esda
runs in one thread, as ours, and without numba (hidden from it: its compiling takes longer than it
saves here); ``--numba`` leaves it. The two are measured in turns, so that a busy machine is so for
both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import warnings
from typing import Any

import numpy as np
import shapely

from benchmarks.measure import cpu_seconds, figure
from geo.statistics.local_statistics import gi_star
from geo.statistics.neighbours import Neighbours, neighbours_of


def honeycomb(count: int) -> tuple[Neighbours, np.ndarray]:
    """Areas of uneven shape (Voronoi cells of random points), and a value of each."""
    random = np.random.default_rng(count)
    points = shapely.multipoints(random.random((count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(points))
    return neighbours_of([str(k) for k in range(len(cells))], cells), random.gamma(
        3.0, 2.0, len(cells)
    )


def compared(areas: int, draws: int, times: int) -> dict[str, Any]:
    """Return one figure: median processor seconds of ours and of esda's, weights made outside."""
    from esda import G_Local
    from libpysal.weights import WSP

    near, values = honeycomb(areas)
    weights = WSP(near.beside.tocsr()).to_W(silence_warnings=True)

    def theirs() -> None:
        G_Local(
            values, weights, transform="B", star=True, permutations=draws, seed=1, n_jobs=1,
            keep_simulations=False,
        )  # fmt: skip

    def ours() -> None:
        gi_star(values, near, draws=draws, seed=1)

    ours()
    theirs()
    pairs = [(cpu_seconds(ours), cpu_seconds(theirs)) for _ in range(times)]
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    return figure(
        "gi_star", mine, "CPU s", peer="esda G_Local", peer_value=other, size=areas,
        note=f"{draws} permutations",
    )  # fmt: skip


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=3000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--numba", action="store_true", help="let esda compile itself first")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    if not given.numba:
        sys.modules["numba"] = None  # type: ignore[assignment]
    rows = [compared(given.areas, 999, given.times)]
    rows += [compared(given.areas // part, 999, given.times) for part in (8, 4, 2)]
    rows += [compared(given.areas, 9_999, min(given.times, 2))]
    print(json.dumps(rows, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
