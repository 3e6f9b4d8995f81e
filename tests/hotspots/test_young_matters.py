"""Young matters: ten like tickets of one village are noticed the same night, scattered ones not."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.topics.core import cores
from hotspots.topics.features import words_once
from hotspots.topics.find import find_topics
from hotspots.topics.settings import TopicSettings
from hotspots.topics.young import Places, score, young_matters
from hotspots.vectors.embedder import joined, unit_rows
from hotspots.vectors.lsa import Lsa
from tests.support.topic_frames import AREAS, AS_OF, NAMES, frame_of

SETTINGS = TopicSettings(depths=(3, 6, 12), samples=0)
VILLAGE = "990181003001"


def young_of(tickets: Places) -> np.ndarray:
    """Return the young matters where every ticket may be gathered."""
    free = np.ones(len(tickets.days), dtype=bool)
    return young_matters(tickets, free, longest=42, least=5, least_callers=3, least_score=12.0)


def leak(n: int, every: int, areas: tuple[str, ...], texts: tuple[str, ...]) -> pd.DataFrame:
    """Return ``n`` tickets about water, one in ``every`` days, that end with the as-of day."""
    days = [pd.Timestamp(AS_OF) - pd.Timedelta(days=every * at) for at in range(n)]
    return pd.DataFrame(
        {
            "ticket_no": [f"L{at:03d}" for at in range(n)],
            "day": days,
            "hour": 9,
            "category_code": "020101",
            "area_county": "990181",
            "area_street": [areas[at % len(areas)][:9] for at in range(n)],
            "area_code": [areas[at % len(areas)] for at in range(n)],
            "ticket_type": "投诉",
            "caller_key": [f"leak{at}" for at in range(n)],
            "title": [texts[at % len(texts)] for at in range(n)],
            "content": [f"来电人反映{texts[at % len(texts)]}，希望尽快处理。" for at in range(n)],
        }
    )


def night_of(late: pd.DataFrame) -> tuple[set[str], pd.Series]:
    """Return the topics that a night with the ``late`` tickets adds, and the topic of each ticket.

    Every other village has its usual tickets, and this one too.
    """
    usual = frame_of(days=150, a_day=6)
    here = usual.sample(n=40, random_state=1).index
    usual.loc[here, ["area_street", "area_code"]] = [VILLAGE[:9], VILLAGE]
    frame = pd.concat([usual, late], ignore_index=True)
    texts = [joined(t, c) for t, c in zip(frame["title"], frame["content"], strict=True)]
    vectors = Lsa.fit(texts, NAMES, dimensions=20).encode(texts)
    middle = pd.Timestamp(AS_OF) - timedelta(days=63)
    old = (frame["day"] <= middle).to_numpy()
    base = find_topics(
        frame[old], NAMES, as_of=middle.date(), vectors=vectors[old], settings=SETTINGS
    )
    night = find_topics(
        frame, NAMES, as_of=AS_OF, vectors=vectors, previous=base, refit=False, settings=SETTINGS
    )
    topics = night.topic_ticket.set_index("ticket_no")["topic_id"]
    return set(night.topics["topic_id"]) - set(base.topics["topic_id"]), topics


def test_ten_like_tickets_of_four_weeks_inside_a_broad_topic_are_a_topic_the_same_night():
    told = ("机井水泵老化，供水一天比一天少", "机井水泵老化，吃水难", "机井水泵老化的问题")
    new, topics = night_of(leak(10, 3, (VILLAGE,), told))
    mine = topics.reindex([f"L{at:03d}" for at in range(10)])
    assert mine.iloc[0] in new
    assert (mine == mine.iloc[0]).all()
    assert (topics == mine.iloc[0]).sum() <= 13


def test_scattered_unlike_tickets_are_no_topic():
    texts = (
        "停水没有通知", "打桩吵得睡不着", "电梯按钮失灵", "自来水发黄", "夜间施工",
        "轿厢异响", "水表不准", "工地机器轰鸣", "维保公司不来", "抢修太慢",
    )  # fmt: skip
    new, topics = night_of(leak(10, 3, (VILLAGE, *AREAS), texts))
    assert not set(topics.reindex([f"L{at:03d}" for at in range(10)]).dropna()) & new


def places(counts: dict[tuple[int, int], int], days: int = 90) -> tuple[Places, np.ndarray]:
    """Return tickets of ``counts[area, subject]`` in the last 28 of ``days`` on top of the usual:
    one a day of each of four subjects, in turn in each of ten areas.
    """
    rows = [(day, (day + subject) % 10, subject) for day in range(days) for subject in range(4)]
    rows += [
        (days - 1 - at * 28 // n, area, subject)
        for (area, subject), n in counts.items()
        for at in range(n)
    ]
    rows.sort()
    table = np.array(rows)
    tickets = Places(
        np.eye(4, dtype=np.float32)[table[:, 2]], table[:, 1], table[:, 0], np.arange(len(rows))
    )
    return tickets, table[:, 2]


def test_what_is_new_at_one_place_is_found_and_what_all_places_have_is_not():
    tickets, subject = places({(3, 1): 14})
    found = young_of(tickets)
    inside = found >= 0
    assert inside.sum() >= 14
    assert set(zip(tickets.area[inside], subject[inside], strict=True)) == {(3, 1)}
    tickets, subject = places({(area, 1): 14 for area in range(10)})
    found = young_of(tickets)
    assert (found < 0).all()


def test_one_caller_is_one_voice_and_without_earlier_days_nothing_is_young():
    tickets, subject = places({(3, 1): 14})
    one = Places(tickets.vectors, tickets.area, tickets.days, np.zeros(len(subject), dtype=int))
    assert (young_of(one) < 0).all()
    short, _ = places({(3, 1): 14}, days=45)
    assert (young_of(short) < 0).all()


@given(n=st.integers(0, 200), expected=st.floats(0, 200))
def test_more_tickets_surprise_more_and_more_expected_ones_less(n, expected):
    assert score(n + 1, expected) >= score(n, expected) >= 0.0
    assert score(n, expected + 1) <= score(n, expected) + 1e-9


@pytest.mark.parametrize("named", [True, False])
def test_a_matter_sheds_what_is_unlike_it_or_from_elsewhere(named):
    rng = np.random.default_rng(0)
    own = np.array([1.0, 0, 0]) + 0.05 * rng.normal(size=(10, 3))
    alike = np.array([1.0, 0.1, 0]) + 0.05 * rng.normal(size=(3, 3))
    other = np.array([0, 1.0, 0]) + 0.05 * rng.normal(size=(4, 3))
    vectors = unit_rows(np.vstack([own, alike, other]))
    place = ["金色苑"] if named else []
    cuts = [(["食堂"], place)] * 10 + [(["食堂"], [])] * 7 + [(["食堂"], [])] * 40
    areas = ["a"] * 10 + ["b"] * 7 + [""] * 40
    events = np.array([0] * 17 + [-1] * 40)
    vectors = np.vstack([vectors, np.zeros((40, 3), np.float32)])

    def shed() -> np.ndarray:
        said = words_once(cuts).tickets()
        return cores(events, vectors, np.arange(57), cuts, areas, said=said)

    found = shed()
    assert (found[:10] == 0).all()
    assert (found[10:] < 0).all()
    # A word that only this matter has is as good as its place.
    cuts[10:13] = [(["食堂", "天成"], [])] * 3
    cuts[:10] = [(["食堂", "天成"], place)] * 10
    assert (shed()[:13] == 0).all()
