"""The areas of a level as the run sees them: who lives there, what kind of place, who is beside.

Outlines come from the store; an area without one has the nearest centres for neighbours. Whether an
area is a town or a village is told by its name: no source says it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data_access.metrics.population import residents_of
from geo.statistics.neighbours import Neighbours, neighbours_of

if TYPE_CHECKING:
    from data_access.extract.query import Directory
    from geo.store_reads import AreaRow, StoredOutline

Floats = NDArray[np.float64]
_RURAL = {"community": ("村", "嘎查"), "street": ("镇", "乡", "苏木"), "county": ("县", "旗")}


@dataclass(frozen=True)
class LevelAreas:
    """The areas of one level, by code.

    ``parent``: row of each area in the next wider level looked at (of the widest: 0), -1 unknown;
    ``people``: residents, NaN unknown; ``density``: residents a km², NaN without outline;
    ``settlement``: ``town`` or ``village``; ``bare``: how many have no outline.
    """

    level: str
    codes: tuple[str, ...]
    parent: NDArray[np.int64]
    people: Floats
    density: Floats
    settlement: tuple[str, ...]
    near: Neighbours
    bare: int

    def frame(self, mix: pd.DataFrame) -> pd.DataFrame:
        """Return the areas as ``area_measures`` wants them; ``mix``: tickets by category."""
        found = pd.DataFrame({"area": self.codes, "population": np.nan_to_num(self.people)})
        if np.isfinite(self.density).any():
            found["density"] = self.density
        if len(set(self.settlement)) > 1:
            found["urban"] = [float(kind == "town") for kind in self.settlement]
        columns = {f"mix:{name}": mix[name].to_numpy(dtype=float) for name in mix}
        return found.assign(**columns)

    def print(self) -> str:
        """Return a digest of all of it."""
        parts = hashlib.sha256(repr((self.codes, self.settlement, self.near.how)).encode())
        for numbers in (
            self.parent, self.people, self.density, self.near.beside.indices,
            self.near.beside.indptr,
        ):  # fmt: skip
            parts.update(np.ascontiguousarray(numbers).tobytes())
        return parts.hexdigest()[:16]


def settlement_of(name: str, level: str) -> str:
    """Return ``village`` for names of villages, towns and townships, counties; else ``town``."""
    return "village" if name.endswith(_RURAL.get(level, ())) else "town"


def level_areas_of(
    level: str,
    rows: Sequence[AreaRow],
    outlines: Sequence[StoredOutline],
    directory: Directory,
    wider: LevelAreas | None,
) -> LevelAreas:
    """Return the areas of a level. ``rows``: all areas of the city; ``outlines``: of this level,
    with their shapes; ``wider``: the next wider level that is looked at.
    """
    own = sorted((row for row in rows if row.level == level), key=lambda row: row.code)
    codes = [row.code for row in own]
    drawn = {one.code: one for one in outlines}
    shapes = [shapely.from_wkb(drawn[code].wkb) if code in drawn else None for code in codes]
    centres = np.array([_centre(row, drawn) for row in own], dtype=float).reshape(-1, 2)
    people = np.array([residents_of(directory, code) or np.nan for code in codes], dtype=float)
    size = np.array([drawn[c].area / 1e6 if c in drawn else np.nan for c in codes], dtype=float)
    return LevelAreas(
        level,
        tuple(codes),
        _parents(codes, {row.code: row.parent for row in rows}, wider),
        people,
        people / size,
        tuple(settlement_of(row.name, level) for row in own),
        neighbours_of(codes, shapes, centres),
        sum(shape is None for shape in shapes),
    )


def _centre(row: AreaRow, drawn: Mapping[str, StoredOutline]) -> tuple[float, float]:
    if row.lon is not None and row.lat is not None:
        return row.lon, row.lat
    return drawn[row.code].label if row.code in drawn else (np.nan, np.nan)


def _parents(
    codes: Sequence[str], above: Mapping[str, str], wider: LevelAreas | None
) -> NDArray[np.int64]:
    """Return each area's row among the wider ones, by the table of areas, else by its code."""
    if wider is None:
        return np.zeros(len(codes), dtype=np.int64)
    at = {code: k for k, code in enumerate(wider.codes)}
    found = []
    for code in codes:
        up, steps = above.get(code, ""), 0
        while up and up not in at and steps < 8:
            up, steps = above.get(up, ""), steps + 1
        lengths = sorted({len(c) for c in at}, reverse=True)
        named = [up] if up in at else [code[:n] for n in lengths if code[:n] in at]
        found.append(at[named[0]] if named else -1)
    return np.array(found, dtype=np.int64)
