"""A topic run: what it finds, how it lives on, what analysts change, and odd input."""

import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from data_access.types import WeisuError
from hotspots.frames import TOPIC_DAILY, TOPIC_HEAT, TOPIC_HOURLY, TOPIC_TICKET, TOPICS
from hotspots.topics.edits import TopicEdit, TopicEdits
from hotspots.topics.find import find_topics
from hotspots.topics.frame import as_bertopic
from hotspots.topics.prepare import prepare
from hotspots.topics.settings import TopicSettings
from hotspots.vectors.embedder import joined
from hotspots.vectors.lsa import Lsa
from style.texts import TEXTS
from tests.support.topic_frames import AS_OF, COMPOUNDS, NAMES, frame_of, with_event

SETTINGS = TopicSettings(depths=(3, 4, 8), samples=3)


@pytest.fixture(scope="module")
def city():
    return with_event(frame_of())


@pytest.fixture(scope="module")
def run(city):
    return find_topics(city[0], NAMES, as_of=AS_OF, settings=SETTINGS)


def fine(run):
    return run.topic_ticket.set_index("ticket_no")["topic_id"]


def test_frames_have_the_columns_and_types_that_are_declared(run):
    for frame, declared in (
        (run.topics, TOPICS),
        (run.topic_ticket, TOPIC_TICKET),
        (run.topic_daily, TOPIC_DAILY),
        (run.topic_heat, TOPIC_HEAT),
        (run.topic_hourly, TOPIC_HOURLY),
    ):
        assert tuple(frame.columns) == declared.names
        assert len(frame)
    assert {f"hot.state_{state}" for state in run.topics["state"]} <= set(TEXTS)
    assert run.topics["topic_id"].is_unique


def test_counts_add_up(run, city):
    topics = run.topics
    for depth, column in ((1, "topic_coarse"), (2, "topic_mid"), (3, "topic_id")):
        sizes = topics[topics["depth"] == depth].set_index("topic_id")["n"]
        counted = run.topic_ticket[column].value_counts()
        assert sizes.to_dict() == counted.to_dict()
        assert sizes.sum() == len(run.topic_ticket)
    daily = run.topic_daily.groupby("topic_id")["tickets"].sum()
    assert daily.to_dict() == topics.set_index("topic_id")["n"].to_dict()
    assert run.outlier_share == pytest.approx(1 - len(run.topic_ticket) / len(city[0]))


def test_topics_nest(run):
    for child, parent in (("topic_id", "topic_mid"), ("topic_mid", "topic_coarse")):
        assert run.topic_ticket.groupby(child)[parent].nunique().eq(1).all()
    parents = run.topics.set_index("topic_id")["parent_id"]
    for row in run.topic_ticket.itertuples():
        assert parents[row.topic_id] == row.topic_mid
        assert parents[row.topic_mid] == row.topic_coarse


def test_a_local_matter_is_a_topic_of_its_own_with_its_place_in_its_name(run, city):
    found = fine(run).reindex(city[1])
    assert len(set(found)) == 1
    topic = run.topics.set_index("topic_id").loc[found.iloc[0]]
    assert topic["n"] == len(city[1])
    assert topic["state"] == "born"
    assert topic["stable"]
    assert "启航名城" in topic["name"]
    assert "电梯" in topic["name"]
    assert topic["place_code"] == "990181001001"
    assert topic["heat"] == run.topics.loc[run.topics["depth"] == 3, "heat"].max()


def test_words_hold_no_place_and_no_form_of_address(run):
    words = {word for text in run.topics["words"] for word, _ in json.loads(text)}
    assert {"电梯", "停水", "噪声"} <= words
    forbidden = {*COMPOUNDS, "启航名城", "东湖里社区", "来电人", "反映", "希望"}
    assert not words & forbidden


def test_heat_is_the_product_of_the_factors_that_are_shown(run):
    factors = ["heat_volume", "heat_growth", "heat_breadth", "heat_spread", "heat_tone"]
    assert np.allclose(run.topics["heat"], run.topics[factors].prod(axis=1))


