"""Where topics happen, as counts and spots of the map."""

from __future__ import annotations

import pandas as pd

from dashboards.hotspots_app.places import place_counts, place_spots
from data_access.store.reference import PlacePoint

STREETS = ("330199001", "330199002", "330199003")
POINTS = (
    PlacePoint("330199", "某市", "county", 120.0, 30.0),
    *(
        PlacePoint(code, f"{code[-1]}街道", "street", 120.0 + n, 30.0)
        for n, code in enumerate(STREETS)
    ),
    PlacePoint("330199001001", "幸福社区", "community", 120.01, 30.0),
    PlacePoint("330199001002", "和平社区", "community", 120.02, 30.0),
)


def places(*rows: tuple[str | None, str | None, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area_street", "area_code", "n_recent"])


def test_several_streets_are_counted_by_street_and_the_others_stay_as_empty_spots():
    counts = place_counts(
        places(
            (STREETS[0], "330199001001", 3), (STREETS[0], "330199001002", 2), (None, STREETS[1], 4)
        ),
        "n_recent",
    )
    assert counts == {STREETS[0]: 5, STREETS[1]: 4}
    spots = place_spots(POINTS, counts, lambda code: f"/tickets?area={code}")
    assert [(s.name, s.value, s.acts) for s in spots] == [
        ("1街道", 5, True), ("2街道", 4, False), ("3街道", 0, False),
    ]  # fmt: skip


def test_one_street_is_shown_by_its_communities():
    counts = place_counts(
        places((STREETS[0], "330199001001", 3), (STREETS[0], "330199001002", 2)), "n_recent"
    )
    assert counts == {"330199001001": 3, "330199001002": 2}
    names = {s.name for s in place_spots(POINTS, counts, lambda code: f"/tickets?area={code}")}
    assert {"幸福社区", "和平社区"} <= names
    assert not names & {"2街道", "3街道", "某市"}


def test_tickets_without_a_place_and_nothing_at_all_draw_nothing():
    assert place_counts(places((None, None, 7), (STREETS[0], None, 0)), "n_recent") == {}
    assert place_spots(POINTS, {}, str) == []
