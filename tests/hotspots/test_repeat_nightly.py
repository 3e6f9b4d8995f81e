"""Nights of the search for repeats beside the whole search."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from hotspots.evaluation.repeat_scores import pairwise, score_run
from hotspots.evaluation.repeat_truth import RepeatTruth
from hotspots.repeats.find import find_repeats
from hotspots.repeats.types import Decisions, RepeatRun, RepeatSettings
from hotspots.repeats.update import to_search, update_repeats
from tests.hotspots.conftest import LAST_DAY, NAMES

NIGHTS = 3


def until(frame: pd.DataFrame, ago: int) -> pd.DataFrame:
    return frame[frame["day"] <= pd.Timestamp(LAST_DAY - timedelta(days=ago))]


def night(
    frame: pd.DataFrame, before: RepeatRun, ago: int, *, decided: Decisions | None = None
) -> RepeatRun:
    now, then = until(frame, ago), until(frame, ago + 1)
    new = sorted(set(now["ticket_no"]) - set(then["ticket_no"]))
    day = LAST_DAY - timedelta(days=ago)
    return update_repeats(
        now, NAMES, as_of=day, previous=before, since=day - timedelta(days=1), new=new,
        decisions=decided or Decisions(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def base(frame: pd.DataFrame) -> RepeatRun:
    as_of = LAST_DAY - timedelta(days=NIGHTS)
    return find_repeats(until(frame, NIGHTS), NAMES, as_of=as_of)


@pytest.fixture(scope="module")
def chain(frame: pd.DataFrame, base: RepeatRun) -> list[RepeatRun]:
    runs = [base]
    for ago in reversed(range(NIGHTS)):
        runs.append(night(frame, runs[-1], ago))
    return runs[1:]


def codes(frame: pd.DataFrame, run: RepeatRun) -> np.ndarray:
    return np.asarray(pd.factorize(run.matter_of(frame["ticket_no"].astype("str")))[0])


def test_nights_find_nearly_what_a_whole_search_finds(
    frame: pd.DataFrame, truth: RepeatTruth, chain: list[RepeatRun]
) -> None:
    last = chain[-1]
    whole = find_repeats(frame, NAMES, as_of=LAST_DAY)
    alike = pairwise(codes(frame, whole), codes(frame, last))
    assert alike.f1 >= 0.97
    mine, best = (score_run(run, frame["ticket_no"], truth)["all"] for run in (last, whole))
    assert mine.f1 >= best.f1 - 0.01
    assert last.counts["searched"] < 0.8 * len(frame)


def test_frames_fit_together(frame: pd.DataFrame, chain: list[RepeatRun]) -> None:
    for run in chain:
        assert run.groups["group_id"].is_unique
        assert run.members["ticket_no"].is_unique
        assert set(run.members["group_id"]) == set(run.groups["group_id"])
        sizes = run.members["group_id"].value_counts()
        assert run.groups.set_index("group_id")["n"].to_dict() == sizes.to_dict()
        assert set(run.pairs["a"]) | set(run.pairs["b"]) <= set(run.members["ticket_no"])
        assert set(run.suggestions["group_id"]) <= set(run.groups["group_id"])
        assert run.counts["matters"] == run.counts["tickets"] - len(run.members) + len(run.groups)


def test_the_answer_does_not_depend_on_the_order_of_rows(
    frame: pd.DataFrame, base: RepeatRun
) -> None:
    one = night(frame, base, NIGHTS - 1)
    other = night(frame.sample(frac=1, random_state=5), base, NIGHTS - 1)
    for name in ("groups", "members", "pairs", "suggestions"):
        by = list(getattr(one, name).columns[:2])
        left, right = (getattr(r, name).sort_values(by, ignore_index=True) for r in (one, other))
        pd.testing.assert_frame_equal(left, right)


def test_deleted_tickets_and_decisions_reach_old_groups(
    frame: pd.DataFrame, base: RepeatRun
) -> None:
    old = base.groups[base.groups["last"] < pd.Timestamp(LAST_DAY - timedelta(days=60))]
    old = old[old["n"] >= 2].sort_values(["n", "group_id"], ascending=[False, True])
    gone, parted = (
        base.members[base.members["group_id"] == g]["ticket_no"].tolist()
        for g in old["group_id"].iloc[:2]
    )
    pair = tuple(sorted(parted[:2]))
    left = frame[frame["ticket_no"] != gone[0]]
    decided = Decisions(apart=frozenset({(pair[0], pair[1])}))
    run = night(left, base, NIGHTS - 1, decided=decided)
    assert gone[0] not in set(run.members["ticket_no"])
    group = run.matter_of(pd.Series(pair))
    assert group.nunique() == 2


def test_what_is_searched_again(frame: pd.DataFrame, base: RepeatRun) -> None:
    since = LAST_DAY - timedelta(days=NIGHTS)
    new = set(frame["ticket_no"]) - set(until(frame, NIGHTS)["ticket_no"])
    chosen = to_search(frame, base.members, since=since, new=new, settings=RepeatSettings())
    searched = set(frame["ticket_no"][chosen])
    assert new <= searched
    inside = base.members[base.members["ticket_no"].isin(searched)]
    whole = base.members[base.members["group_id"].isin(set(inside["group_id"]))]
    assert set(whole["ticket_no"]) <= searched