def test_typical_texts_are_of_the_topic(run):
    for topic, text in zip(run.topics["topic_id"], run.topics["typical"], strict=True):
        shown = json.loads(text)
        assert 1 <= len(shown) <= 3
        assert all(len(words) <= 120 for _, words in shown)
        members = run.topic_ticket[["topic_id", "topic_mid", "topic_coarse"]] == topic
        numbers = set(run.topic_ticket.loc[members.any(axis=1), "ticket_no"])
        assert {number for number, _ in shown} <= numbers


def test_the_same_rows_in_another_order_give_the_same_topics(run, city):
    again = find_topics(
        city[0].sample(frac=1, random_state=3), NAMES, as_of=AS_OF, settings=SETTINGS
    )
    pd.testing.assert_frame_equal(run.topics, again.topics)
    pd.testing.assert_frame_equal(run.topic_ticket, again.topic_ticket)


def test_ids_stay_in_the_next_run_and_what_is_over_says_so(city):
    frame, event = city
    before = frame[frame["day"] <= pd.Timestamp(AS_OF) - pd.Timedelta(days=10)]
    first = find_topics(before, NAMES, as_of=AS_OF - timedelta(days=10), settings=SETTINGS, seed=0)
    second = find_topics(frame, NAMES, as_of=AS_OF, settings=SETTINGS, previous=first)
    kept = set(first.topics.loc[first.topics["depth"] == 1, "topic_id"])
    assert kept <= set(second.topics["topic_id"])
    new = fine(second)[event[0]]
    assert new not in set(first.topics["topic_id"])
    assert second.topics.set_index("topic_id").loc[new, "state"] == "born"
    without = frame[~frame["ticket_no"].isin(event)]
    third = find_topics(without, NAMES, as_of=AS_OF, settings=SETTINGS, previous=second)
    gone = third.topics.set_index("topic_id").loc[new]
    assert (gone["state"], gone["n"], gone["heat"]) == ("gone", 0, 0.0)


def test_a_night_places_new_tickets_in_the_topics_there_are(city):
    frame, event = city
    texts = [joined(t, c) for t, c in zip(frame["title"], frame["content"], strict=True)]
    vectors = Lsa.fit(texts, NAMES, dimensions=20).encode(texts)
    old = (~frame["ticket_no"].isin(event)).to_numpy()
    first = find_topics(frame[old], NAMES, as_of=AS_OF, vectors=vectors[old], settings=SETTINGS)
    night = find_topics(
        frame,
        NAMES,
        as_of=AS_OF,
        vectors=vectors,
        previous=first,
        refit=False,
        settings=SETTINGS,
    )
    kept = fine(night).drop(event, errors="ignore")
    assert (kept == fine(first).reindex(kept.index)).mean() > 0.9
    assert len(set(fine(night)[event])) == 1
    assert fine(night)[event[0]] not in set(first.topics["topic_id"])
    with pytest.raises(WeisuError, match="同一模型"):
        find_topics(frame, NAMES, as_of=AS_OF, previous=first, refit=False, settings=SETTINGS)


def test_edits_survive_the_next_run(run, city):
    frame, event = city
    texts = run.topics[(run.topics["depth"] == 3) & (run.topics["n"] > 20)]["topic_id"].tolist()
    target, joined = texts[0], texts[1]
    edits = TopicEdits.from_rows(
        [
            {"id": "1", "kind": "rename", "topic_id": target, "payload": {"name": " 电梯与供水 "}},
            {"id": "2", "kind": "merge", "topic_id": target, "payload": {"ids": [joined]}},
            {"id": "3", "kind": "pin", "topic_id": target, "payload": {}},
            {"id": "4", "kind": "hide", "topic_id": target, "payload": {"on": True}},
            {
                "id": "5",
                "kind": "split",
                "topic_id": fine(run)[event[0]],
                "payload": {"tickets": event[:3], "name": "三件"},
            },
            {
                "id": "6",
                "kind": "rename",
                "topic_id": target,
                "payload": {"name": "不算"},
                "withdrawn": "2026-06-01",
            },
        ]
    )
    last = run
    for _ in range(2):
        last = find_topics(frame, NAMES, as_of=AS_OF, settings=SETTINGS, previous=last, edits=edits)
        topic = last.topics.set_index("topic_id").loc[target]
        assert topic["name"] == "电梯与供水"
        assert topic["auto_name"] != topic["name"]
        assert topic["pinned"]
        assert topic["hidden"]
        both = fine(run)[fine(run).isin([target, joined])].index
        assert set(fine(last)[both]) == {target}
        parts = last.topics[last.topics["name"] == "三件"]
        assert parts["n"].tolist() == [3]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("rename", {"name": " "}), ("merge", {}), ("split", {"words": []}), ("explode", {})],
)
def test_an_edit_that_says_nothing_is_refused(kind, payload):
    with pytest.raises(WeisuError, match="没有变动"):
        TopicEdit("1", kind, "C1", payload)


