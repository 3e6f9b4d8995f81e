"""``python esda_figures.py OUT``: what esda and libpysal say of fixed tables, as one file.

A process of its own: where numba is installed too, esda compiles itself for a minute; here numba is
hidden from it, and esda computes without.
"""

from __future__ import annotations

import sys
import warnings

import numpy as np

ROWS, COLUMNS, DRAWS = 9, 11, 999


def numbers() -> np.ndarray:
    """Values of the areas of the grid."""
    return np.random.default_rng(5).gamma(3.0, 2.0, ROWS * COLUMNS)


def counts() -> tuple[np.ndarray, np.ndarray]:
    """Hits and residents of the areas of the grid."""
    random = np.random.default_rng(3)
    people = random.lognormal(8.3, 0.6, ROWS * COLUMNS).round()
    rate = random.gamma(9.0, 0.01 / 9, ROWS * COLUMNS)
    return random.poisson(rate * people).astype(float), people


def figures() -> dict[str, np.ndarray]:
    """Return every figure that the tests compare with."""
    import esda
    from esda.crand import vec_permutations
    from esda.moran import assuncao_rate
    from esda.significance import calculate_significance
    from esda.smoothing import Empirical_Bayes, Spatial_Empirical_Bayes
    from libpysal.weights import Queen, lat2W

    from tests.geo.city import communities

    def near():
        return lat2W(ROWS, COLUMNS, rook=False)

    x, (hits, people) = numbers(), counts()
    gi = esda.G_Local(x, near(), transform="B", star=True, permutations=DRAWS, seed=2, n_jobs=1)
    rowed = esda.G_Local(x, near(), transform="R", star=True, permutations=0)
    moran = esda.Moran_Local(x, near(), permutations=DRAWS, seed=11, n_jobs=1)
    names, outlines = communities()
    queen = Queen.from_iterable(outlines, silence_warnings=True)
    order = [queen.id_order.index(k) for k in range(len(names))]
    return {
        "beside": near().sparse.toarray(),
        "gi_z": gi.Zs, "gi_p_norm": gi.p_norm, "gi_p_sim": gi.p_sim, "gi_z_of_rows": rowed.Zs,
        "moran": moran.Is, "moran_e": moran.EIc, "moran_v": moran.VIc, "moran_q": moran.q,
        "moran_p_sim": moran.p_sim,
        "moran_two_sided": calculate_significance(moran.Is, moran.rlisas, "two-sided"),
        "drawn": vec_permutations(8, len(x), DRAWS, 11),
        "global": Empirical_Bayes(hits, people).r.ravel(),
        "local": Spatial_Empirical_Bayes(hits, people, near()).r.ravel(),
        "standardised": assuncao_rate(hits, people),
        "queen": queen.full()[0][order][:, order],
    }  # fmt: skip


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.modules["numba"] = None  # type: ignore[assignment]
    np.savez(sys.argv[1], allow_pickle=False, **figures())
