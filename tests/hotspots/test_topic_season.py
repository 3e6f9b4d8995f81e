"""The season is no news: what is expected of topics whose categories' season has come."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from hotspots.topics.before import spoken_before
from hotspots.topics.expectation import CategoryDue, Due
from hotspots.topics.find import find_topics
from hotspots.topics.prepare import prepare
from hotspots.topics.settings import TopicSettings
from tests.support.topic_frames import AS_OF, NAMES, frame_of, with_event

SETTINGS = TopicSettings(depths=(3, 4, 8), samples=3)
WATER = "020101"
HEATING = ("暖气不热", "供暖温度不达标", "暖气片漏水", "热力公司不开阀")


def heating(day: date, numbers: range, mark: str) -> pd.DataFrame:
    """Return tickets of cold homes all over the city, in the week that ends with ``day``."""
    rows = [
        {
            "ticket_no": f"{mark}{n:03d}", "day": pd.Timestamp(day) - pd.Timedelta(days=n % 7),
            "hour": 9, "category_code": "040101", "area_county": "990181",
            "area_street": f"99018100{n % 6}", "area_code": f"99018100{n % 6}001",
            "ticket_type": "投诉", "caller_key": f"{mark}{n}",
            "title": f"{HEATING[n % 4]}问题",
            "content": f"来电人反映家中{HEATING[n % 4]}，室温{n % 5}度，{HEATING[(n + 1) % 4]}。",
        }
        for n in numbers
    ]  # fmt: skip
    return pd.DataFrame(rows)


def due(turn: float = 4.0, expected: float = 40.0) -> Due:
    known = {"0401": CategoryDue(expected, 1.3 * expected, turn), "0201": due_of_water()}
    return Due({"7d": known})


def due_of_water() -> CategoryDue:
    return CategoryDue(9.0, 16.0, 1.0)


def told(frame: pd.DataFrame, known: Due) -> pd.DataFrame:
    """Return the topics that hold at least ten cold homes, each with a state."""
    run = find_topics(frame, NAMES, as_of=AS_OF, settings=SETTINGS, due=known)
    cold = run.topic_ticket[run.topic_ticket["ticket_no"].str.startswith("H")]
    held = cold["topic_id"].value_counts()
    return run.topics[run.topics["topic_id"].isin(held[held >= 10].index)]


@pytest.fixture(scope="module")
def winter() -> pd.DataFrame:
    return pd.concat([frame_of(), heating(AS_OF, range(42), "H")], ignore_index=True)


def test_what_the_season_brings_is_expected_and_no_news(winter):
    found = told(winter, due())
    assert len(found)
    assert set(found["state"]) == {"seasonal"}
    # Each topic's share of the 40 that are expected where 42 came.
    assert (found["expected"] / found["n_recent"]).tolist() == pytest.approx(
        [40 / 42] * len(found), rel=0.1
    )
    assert (found["heat_growth"] < 1.1).all()


def test_without_an_expectation_it_is_new_as_ever(winter):
    assert set(told(winter, Due())["state"]) == {"born"}
    assert set(told(winter, due(turn=1.1))["state"]) == {"born"}


def test_more_than_the_season_brings_grows_but_is_not_new(winter):
    assert set(told(winter, due(expected=10.0))["state"]) == {"growing"}


def test_a_matter_of_one_estate_stays_news_in_its_season():
    frame, event = with_event(frame_of())
    season = Due({"7d": {"0101": CategoryDue(30.0, 40.0, 3.0)}})
    run = find_topics(frame, NAMES, as_of=AS_OF, settings=SETTINGS, due=season)
    topic = run.topic_ticket.set_index("ticket_no")["topic_id"][event[0]]
    assert run.topics.set_index("topic_id")["state"][topic] == "born"


def test_what_was_said_last_winter_is_not_new_under_another_name(winter):
    last = heating(AS_OF - timedelta(days=100), range(100, 120), "L")
    frame = pd.concat([winter, last], ignore_index=True)
    data = prepare(frame, NAMES, as_of=AS_OF, seed=0, vectors=None, settings=SETTINGS)
    now = data.frame["ticket_no"].str.startswith("H").to_numpy()
    ids = np.where(now, "T", "")[:, None].repeat(3, axis=1).astype(object)
    topic = {
        "topic_id": "T", "depth": 3, "n": int(now.sum()), "first_day": data.frame["day"][now].min(),
        "place_code": None, "place_name": None,
    }  # fmt: skip
    elsewhere = {**topic, "place_name": "启航名城"}
    old = {**topic, "first_day": pd.Timestamp(AS_OF) - pd.Timedelta(days=100)}
    topics = pd.DataFrame([topic, elsewhere, old])
    assert spoken_before(data, ids, topics, AS_OF).tolist() == [True, False, False]


def test_the_same_trouble_elsewhere_does_not_make_a_matter_old():
    frame, event = with_event(frame_of())
    old = frame[frame["ticket_no"].isin(event)].assign(
        ticket_no=lambda f: "O" + f["ticket_no"],
        day=pd.Timestamp(AS_OF) - pd.Timedelta(days=60),
        area_code="990181002001",
        area_street="990181002",
        title="南湖名苑电梯坠落困住老人",
        content=[
            f"南湖名苑三号楼电梯突然坠落，困住老人{n}十分钟，维保公司失联。" for n in range(12)
        ],
    )
    both = pd.concat([frame, old], ignore_index=True)
    run = find_topics(both, NAMES, as_of=AS_OF, settings=SETTINGS)
    topic = run.topic_ticket.set_index("ticket_no")["topic_id"][event[0]]
    assert run.topics.set_index("topic_id")["state"][topic] == "born"
