"""Names learnt from past tickets, confidence learnt from them, and figures of how good it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.places import (
    NONE,
    OPEN,
    PLACED,
    Calibration,
    Gazetteer,
    build_gazetteer,
    placed_shares,
    precision_by_confidence,
    precision_by_level,
    resolve,
    train_gazetteer,
)
from geo.places.calibration import learn_calibration
from tests.geo import small_town as town


def learnt(gazetteer: Gazetteer) -> dict[str, dict[str, int]]:
    """Return the numbers of tickets of each learnt name by area."""
    table = gazetteer.learnt()
    return {
        str(name): dict(zip(rows["code"], rows["n"], strict=True))
        for name, rows in table.groupby("name")
    }


def place_of(gazetteer: Gazetteer, text: str) -> pd.Series:
    return resolve(pd.DataFrame({"content": [text]}), gazetteer).iloc[0]


def test_an_estate_is_learnt_with_its_area() -> None:
    gazetteer = build_gazetteer(town.areas(), None, town.past())
    assert learnt(gazetteer)["龙湾家园"] == {town.PEACE: 8}
    place = place_of(gazetteer, "龙湾家园停电")
    assert (place["state"], place["code"]) == (PLACED, town.PEACE)
    assert "以往8件中8件在城关街道和平社区" in place["reason"]


def test_a_road_keeps_both_its_areas() -> None:
    names = learnt(build_gazetteer(town.areas(), None, town.past()))
    assert names["滨江路"] == {town.BUILDING: 24, town.SUNNY: 4}


def test_a_name_of_everywhere_is_not_learnt() -> None:
    assert not any("惠民" in n for n in learnt(build_gazetteer(town.areas(), None, town.past())))


@pytest.mark.parametrize("least", [5, 9])
def test_a_name_needs_enough_tickets(least: int) -> None:
    names = learnt(build_gazetteer(town.areas(), None, town.past(), least=least))
    assert ("龙湾家园" in names) == (least <= 8)


def test_tickets_without_a_known_area_teach_nothing() -> None:
    for code in (None, np.nan, "999999"):
        past = town.past().assign(area_code=code)
        assert learnt(build_gazetteer(town.areas(), None, past)) == {}


def test_a_few_wrong_areas_do_not_undo_a_name() -> None:
    past = town.past()
    past.loc[0, "area_code"] = town.TEMPLE
    gazetteer = build_gazetteer(town.areas(), None, past)
    assert learnt(gazetteer)["龙湾家园"] == {town.PEACE: 7, town.TEMPLE: 1}
    assert place_of(gazetteer, "龙湾家园停电")["code"] == town.PEACE


def test_an_address_teaches_a_name_without_an_ending() -> None:
    addresses = [f"江城区城关街道建设社区澜悦云筑{k}号楼2单元" for k in range(1, 9)]
    past = pd.DataFrame({"address": addresses, "area_code": town.BUILDING})
    other = pd.DataFrame({"address": "江城区", "area_code": [town.SUNNY, town.TEMPLE] * 8})
    gazetteer = build_gazetteer(town.areas(), None, pd.concat([past, other], ignore_index=True))
    assert learnt(gazetteer)["澜悦云筑"] == {town.BUILDING: 8}
    assert place_of(gazetteer, "澜悦云筑停水")["code"] == town.BUILDING


def test_the_order_of_past_tickets_and_of_the_directory_makes_no_difference() -> None:
    one = build_gazetteer(town.areas(), town.places(), town.past())
    other = build_gazetteer(
        town.areas()[::-1], town.places()[::-1], town.past().sample(frac=1, random_state=3)
    )
    assert [e.name for e in one.entries] == [e.name for e in other.entries]
    pd.testing.assert_frame_equal(one.learnt(), other.learnt())
    texts = town.past()[["title", "content"]]
    pd.testing.assert_frame_equal(resolve(texts, one), resolve(texts, other))


def test_names_learnt_before_serve_without_the_tickets() -> None:
    names = build_gazetteer(town.areas(), None, town.past()).learnt()
    again = build_gazetteer(town.areas(), None, None, learnt=names)
    assert place_of(again, "龙湾家园停电")["code"] == town.PEACE


def test_the_list_goes_before_what_is_learnt() -> None:
    places = pd.DataFrame({"name": ["龙湾家园"], "kind": ["estate"], "area_code": [town.SPRING]})
    gazetteer = build_gazetteer(town.areas(), places, town.past())
    assert place_of(gazetteer, "龙湾家园停电")["code"] == town.SPRING


def test_a_place_of_an_unknown_area_is_left_out() -> None:
    places = pd.DataFrame({"name": ["远方花园"], "kind": ["estate"], "area_code": ["888888"]})
    assert "远方花园" not in build_gazetteer(town.areas(), places).by_name


def test_training_is_the_same_whatever_the_order() -> None:
    past = town.past()
    one = train_gazetteer(town.areas(), None, past)
    other = train_gazetteer(town.areas(), None, past.sample(frac=1, random_state=1))
    assert one.calibration == other.calibration
    assert one.calibration.judged > 0


def test_training_without_known_areas_gives_the_directory_alone() -> None:
    gazetteer = train_gazetteer(town.areas(), None, town.past().assign(area_code=None))
    assert gazetteer.calibration == Calibration()


def test_confidence_is_how_often_it_was_right() -> None:
    share = np.repeat([0.6, 0.8, 0.99], 40_000)
    right = np.concatenate([np.arange(40_000) < n for n in (20_000, 28_000, 39_600)])
    calibration = learn_calibration(["street"] * 120_000, share, right)
    told = [calibration.confidence("street", s) for s in (0.6, 0.8, 0.99)]
    assert told == pytest.approx([0.5, 0.7, 0.99], abs=0.01)
    assert calibration.confidence("community", 0.99) == Calibration().confidence("community", 0.99)


def test_few_tickets_are_told_with_less_confidence_than_they_were_right() -> None:
    right = np.arange(400) < 300
    few = learn_calibration(["street"] * 400, np.full(400, 0.75), right)
    assert 0.70 < few.confidence("street", 0.75) < 0.75


def test_tickets_of_one_name_count_as_one_matter() -> None:
    """Twenty names, fifteen of them always right: the next twenty may hold other ones."""
    right, name = np.arange(400) < 300, [str(n // 20) for n in range(400)]
    share = np.full(400, 0.75)
    alone = learn_calibration(["street"] * 400, share, right).confidence("street", 0.75)
    together = learn_calibration(["street"] * 400, share, right, name).confidence("street", 0.75)
    assert together < alone - 0.05
    # As far as other twenty names may lie from these twenty, not 400 tickets from 400.
    assert together == pytest.approx(0.75 - 1.28 * np.sqrt(2 * 0.75 * 0.25 / 19), abs=0.001)


def test_confidence_holds_for_other_roads_than_those_it_was_learnt_from() -> None:
    """Roads are right or wrong in bursts: nine of ten later spells are right at least as told."""
    random = np.random.default_rng(7)

    def spell() -> tuple[np.ndarray, np.ndarray]:
        of = np.repeat(np.arange(25), random.integers(5, 40, 25))
        return of, random.random(len(of)) < random.beta(6, 3, 25)[of]

    fewer = 0
    for _ in range(200):
        (of, right), (_, later) = spell(), spell()
        told = learn_calibration(["street"] * len(of), np.full(len(of), 2 / 3), right, of.tolist())
        fewer += float(later.mean()) < told.confidence("street", 2 / 3)
    assert fewer <= 0.15 * 200


def test_an_unsure_place_stays_open_where_confidence_was_learnt() -> None:
    share, right = np.full(400, 0.8), np.arange(400) % 10 < 4
    learnt = learn_calibration(["street"] * 400, share, right)
    assert 0.3 < learnt.confidence("street", 0.8) < learnt.least("street")
    assert Calibration().confidence("street", 0.7) >= Calibration().least("street")
    assert learnt.least("community") == Calibration().least("community")


def test_confidence_never_falls_with_the_share() -> None:
    share = np.linspace(0.5, 1.0, 2_000)
    right = np.sin(np.arange(2_000) / 7) > -0.5
    calibration = learn_calibration(["street"] * 2_000, share, right)
    told = [calibration.confidence("street", s) for s in np.linspace(0, 1, 200)]
    assert told == sorted(told)
    assert 0.0 <= min(told) <= max(told) <= 1.0


PLACES = pd.DataFrame(
    {
        "state": [PLACED, PLACED, PLACED, PLACED, OPEN, NONE],
        "level": ["community", "community", "street", "street", "", ""],
        "code": [town.PEACE, town.SUNNY, town.CENTRE, town.ORCHARD, "", ""],
        "confidence": [0.99, 0.97, 0.6, 0.85, 0.0, 0.0],
    }
)
TRUE = [town.PEACE, town.SPRING, town.YONGAN, town.CENTRE, town.PEACE, None]


def test_shares_of_all_tickets_by_outcome() -> None:
    table = placed_shares(PLACES).set_index("outcome")
    assert table["n"].to_dict() == {
        "community": 2, "street": 2, "county": 0, "open": 1, "unknown": 0, "none": 1,
    }  # fmt: skip
    assert table.loc["street", "share"] == pytest.approx(1 / 3)
    assert (table["low"] <= table["share"]).all()
    assert (table["share"] <= table["high"]).all()


def test_precision_by_level_and_by_confidence() -> None:
    tree = town.gazetteer().areas
    levels = precision_by_level(PLACES, TRUE, tree).set_index("level")
    assert levels[["n", "right"]].to_numpy().tolist() == [[2, 1], [2, 1]]
    bins = precision_by_confidence(PLACES, TRUE, tree)
    assert bins[["level", "above", "to", "n", "right"]].to_numpy().tolist() == [
        ["community", 0.95, 1.0, 2, 1],
        ["street", 0.5, 0.6, 1, 1],
        ["street", 0.8, 0.9, 1, 0],
    ]


def test_what_is_finer_than_the_truth_is_not_judged() -> None:
    tree = town.gazetteer().areas
    levels = precision_by_level(PLACES, [town.CENTRE] * 6, tree).set_index("level")
    assert list(levels.index) == ["street"]


def test_truth_of_other_tickets_is_refused() -> None:
    with pytest.raises(ValueError, match="same tickets"):
        precision_by_level(PLACES, TRUE[:2], town.gazetteer().areas)
