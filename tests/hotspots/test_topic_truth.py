"""Topics against the truth of a demo city, and on real messages where these are at hand."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.hotspots_data import NO_NAMES, city, events, messages
from demo_city import write_city
from hotspots.evaluation.events import agreement
from hotspots.topics.find import find_topics
from hotspots.topics.hot_tables import hot_tables
from hotspots.topics.settings import TopicSettings

LAST = date(2026, 6, 30)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "teddy" / "messages_2019.xlsx"


@pytest.mark.slow
def test_the_events_of_a_city_are_found_as_topics(tmp_path):
    write_city(tmp_path, last_day=LAST, days=200, per_day=150, seed=31)
    frame, names = city(tmp_path)
    run = find_topics(frame, names, as_of=LAST, settings=TopicSettings(samples=0))
    found = agreement(run.topic_ticket, events(tmp_path))
    assert found.nmi >= 0.85
    assert found.covered >= 0.9


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the Teddy Cup's messages are not at hand")
def test_the_known_hot_matters_of_real_messages_are_found():
    frame = messages(SHARED)
    run = find_topics(frame, NO_NAMES, as_of=frame["day"].max().date(), seed=0)
    hot, details = hot_tables(run, frame, top=10)
    told = "".join(hot["问题描述"])
    assert "捆绑销售车位" in told
    assert "搅拌站" in told
    assert set(details["问题ID"]) == set(hot["问题ID"])
