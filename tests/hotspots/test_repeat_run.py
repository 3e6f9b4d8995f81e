"""The search as a whole: kinds, decisions, the same answer every time, and odd input."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hotspots.evaluation.repeat_scores import pairwise, score_run
from hotspots.evaluation.repeat_truth import RepeatTruth
from hotspots.repeats import bursts, features, find, grams
from hotspots.repeats import prepare as prepare_module
from hotspots.repeats.candidates import candidates, neighbours
from hotspots.repeats.find import find_repeats
from hotspots.repeats.prepare import prepare
from hotspots.repeats.types import (
    COPIES,
    KINDS,
    MANY_CALLERS,
    ONE_CALLER,
    Decisions,
    RepeatRun,
    RepeatSettings,
)
from tests.hotspots.conftest import LAST_DAY, NAMES


@pytest.fixture(scope="session")
def run(frame: pd.DataFrame) -> RepeatRun:
    return find_repeats(frame, NAMES, as_of=LAST_DAY)


def search(frame: pd.DataFrame, **more: Any) -> RepeatRun:
    return find_repeats(frame, NAMES, as_of=LAST_DAY, **more)


def tickets(texts: list[str], **columns: Any) -> pd.DataFrame:
    days = [pd.Timestamp(LAST_DAY) - timedelta(days=k % 9) for k in range(len(texts))]
    frame = pd.DataFrame({"ticket_no": [f"n{k:05d}" for k in range(len(texts))], "day": days})
    return frame.assign(title=[t[:20] for t in texts], content=texts, **columns)


# ---------------------------------------------------------------- how good
def test_a_city_that_no_model_has_seen(
    frame: pd.DataFrame, truth: RepeatTruth, run: RepeatRun
) -> None:
    scores = score_run(run, frame["ticket_no"], truth)
    assert scores["all"].precision >= 0.9
    assert scores["一人多诉"].recall >= 0.97
    assert scores["重复录入"].recall >= 0.97


def test_other_keys_of_callers_and_places_make_no_other_groups(
    frame: pd.DataFrame, run: RepeatRun
) -> None:
    def other(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()[:32]

    names = ("caller_key", "place_key")
    turned = frame.assign(**{n: frame[n].map(other, na_action="ignore") for n in names})
    found = search(turned)
    for name in ("groups", "members", "pairs"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(run, name))


def test_blocks_bring_true_pairs_together(frame: pd.DataFrame, truth: RepeatTruth) -> None:
    found = prepare(frame, RepeatSettings())
    (a, b), counts = candidates(found, RepeatSettings())
    assert (a < b).all()
    assert counts["all"] == len(a) == len(set(zip(a.tolist(), b.tolist(), strict=True)))
    for kind, least in (("一人多诉", 0.99), ("重复录入", 0.99)):
        matter = truth.codes(kind, found.ticket_no)
        true = pairwise(matter, np.arange(len(matter))).true
        assert (matter[a] == matter[b]).sum() / true >= least
    # People of one happening need not all meet; a chain of candidates is enough.
    matter = truth.codes("多人同诉", found.ticket_no)
    met = {int(m) for m in matter[a][matter[a] == matter[b]]}
    sizes = pd.Series(matter).value_counts()
    assert np.mean([m in met for m in sizes[sizes > 2].index]) >= 0.95


def test_candidates_grow_with_the_tickets_not_their_square() -> None:
    def count(n: int) -> int:
        frame = tickets(["路灯不亮"] * n, caller_key="c", place_key="p", category_code="0101",
                        area_code="990181001001", area_street="990181001")  # fmt: skip
        return candidates(prepare(frame, RepeatSettings()), RepeatSettings())[1]["all"]

    small, large = count(400), count(1600)
    assert large <= 4.2 * small


def test_neighbours_are_of_one_block_and_near_in_time() -> None:
    block, day = np.array([1, 1, 0, 1, -1, -1]), np.array([0, 1, 1, 60, 60, 60])
    a, b = neighbours(block, day, days=30, following=2)
    assert list(zip(a.tolist(), b.tolist(), strict=True)) == [(0, 1)]


def test_vectors_only_add_candidates(frame: pd.DataFrame) -> None:
    found = prepare(frame.head(1500), RepeatSettings())
    vectors = np.random.Generator(np.random.PCG64(2)).normal(size=(len(found), 8))
    vectors[7], vectors[900] = vectors[11], vectors[905]
    (a, b), _ = candidates(found, RepeatSettings())
    (c, d), counts = candidates(found, RepeatSettings(), vectors.astype(np.float32))
    plain = set(zip(a.tolist(), b.tolist(), strict=True))
    more = set(zip(c.tolist(), d.tolist(), strict=True))
    assert plain < more
    assert counts["vectors"] <= 8 * len(found)
    assert (np.abs(found.day[d] - found.day[c]) <= 92).all()


# ---------------------------------------------------------------- what a run says
def test_the_frames_agree_with_each_other(frame: pd.DataFrame, run: RepeatRun) -> None:
    members, groups = run.members, run.groups
    assert members["ticket_no"].is_unique
    assert set(members["ticket_no"]) <= set(frame["ticket_no"])
    assert members.groupby("group_id").size().to_dict() == dict(
        zip(groups["group_id"], groups["n"], strict=True)
    )
    assert (groups["n"] >= 2).all()
    assert (groups["first"] <= groups["last"]).all()
    assert set(groups["kind"]) <= set(KINDS)
    first = members[members["rank"] == 1].set_index("group_id")["ticket_no"]
    assert (first.index == first).all()
    assert run.counts["tickets"] == len(frame)
    assert run.matters == len(frame) - len(members) + len(groups)
    assert run.matter_of(frame["ticket_no"]).nunique() == run.matters
    assert members["probability"].between(0, 1).all()
    for words in run.pairs["evidence"].head(50):
        assert json.loads(words)
    for numbers, reason in run.suggestions[["tickets", "reason"]].head(50).to_numpy():
        assert len(json.loads(numbers)) >= 2
        assert "平均把握" in reason


def test_neither_order_of_rows_nor_of_columns_matters(frame: pd.DataFrame) -> None:
    part = frame.head(2500)
    one = search(part)
    other = search(part.sample(frac=1, random_state=5)[sorted(part.columns)])
    for name in ("groups", "members", "pairs", "suggestions"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.counts == other.counts


def test_the_size_of_the_lots_does_not_show(
    frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is looked at in one go is a matter of memory alone."""
    part = frame.head(2500)
    whole = search(part)
    for module, name, size in (
        (grams, "_CHUNK_GRAMS", 5_000),
        (grams, "_CHUNK_TEXTS", 333),
        (bursts, "_LOT", 9_000),
        (prepare_module, "_CHUNK", 77),
        (find, "_CHUNK", 1_111),
        (features, "_CHUNK", 1_001),
    ):
        monkeypatch.setattr(module, name, size)
    lots = search(part)
    for name in ("groups", "members", "pairs", "suggestions"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(lots, name), check_exact=True)
    assert whole.counts == lots.counts


