"""Outlines are given to who is signed in and sees the place, packed, and kept by browsers."""

from __future__ import annotations

import gzip
import json

import pytest
import shapely
from shapely.geometry import shape

from data_access.accounts.store import create_account
from data_access.types import Scope
from geo import actions
from geo.page_outlines import address_of, ground_of, placed_of
from geo.store_reads import outline_versions, outlines
from tests.geo import shapes as city
from tests.geo.test_store import made, with_areas
from tests.support.places import CODE
from tests.support.web import ADMIN, PASSWORD, sign_in

KEEPER = Scope("admin", frozenset({"import.run"}), frozenset({CODE}))
SOURCE = actions.Source("街道.geojson", "ab" * 32, "wgs84")
PACKED = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def address(sqlite_store, tmp_path) -> str:
    with_areas(sqlite_store)
    actions.import_outlines(sqlite_store, KEEPER, CODE, made(tmp_path), SOURCE)
    return of(sqlite_store)


def of(store) -> str:
    version = outline_versions(store, KEEPER, CODE)["street"]
    return f"/outlines/{CODE}/street/{version}.json"


def test_a_reader_gets_the_level_packed_and_may_keep_it(client, address):
    sign_in(client)
    answer = client.get(address, headers=PACKED)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    document = json.loads(gzip.decompress(answer.content))
    assert document["type"] == "FeatureCollection"
    assert [one["id"] for one in document["features"]] == list(city.CODES)
    assert [one["properties"]["name"] for one in document["features"]] == list(city.NAMES)
    bare = client.get(address)
    assert "content-encoding" not in bare.headers
    assert json.loads(bare.content) == document


def test_exterior_rings_run_clockwise_as_browsers_draw_them(client, address):
    sign_in(client)
    document = json.loads(client.get(address).content)
    shapes = [shape(one["geometry"]) for one in document["features"]]
    assert not any(shapely.is_ccw(one.exterior) for one in shapes)
    assert shapely.union_all(shapes).area == pytest.approx((2 * city.SIDE) ** 2)


def test_without_a_session_there_is_nothing(client, address):
    answer = client.get(address)
    assert answer.status_code == 401
    assert "鼓东" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_who_does_not_see_the_place_learns_nothing_of_it(client, address, settings, sqlite_store):
    create_account(
        sqlite_store, settings, ADMIN, login="li", display_name="李四", password=PASSWORD,
        role="leader", jurisdictions=["330198"],
    )  # fmt: skip
    sign_in(client)
    assert client.get(address).status_code == 200
    client.cookies.clear()
    sign_in(client, login="li")
    refused = client.get(address)
    assert refused.status_code == 404
    unknown = client.get(address.replace(CODE, "000000"))
    assert (refused.text, refused.headers["cache-control"]) == (unknown.text, "no-store")


@pytest.mark.parametrize(
    "wrong", ["street/0123456789abcdef", "county/0123456789abcdef", "street/..%2f..%2fetc"]
)
def test_a_version_that_is_not_there_is_not_found(client, address, wrong):
    sign_in(client)
    assert client.get(f"/outlines/{CODE}/{wrong}.json").status_code == 404


def test_a_later_import_has_an_address_of_its_own(client, address, sqlite_store, tmp_path):
    sign_in(client)
    assert of(sqlite_store) == address
    before = client.get(address)
    changed = made(tmp_path, lon=city.LON + 0.001)
    actions.import_outlines(sqlite_store, KEEPER, CODE, changed, SOURCE)
    later = of(sqlite_store)
    assert later != address
    assert client.get(later).content != before.content
    # Pages that are still open have what they were drawn with.
    assert client.get(address).content == before.content


def test_a_ground_names_its_address_and_the_box_of_what_is_shown(sqlite_store, address):
    found = outlines(sqlite_store, KEEPER, CODE, level="street", shapes="simplified")
    version = outline_versions(sqlite_store, KEEPER, CODE)["street"]
    placed = placed_of(found)
    ground = ground_of(address_of(CODE, "street", version), placed.values())
    assert ground.address == address
    assert ground.box == pytest.approx(
        (city.LON, city.LAT, city.LON + 2 * city.SIDE, city.LAT + 2 * city.SIDE), abs=1e-6
    )
    one = ground_of(address, [placed[city.CODES[0]]])
    assert one.box[2] == pytest.approx(city.LON + city.SIDE, abs=1e-6)
    with pytest.raises(ValueError, match="outline"):
        ground_of(address, [])


def test_the_empty_coasts_of_the_world_are_ours(client):
    assert client.get("/app/static/maps/world_110m.json").status_code == 401
    sign_in(client)
    answer = client.get("/app/static/maps/world_110m.json")
    assert answer.status_code == 200
    assert json.loads(answer.content)["type"] == "Topology"
