"""How words are used by day: kept counts are what counting gives, or they are counted again."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hotspots.repeats.day_store import DayStore
from hotspots.repeats.day_words import DayWords, Nothing, usage_of, words_of_days
from hotspots.repeats.find import find_repeats
from hotspots.repeats.prepare import prepare
from hotspots.repeats.types import RepeatSettings
from hotspots.repeats.update import marks_told, update_repeats, words_told
from hotspots.repeats.usage import Usage
from tests.hotspots.conftest import LAST_DAY, NAMES

SETTINGS = RepeatSettings()
EVER = date(2000, 1, 1)
NIGHT = LAST_DAY - timedelta(days=1)


@pytest.fixture(scope="module")
def part(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["day"] > pd.Timestamp(LAST_DAY - timedelta(days=60))]


@pytest.fixture
def store(tmp_path: Path) -> DayStore:
    return DayStore(tmp_path / "place" / "words", "one")


def same(one: DayWords, other: DayWords) -> bool:
    return (one.day, one.mark, one.tickets, one.streets, one.bits) == (
        other.day, other.mark, other.tickets, other.streets, other.bits,
    ) and all(
        np.array_equal(one.counted[name].grams, other.counted[name].grams)
        and np.array_equal(one.counted[name].times, other.counted[name].times)
        and (name != "long" or np.array_equal(one.counted[name].street, other.counted[name].street))
        for name in one.counted
    )  # fmt: skip


def test_counts_by_day_add_up_to_what_all_texts_together_say(part: pd.DataFrame) -> None:
    tickets = prepare(part, SETTINGS)
    whole = Usage.of(tickets)
    days, made = words_of_days(part.sample(frac=1, random_state=3), EVER, SETTINGS, Nothing())
    assert made == [day.day for day in days] == sorted(set(tickets.day.tolist()))
    found = usage_of(days)
    assert found is not None
    assert found.tickets == whole.tickets
    for name in ("titles", "contents"):
        assert (found.counts[name] == whole.counts[name]).all()
    # The texts' own sets leave out what a single ticket says.
    often = found.counts["long"] >= 2
    assert (np.where(often, found.counts["long"], 0) == whole.counts["long"]).all()
    assert found.gathered is not None
    assert whole.gathered is not None
    for one, other in zip(found.gathered, whole.gathered, strict=True):
        assert (one.surge == other.surge).all()
        assert (one.confined == other.confined).all()
    assert (found.local == whole.local).all()
    assert whole.local.max() > 0


def test_a_short_period_says_nothing_of_gathering(part: pd.DataFrame) -> None:
    late = part[part["day"] > pd.Timestamp(LAST_DAY - timedelta(days=20))]
    found = usage_of(words_of_days(late, EVER, SETTINGS, Nothing())[0])
    assert found is not None
    assert found.gathered is None
    assert not found.surge.any()
    assert usage_of([]) is None


def test_a_night_with_kept_counts_is_a_night_without(frame: pd.DataFrame, store: DayStore) -> None:
    then = frame[frame["day"] <= pd.Timestamp(NIGHT)]
    base = find_repeats(then, NAMES, as_of=NIGHT)
    new = sorted(set(frame["ticket_no"]) - set(then["ticket_no"]))
    store.keep(words_told(then, as_of=NIGHT, since=NIGHT - timedelta(days=1))[0])
    words, made = words_told(frame, as_of=LAST_DAY, since=NIGHT, known=store)
    assert made == [np.datetime64(LAST_DAY, "D").astype(int)]
    runs = [
        update_repeats(
            frame, NAMES, as_of=LAST_DAY, previous=base, since=NIGHT, new=new, words=given
        )
        for given in (None, words)
    ]
    for name in ("groups", "members", "pairs", "suggestions"):
        pd.testing.assert_frame_equal(*(getattr(run, name) for run in runs))
    assert runs[0].counts == runs[1].counts


def test_changed_added_and_deleted_tickets_make_their_day_be_counted_anew(
    part: pd.DataFrame, store: DayStore
) -> None:
    store.keep(words_of_days(part, EVER, SETTINGS, Nothing())[0])
    assert words_of_days(part, EVER, SETTINGS, store)[1] == []
    assert words_of_days(part.iloc[::-1], EVER, SETTINGS, store)[1] == []
    changed, gone, moved = part.index[[10, 500, 900]]
    other = part.copy()
    other.loc[changed, "content"] = "路灯不亮，多次反映没有人来修。"
    other.loc[moved, "area_street"] = "990181999"
    other = other.drop(index=gone)
    days, made = words_of_days(other, EVER, SETTINGS, store)
    touched = part.loc[[changed, gone, moved], "day"].to_numpy().astype("datetime64[D]")
    assert set(made) == set(touched.astype(int).tolist())
    anew, _ = words_of_days(other, EVER, SETTINGS, Nothing())
    assert all(same(*pair) for pair in zip(days, anew, strict=True))


def test_what_cannot_be_read_or_was_made_otherwise_is_counted_anew(
    part: pd.DataFrame, store: DayStore
) -> None:
    days, _ = words_of_days(part, EVER, SETTINGS, Nothing())
    store.keep(days)
    files = sorted(store.folder.iterdir())
    content = bytearray(files[0].read_bytes())
    content[len(content) // 3] ^= 0xFF
    files[0].write_bytes(bytes(content))
    files[1].write_bytes(files[1].read_bytes()[:-50])
    files[2].unlink()
    files[3].write_bytes(files[4].read_bytes())
    found, made = words_of_days(part, EVER, SETTINGS, store)
    assert made == [day.day for day in days[:4]]
    assert all(same(*pair) for pair in zip(found, days, strict=True))
    store.keep(found, made)
    assert words_of_days(part, EVER, SETTINGS, store)[1] == []
    other = DayStore(store.folder, "another")
    assert len(words_of_days(part, EVER, SETTINGS, other)[1]) == len(days)


def test_only_these_days_are_kept_and_only_for_their_owner(
    part: pd.DataFrame, store: DayStore
) -> None:
    days, _ = words_of_days(part, EVER, SETTINGS, Nothing())
    store.keep(days)
    (store.folder / "2025-01-01.parquet.part").write_bytes(b"cut off")
    store.keep(days[5:])
    assert len(list(store.folder.iterdir())) == len(days) - 5
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in store.folder.iterdir()} == {0o600}
    texts = "".join(part["title"].dropna().head(50))
    raw = b"".join(file.read_bytes() for file in store.folder.iterdir())
    assert not any(word.encode() in raw for word in {texts[k : k + 4] for k in range(0, 400, 4)})
    numbers = part["ticket_no"].astype(str).tolist()
    assert not any(number.encode() in raw for number in numbers[:200])


def test_a_whole_run_leaves_the_days_that_still_hold(part: pd.DataFrame, store: DayStore) -> None:
    store.only({})
    days, _ = words_of_days(part, EVER, SETTINGS, Nothing())
    store.keep(days)
    store.only(marks_told(part, as_of=LAST_DAY, since=LAST_DAY))
    assert len(list(store.folder.iterdir())) == len(days)
    left = part.drop(index=part.index[700])
    store.only(marks_told(left, as_of=LAST_DAY, since=LAST_DAY))
    assert len(list(store.folder.iterdir())) == len(days) - 1
    assert len(words_told(left, as_of=LAST_DAY, since=LAST_DAY, known=store)[1]) == 1
