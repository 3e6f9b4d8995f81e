"""The fictional city: its areas, people, shapes and the names on its map. The same every time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_city.identity import CITY_CODE, CITY_NAME
from demo_city.polygons import Cells, dissolve, outline, relax, touching, voronoi
from demo_city.tables import names, rng

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Open water in the Yellow Sea: no real place lies under the fictional one.
CENTRE = (123.20, 35.90)
DEGREES = (0.24, 0.19)
COMMUNITIES = 150
STREETS = 24
URBAN_STREETS = 18
TOWN_SEEDS = 7
TOWN_ANGLE_STEP = 2 * np.pi / 6
HOUSEHOLD_CALLERS = 0.35


@dataclass(frozen=True, slots=True)
class City:
    """Arrays over communities, and the names of everything above and inside them."""

    cells: Cells
    street_codes: tuple[str, ...]
    street_names: tuple[str, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    street_of: Ints
    urban: NDArray[np.bool_]
    population: Ints
    propensity: Floats
    centres: Floats
    compounds: tuple[tuple[str, ...], ...]
    roads: tuple[tuple[str, ...], ...]

    def weights(self, where: str) -> Floats:
        """Return each community's share of the reports of a kind: 'urban', 'rural' or 'all'."""
        factor = {"urban": (1.0, 0.25), "rural": (0.12, 1.6), "all": (1.0, 0.85)}[where]
        share = self.population * self.propensity * np.where(self.urban, *factor)
        return np.asarray(share / share.sum())

    @property
    def caller_pool(self) -> Ints:
        """How many different people of each community might ever call."""
        return np.asarray(np.maximum(60, self.population * HOUSEHOLD_CALLERS), dtype=np.int64)


def _sites(random: np.random.Generator) -> tuple[Floats, Floats]:
    """Return community sites (dense in the middle) and the ghosts that bound them."""
    inner = round(COMMUNITIES * 0.7)
    radius = np.concatenate(
        [0.42 * np.sqrt(random.random(inner)), 0.45 + 0.5 * random.random(COMMUNITIES - inner)]
    )
    angle = random.random(COMMUNITIES) * 2 * np.pi
    sites = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    turn = np.linspace(0, 2 * np.pi, 44, endpoint=False)
    wave = 1.12 + 0.07 * np.sin(3 * turn + 0.6) + 0.05 * np.sin(5 * turn) + 0.04 * random.random(44)
    ghosts = np.column_stack([wave * np.cos(turn), wave * np.sin(turn)])
    return sites, ghosts


def _seeds(sites: Floats) -> list[int]:
    """Choose the seat of each street: spread over the middle, and one town in each direction."""
    radius = np.hypot(*sites.T)
    inner = np.flatnonzero(radius < 0.5)
    seeds = [int(inner[np.argmin(radius[inner])])]
    while len(seeds) < URBAN_STREETS:
        apart = np.min([np.hypot(*(sites[inner] - sites[s]).T) for s in seeds], axis=0)
        seeds.append(int(inner[np.argmax(apart)]))
    for k in range(STREETS - URBAN_STREETS):
        target = 0.85 * np.array([np.cos(k * TOWN_ANGLE_STEP), np.sin(k * TOWN_ANGLE_STEP)])
        seeds.append(int(np.argmin(np.hypot(*(sites - target).T))))
    return seeds


def _assign_streets(cells: Cells, sites: Floats) -> Ints:
    """Grow the streets outward from their seats, so that each is one connected piece."""
    neighbours, seeds = touching(cells), _seeds(sites)
    street_of = np.full(len(sites), -1, dtype=np.int64)
    street_of[seeds] = np.arange(STREETS)
    while (street_of < 0).any():
        best = min(
            (
                (float(np.hypot(*(sites[i] - sites[seeds[street_of[j]]]))), i, int(street_of[j]))
                for i in np.flatnonzero(street_of < 0)
                for j in neighbours[i]
                if street_of[j] >= 0
            ),
        )
        street_of[best[1]] = best[2]
    return street_of


def _community_names(urban: NDArray[np.bool_]) -> tuple[str, ...]:
    town = list(names("urban_first"))
    town += [a + b for b in names("urban_second") for a in names("urban_first")]
    country = [
        a + b
        for k, b in enumerate(names("village_second"))
        for a in names("village_first")[k :: len(names("village_second"))]
    ]
    town_names, country_names = iter(town), iter(country)
    return tuple(
        next(town_names) + "社区" if is_urban else next(country_names) + "村" for is_urban in urban
    )


def _inside_names(
    random: np.random.Generator, urban: NDArray[np.bool_]
) -> tuple[tuple[str, ...], ...]:
    """Return the residential compounds of each community (one in a village), no name twice."""
    every = [a + b for a in names("compound_first") for b in names("compound_second")]
    order = iter(random.permutation(len(every)))
    return tuple(
        tuple(every[next(order)] for _ in range(3 if is_urban else 1)) for is_urban in urban
    )


