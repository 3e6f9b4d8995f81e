"""``python esda_of_command.py IN OUT``: what esda says of a table of rates and its outlines.

IN: ``hits``, ``people``, ``shapes`` (WKB as base64 text). A process of its own, as
``esda_figures.py`` is.
"""

from __future__ import annotations

import base64
import sys
import warnings

import numpy as np
import shapely

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.modules["numba"] = None  # type: ignore[assignment]
    import esda
    from esda.moran import assuncao_rate
    from libpysal.weights import Queen

    with np.load(sys.argv[1]) as held:
        values = assuncao_rate(held["hits"], held["people"])
        outlines = [shapely.from_wkb(base64.b64decode(text)) for text in held["shapes"]]

    def near() -> Queen:
        return Queen.from_iterable(outlines, silence_warnings=True)

    gi = esda.G_Local(values, near(), transform="B", star=True, permutations=0)
    moran = esda.Moran_Local(values, near(), permutations=0)
    np.savez(sys.argv[2], z=gi.Zs, moran=moran.Is)
