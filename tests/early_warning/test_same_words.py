"""Several callers who say the same: found by their words, never by what comes later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from early_warning.detection import Detection
from early_warning.events.life import Board, advance
from early_warning.events.merge import merge
from early_warning.history import History
from early_warning.rules.same_matter import DOUBT, MatterSettings, backed, common, place_of
from early_warning.text.letter_runs import runs_of
from early_warning.text.shared_words import SharedSettings, SharedWords

FIRST = np.datetime64("2023-01-01")
DAYS, DAY = 260, 250
WORDS = "路灯不亮停水噪音扰民施工占道垃圾清运物业收费电梯故障公交晚点井盖破损油烟下水堵塞"
SAID = "金福来健身房一夜之间关门停业卡里的钱退不出来"


def tickets(callers: int = 3, *, where: str = "990181001002") -> pd.DataFrame:
    """A town whose callers say what they like, and on one day some say the same."""
    random = np.random.default_rng(7)
    rows: list[tuple[object, ...]] = []
    for day in range(DAYS):
        for _ in range(30):
            text = "".join(random.choice(list(WORDS), 40))
            rows.append((day, f"990181{random.integers(1, 4):03d}{random.integers(1, 5):03d}",
                         f"0{random.integers(1, 4)}0101", f"p{len(rows)}", text))  # fmt: skip
    for k in range(callers):
        text = "".join(random.choice(list(WORDS), 12)) + SAID + f"{k}月{k}日"
        rows.append((DAY, where, "130201", f"q{k}", text))
    frame = pd.DataFrame(rows, columns=["day", "area", "category", "caller", "text"])
    frame["t_accept"] = FIRST + frame["day"].to_numpy().astype("timedelta64[D]")
    frame["t_accept"] = frame["t_accept"].astype("datetime64[ns]") + pd.Timedelta(hours=9)
    frame["ticket_no"] = [f"T{k}" for k in range(len(frame))]
    frame["channel"] = "电话"
    return frame.drop(columns="day")


def found_on(frame: pd.DataFrame, day: int) -> tuple[Detection, ...]:
    return History(frame, FIRST).matters(day, MatterSettings())


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return tickets()


def test_three_callers_on_the_first_day_are_a_matter(frame: pd.DataFrame) -> None:
    found = found_on(frame, DAY)
    assert {(d.area, d.category, d.observed) for d in found} == {("990181001002", "130201", 3.0)}
    assert set(found[0].evidence) == set(frame["ticket_no"].tail(3))
    assert not found_on(frame, DAY - 1)
    assert not found_on(frame, DAY + 1)


def test_later_texts_and_the_order_of_rows_change_nothing(frame: pd.DataFrame) -> None:
    until = frame[frame["t_accept"] < pd.Timestamp(FIRST) + pd.Timedelta(days=DAY + 1)]
    mixed = frame.sample(frac=1.0, random_state=2).reset_index(drop=True)
    assert found_on(until, DAY) == found_on(frame, DAY) == found_on(mixed, DAY)


def test_looking_back_reads_the_texts_anew(frame: pd.DataFrame) -> None:
    words = History(frame, FIRST).words
    assert words is not None
    words.matters(DAY + 5)
    again = words.matters(DAY)
    fresh = History(frame, FIRST).words
    assert fresh is not None
    assert [m.p_value for m in again] == [m.p_value for m in fresh.matters(DAY)]


def test_one_caller_many_times_is_no_matter(frame: pd.DataFrame) -> None:
    one = frame.assign(caller=frame["caller"].where(~frame["caller"].str.startswith("q"), "q"))
    assert not found_on(one, DAY)


def test_what_is_often_said_is_no_news(frame: pd.DataFrame) -> None:
    usual = frame.copy()
    said = usual.index[usual.index % 40 == 3]
    usual.loc[said, "text"] = usual.loc[said, "text"] + SAID
    assert not found_on(usual, DAY)


def test_digits_and_marks_are_no_part_of_what_is_said() -> None:
    texts = ["11月3日，金福来健身房关门！", "停水", "", "2月日金福来健身房关门"]
    owner, runs = runs_of(texts, 5, 25)
    assert set(runs[owner == 0]) == set(runs[owner == 3])
    assert set(owner) == {0, 3}


def test_runs_are_counted_once_a_text_and_never_across_two() -> None:
    alone = [set(runs_of([text], 2, 25)[1]) for text in ("停水停水", "水停", "停")]
    assert [len(one) for one in alone] == [2, 1, 0]
    owner, runs = runs_of(["停水停水", "水停", "停"], 2, 25)
    assert [set(runs[owner == k]) for k in range(3)] == alone
    assert len(runs) == 3


def test_only_the_memory_is_read_and_where_reading_began_changes_nothing(
    frame: pd.DataFrame,
) -> None:
    def words() -> SharedWords:
        whole = History(frame, FIRST).words
        assert whole is not None
        return replace(whole, settings=SharedSettings(memory=150))

    cold, warm = words(), words()
    for day in range(DAY - 20, DAY + 1):
        warm.matters(day)
    assert [repr(m) for m in warm.matters(DAY)] == [repr(m) for m in cold.matters(DAY)]
    # What was said before the memory is as if it had never been said.
    older = frame["t_accept"] < pd.Timestamp(FIRST) + pd.Timedelta(days=DAY - 28 - 150 + 1)
    silent = History(frame.assign(text=frame["text"].mask(older)), FIRST).words
    assert silent is not None
    assert [repr(m) for m in silent.matters(DAY)] == [repr(m) for m in cold.matters(DAY)]


def test_where_and_what_a_matter_is() -> None:
    areas = pd.Series(["990181001002", "990181001002", "990181007001", None, "990181001003"])
    assert place_of(areas, 0.4) == "990181001002"
    assert place_of(pd.Series(["990181001002", "990181001003"]), 0.4) == "990181001"
    assert not place_of(pd.Series(["990181001002", "990181002003"]), 0.4)
    assert common(pd.Series(["130201", "130202", "130203"]), (6, 4), 0.6) == "1302"


def test_a_surge_whose_callers_share_no_words_is_listed_and_not_pushed() -> None:
    surge = Detection("city", "event", 9, 3, 40.0, 9.0, 1e-12, category="1301")
    matter = Detection("same_words", "event", 9, 1, 5.0, 0.1, 1e-20, area="990181001002",
                       category="130101")  # fmt: skip
    assert [d.doubt for d in backed([surge], [matter], {})] == [""]
    other = replace(matter, category="020101")
    (doubtful,) = backed([surge], [other], {})
    assert doubtful.doubt == DOUBT
    _, opened = advance(Board(), merge([doubtful]), 9)
    assert [w.pushed for w in opened] == [None]
    board, _ = advance(Board(), merge([doubtful]), 9)
    _, opened = advance(board, merge([replace(surge, day=10)]), 10)
    assert [w.pushed for w in opened] == [10]


def test_two_matters_of_the_whole_city_stay_two() -> None:
    one = Detection("same_words", "event", 9, 1, 9.0, 0.1, 1e-20, category="0101",
                    evidence=("a", "b", "c"))  # fmt: skip
    board, _ = advance(Board(), merge([one]), 9)
    same = replace(one, day=10, evidence=("c", "d", "e"))
    other = replace(one, day=10, evidence=("x", "y", "z"))
    assert not advance(board, merge([same]), 10)[1]
    assert len(advance(board, merge([other]), 10)[1]) == 1


def test_tickets_are_found_by_number_in_the_order_of_rows(frame: pd.DataFrame) -> None:
    history = History(frame, FIRST)
    numbers = frame["ticket_no"].iloc[[9, 3, 40]].tolist()
    assert history.rows_of([*numbers, "not there"]).tolist() == [3, 9, 40]
    assert history.rows_of([]).tolist() == []