@cache
def city() -> City:
    """Return the city. Made with a seed of its own: every data set is of the same place."""
    random = rng(0, "city")
    sites, ghosts = _sites(random)
    sites = relax(sites, ghosts, 2)
    cells = voronoi(sites, ghosts)
    street_of = _assign_streets(cells, sites)
    order = np.lexsort((np.arange(COMMUNITIES), street_of))
    sites, street_of = sites[order], street_of[order]
    cells = Cells(cells.corners, tuple(cells.rings[i] for i in order))
    urban = street_of < URBAN_STREETS
    codes: list[str] = []
    street_codes = [
        f"{CITY_CODE}{k + 1 if k < URBAN_STREETS else k - URBAN_STREETS + 101:03d}"
        for k in range(STREETS)
    ]
    for street in range(STREETS):
        # GB/T 10114: 001-199 residents' committees, 200-399 villagers' committees.
        lowest = 1 if street < URBAN_STREETS else 200
        count = int((street_of == street).sum())
        codes += [f"{street_codes[street]}{lowest + k:03d}" for k in range(count)]
    size = np.where(urban, 5200.0, 2300.0) * random.lognormal(0, 0.35, COMMUNITIES)
    propensity = np.exp(random.uniform(-np.log(3) / 2, np.log(3) / 2, COMMUNITIES))
    all_roads = names("road")
    roads = tuple(
        tuple(all_roads[(street * 5 + k) % len(all_roads)] for k in range(4))
        for street in range(STREETS)
    )
    middle = np.array([cells.corners[list(r)].mean(axis=0) for r in cells.rings])
    return City(
        cells=Cells(_degrees(cells.corners), cells.rings),
        street_codes=tuple(street_codes),
        street_names=tuple([f"{n}街道" for n in names("street")] + list(names("town"))),
        codes=tuple(codes),
        names=_community_names(urban),
        street_of=street_of,
        urban=urban,
        population=np.asarray(size.round(), dtype=np.int64),
        propensity=propensity,
        centres=_degrees(middle),
        compounds=_inside_names(random, urban),
        roads=tuple(roads[s] for s in street_of),
    )


def _degrees(points: Floats) -> Floats:
    return np.asarray(np.asarray(CENTRE) + points * np.asarray(DEGREES))


def points_in(home: City, community: Ints, random: np.random.Generator) -> Floats:
    """Return a random point in the cell of each community (cells are convex fans of triangles)."""
    most = max(len(r) for r in home.cells.rings)
    table = np.array([[r[min(k, len(r) - 1)] for k in range(most)] for r in home.cells.rings])
    counts = np.array([len(r) for r in home.cells.rings])
    side = (random.random(len(community)) * counts[community]).astype(np.int64)
    a = home.cells.corners[table[community, side]]
    b = home.cells.corners[table[community, (side + 1) % counts[community]]]
    centre = home.centres[community]
    u, v = random.random((2, len(community), 1))
    # Stay well inside: borders are roughened after this.
    return np.asarray(centre + 0.85 * np.sqrt(u) * (a + v * (b - a) - centre))


def area_rows() -> list[dict[str, Any]]:
    """Return the rows of the areas file: the city, its streets and towns, its communities."""
    home = city()
    people = [home.population.sum(), *np.bincount(home.street_of, weights=home.population)]
    middles = [np.array(CENTRE)]
    middles += [home.centres[home.street_of == k].mean(axis=0) for k in range(STREETS)]
    codes = [CITY_CODE, *home.street_codes, *home.codes]
    return [
        {
            "code": code,
            "parent": {6: "", 9: CITY_CODE, 12: code[:9]}[len(code)],
            "level": {6: "county", 9: "street", 12: "community"}[len(code)],
            "name": name,
            "population": int(population),
            "lon": round(float(middle[0]), 5),
            "lat": round(float(middle[1]), 5),
        }
        for code, name, population, middle in zip(
            codes,
            [CITY_NAME, *home.street_names, *home.names],
            [*people, *home.population],
            [*middles, *home.centres],
            strict=True,
        )
    ]


def geojson() -> dict[str, Any]:
    """Return every area's polygon (WGS-84 degrees, RFC 7946 winding) with code, name, level."""
    home = city()
    parts: dict[str, list[tuple[int, ...]]] = {CITY_CODE: list(home.cells.rings)}
    for k, code in enumerate(home.codes):
        parts.setdefault(code[:9], []).append(home.cells.rings[k])
        parts[code] = [home.cells.rings[k]]
    features = []
    for row in area_rows():
        rings = dissolve(parts[row["code"]])
        shape = [outline(home.cells, ring).round(6).tolist() for ring in rings[:1]]
        features.append(
            {
                "type": "Feature",
                "properties": {k: row[k] for k in ("code", "name", "level", "parent")},
                "geometry": {"type": "Polygon", "coordinates": shape},
            }
        )
    return {"type": "FeatureCollection", "features": features}
