"""Heat of the week, the month, the quarter and the year: worked out in a run, read by window."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from hotspots.shown import for_leaders
from hotspots.topic_reads import in_window
from hotspots.topics.find import find_topics
from hotspots.topics.heat import distinct
from hotspots.topics.heat_windows import BY_KEY, WEEK, WINDOWS
from hotspots.topics.settings import TopicSettings
from tests.support.topic_frames import AS_OF, NAMES, frame_of, ticket

SETTINGS = TopicSettings(depths=(3, 4, 8), samples=2, local=False)


@pytest.fixture(scope="module")
def told():
    frame = frame_of(days=200)
    return frame, find_topics(frame, NAMES, as_of=AS_OF, settings=SETTINGS)


def test_a_window_counts_its_own_days(told):
    frame, run = told
    day = frame.set_index("ticket_no")["day"]
    members = run.topic_ticket.assign(day=run.topic_ticket["ticket_no"].map(day))
    for window in WINDOWS:
        since = pd.Timestamp(AS_OF - timedelta(days=window.days - 1))
        own = members[members["day"] >= since].groupby("topic_id").size()
        city = run.topic_heat[
            (run.topic_heat["window"] == window.key) & (run.topic_heat["kind"] == "city")
        ].set_index("topic_id")
        assert city["n_recent"].reindex(own.index).tolist() == own.tolist()
        assert city["heat_volume"].tolist() == city["n_recent"].tolist()
        assert (city["callers"] <= city["n_recent"]).all()


def test_the_week_is_the_topics_own(told):
    _, run = told
    week = run.topic_heat[(run.topic_heat["window"] == "7d") & (run.topic_heat["kind"] == "city")]
    shown = in_window(run.topics, week).set_index("topic_id")
    own = run.topics.set_index("topic_id")
    for name in ("n_recent", "heat", "expected", "state"):
        here = own["n_recent"] > 0
        assert shown.loc[here, name].tolist() == own.loc[here, name].tolist()


def test_what_to_expect_needs_days_before(told):
    _, run = told
    expected = run.topic_heat.groupby("window")["expected"].apply(lambda own: own.notna().all())
    assert expected.to_dict() == {"7d": True, "30d": True, "90d": True, "365d": False}
    first = AS_OF - timedelta(days=99)
    assert [w.known(first, AS_OF) for w in WINDOWS] == [True, True, False, False]
    assert WEEK.known(AS_OF - timedelta(days=10), AS_OF)
    assert not WEEK.known(AS_OF - timedelta(days=9), AS_OF)


def test_a_county_is_a_part_of_the_city(told):
    _, run = told
    month = run.topic_heat[run.topic_heat["window"] == "30d"]
    whole = month[month["kind"] == "city"].set_index("topic_id")["n_recent"]
    for kind in ("county", "category_1"):
        parts = month[month["kind"] == kind].groupby("topic_id")["n_recent"].sum()
        assert parts.reindex(whole.index).tolist() == whole.tolist()


def test_what_few_wrote_again_and_again_is_no_topic_of_the_city():
    rng = np.random.default_rng(3)
    codes = ("010101", "020101", "030101")
    rows = [
        {
            **ticket(rng, code, pd.Timestamp(AS_OF) - pd.Timedelta(days=n % 60), 1000 * at + n),
            "caller_key": f"one{n % 3}" if code == "030101" else f"{code}{n}",
        }
        for at, code in enumerate(codes)
        for n in range(70)
    ]
    run = find_topics(pd.DataFrame(rows), NAMES, as_of=AS_OF, settings=SETTINGS)
    year = run.topic_heat[(run.topic_heat["window"] == "365d") & (run.topic_heat["kind"] == "city")]
    topics = in_window(run.topics, year)
    noise = run.topic_ticket["ticket_no"].str[1:].astype(int) >= 2000
    theirs = set(run.topic_ticket["topic_id"][noise])
    shown = set(for_leaders(topics.assign(stable=True))["topic_id"])
    assert shown
    assert not shown & theirs
    pinned = topics.assign(stable=True, pinned=topics["topic_id"].isin(theirs))
    assert set(for_leaders(pinned)["topic_id"]) & theirs


def test_windows_have_names_of_their_own():
    assert list(BY_KEY) == ["7d", "30d", "90d", "365d"]
    group, value = np.array([0, 0, 0, 1, 2]), np.array([4, 4, 7, -1, 0])
    assert distinct(group, value, 4).tolist() == [2, 0, 1, 0]