def test_people_have_the_last_word(frame: pd.DataFrame) -> None:
    part = frame.head(2500)
    before = search(part)
    small = before.suggestions.iloc[0]
    a, b = json.loads(small["tickets"])[:2]
    strangers = [t for t in part["ticket_no"] if t not in set(before.members["ticket_no"])][:2]
    decisions = Decisions.from_rows(
        [
            {"decision": "refused", "tickets": small["tickets"]},
            {"decision": "accepted", "tickets": strangers},
        ]
    )
    after = search(part, decisions=decisions)
    home = dict(zip(after.members["ticket_no"], after.members["group_id"], strict=True))
    assert home.get(a, "a") != home.get(b, "b")
    assert home[strangers[0]] == home[strangers[1]]
    offered = [set(json.loads(text)) for text in after.suggestions["tickets"]]
    assert set(strangers) not in offered


def test_a_later_decision_overrules_an_earlier_one() -> None:
    rows = [
        {"decision": "refused", "tickets": ["a", "b", "c"]},
        {"decision": "accepted", "tickets": ["a", "b", "c"], "odd": ["c"]},
    ]
    found = Decisions.from_rows(rows)
    assert found.together == {("a", "b")}
    assert found.apart == {("a", "c"), ("b", "c")}


def test_kinds_are_kept_apart() -> None:
    told = "中山路启航教育突然关门停课，剩余课时费两万三千元不退，校长电话打不通，家长都很着急"
    mine = "我家楼上卫生间漏水到我家天花板，找物业三次都没有人来修，请求派人处理"
    again = "上次反映楼上卫生间漏水到我家天花板，物业还是没有人来修，请求再次派人处理"
    frame = tickets(
        [told, told, told, mine, again],
        caller_key=["a", "b", "c", "d", "d"],
        place_key=["p", "q", "r", "s", "s"],
        category_code=["120201"] * 3 + ["010201"] * 2,
        area_code=["990181001001"] * 5,
        area_street=["990181001"] * 5,
    )
    groups = search(frame).groups.set_index("group_id")["kind"].to_dict()
    assert sorted(groups.values()) == sorted([COPIES, ONE_CALLER])
    assert MANY_CALLERS not in groups.values()


def test_what_was_not_known_yet_is_left_out(frame: pd.DataFrame) -> None:
    day = date(2026, 5, 1)
    run = find_repeats(frame, NAMES, as_of=day)
    seen = frame.set_index("ticket_no").loc[run.members["ticket_no"], "day"]
    assert (seen <= pd.Timestamp(day)).all()


# ---------------------------------------------------------------- odd input
def test_nothing_at_all() -> None:
    run = search(pd.DataFrame({"ticket_no": [], "day": pd.to_datetime([])}))
    assert run.groups.empty
    assert run.suggestions.empty
    assert "没有可以比对的工单" in run.notes[-1]


def test_one_ticket() -> None:
    run = search(tickets(["路灯不亮"]))
    assert run.groups.empty
    assert run.matters == 1


def test_empty_texts_and_nothing_else_to_go_by() -> None:
    run = search(tickets(["", "", ""]))
    assert run.groups.empty
    assert any("没有标题和正文" in note for note in run.notes)
    assert any("没有诉求人标识" in note for note in run.notes)


def test_the_same_text_from_everybody() -> None:
    frame = tickets(["中山路五号门口的路灯坏了三天没有人修，晚上出行不安全，请尽快维修"] * 700,
                    caller_key=[f"c{k}" for k in range(700)])  # fmt: skip
    run = search(frame)
    assert run.counts["grouped"] >= 690
    assert len(run.groups) <= 10
    assert set(run.groups["kind"]) == {COPIES}


def test_english_and_one_text_of_ten_megabytes() -> None:
    light = "The street light in front of 12 Main Street has been broken for a week, please repair"
    texts = [light, light + " it", "垃圾没有人清运" * 1_500_000, "Loud music at night from the bar"]
    run = search(tickets(texts))
    assert set(run.members["ticket_no"]) == {"n00000", "n00001"}


def test_tickets_that_have_nothing_in_common() -> None:
    letters = np.random.Generator(np.random.PCG64(3)).integers(0x4E00, 0x9000, size=(300, 40))
    run = search(tickets(["".join(map(chr, row)) for row in letters]))
    assert run.groups.empty
    assert run.matters == 300