@pytest.mark.parametrize(
    "change",
    [
        {"title": None, "content": None},
        {"title": "", "content": " "},
        {"title": "停水", "content": "停水了"},
        {"title": "hello", "content": "The lift is broken again and nobody comes"},
        {"content": "电梯坏了" * 100_000},
    ],
)
def test_odd_texts_give_a_sensible_answer(change):
    frame = frame_of(days=10).assign(**change)
    run = find_topics(frame, NAMES, as_of=AS_OF, settings=SETTINGS)
    assert len(run.topics) or run.note
    assert 0.0 <= run.outlier_share <= 1.0
    assert not run.topics["name"].isna().any()


def test_no_ticket_and_one_ticket_are_said_in_words():
    frame = frame_of(days=5)
    assert find_topics(frame.head(0), NAMES, as_of=AS_OF).note == "所选时间和范围内没有工单。"
    one = find_topics(frame.head(1), NAMES, as_of=AS_OF)
    assert one.outlier_share == 1.0
    assert "没有找到主题" in one.note


def test_a_text_of_ten_megabytes_is_read_in_part():
    frame = frame_of(days=10)
    frame.loc[0, "content"] = "电梯坏了，没有人来修。" * 330_000
    run = find_topics(frame, NAMES, as_of=AS_OF, settings=SETTINGS)
    assert len(run.topic_ticket) > 0


def test_columns_that_are_missing_are_named():
    frame = frame_of(days=20)[["ticket_no", "day", "title", "content"]]
    run = find_topics(frame, NAMES, as_of=AS_OF, settings=SETTINGS)
    assert len(run.topics)
    assert all(word in run.note for word in ("区划", "诉求人", "分类"))
    with pytest.raises(WeisuError, match="缺少工单编号或日期"):
        find_topics(frame.drop(columns="day"), NAMES, as_of=AS_OF)
    with pytest.raises(WeisuError, match="数量不一致"):
        find_topics(frame, NAMES, as_of=AS_OF, vectors=np.zeros((3, 4)))


def test_only_outliers_are_an_answer_too():
    frame = frame_of(days=20)
    noise = np.random.default_rng(0).normal(size=(len(frame), 64))
    run = find_topics(frame, NAMES, as_of=AS_OF, vectors=np.zeros_like(noise), settings=SETTINGS)
    assert run.outlier_share == 1.0
    assert run.topics.empty
    assert run.note


def test_a_run_is_a_bertopic_model_too(city, run):
    data = prepare(city[0], NAMES, as_of=AS_OF, seed=0, vectors=None, settings=SETTINGS)
    model = as_bertopic(run, data, depth=2)
    info = model.get_topic_info()
    sizes = run.topics.loc[run.topics["depth"] == 2, "n"].sort_values(ascending=False)
    assert info.loc[info["Topic"] >= 0, "Count"].tolist() == sizes.tolist()
    assert model.transform(["电梯 故障"], data.vectors[:1])[0][0] >= 0


@pytest.mark.parametrize("form", ["pickle", "safetensors"])
def test_the_bertopic_model_is_drawn_and_kept(city, run, tmp_path, form):
    from bertopic import BERTopic

    data = prepare(city[0], NAMES, as_of=AS_OF, seed=0, vectors=None, settings=SETTINGS)
    model = as_bertopic(run, data, depth=2)
    said = {word for word, _ in model.get_topic(0)}
    bars = model.visualize_barchart(top_n_topics=2, n_words=5)
    assert set(bars.data[0].y) <= {f"{word}  " for word in said} | said
    assert model.visualize_hierarchy().data
    model.save(tmp_path / "model", serialization=form, save_embedding_model=False)
    again = BERTopic.load(tmp_path / "model")
    assert {word for word, _ in again.get_topic(0)} == said
