"""Finding tickets: index and tickets say the same, counts are exact, scopes never leak."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.extract.query import Extract
from data_access.search import find as finding
from data_access.search.asked import Asked
from data_access.search.find import find
from data_access.search.words import read_words
from data_access.types import Filters, NotAllowedError, Period, Scope
from tests.data_access import search_frames as frames

SEED, ROWS = 5, 300
MORE = 10_000
TERMS = st.one_of(
    st.sampled_from(frames.PIECES),
    st.lists(st.sampled_from(frames.PIECES), min_size=1, max_size=3).map("".join),
    st.text(max_size=3),
    st.from_regex(r"\A26[0-9]{2,4}\Z|\AA00[0-9]{2,3}\Z|\A[0-9]{4}\Z"),
)


@pytest.fixture(scope="module")
def tickets() -> pd.DataFrame:
    return frames.with_texts(SEED, ROWS)


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory, tickets: pd.DataFrame) -> list[Extract]:
    """The same tickets with their index, and as an older version wrote them."""
    return [
        frames.stored(tmp_path_factory.mktemp("indexed"), tickets),
        frames.stored(tmp_path_factory.mktemp("plain"), tickets, index=False),
    ]


def numbers(extract: Extract, scope: Scope, asked: Asked) -> list[str]:
    found = find(extract, scope, asked, limit=MORE)
    assert found.exact
    assert found.count == len(found.rows)
    return [str(n) for n in found.rows["ticket_no"]]


@settings(max_examples=40)
@given(terms=st.lists(TERMS, min_size=1, max_size=3), which=st.integers(0, 3))
def test_words_find_what_the_texts_hold(extracts, tickets, terms, which):
    scope = frames.SCOPES[which]
    asked = Asked(frames.EVERYTHING, words=" ".join(terms))
    read = [t.text for t in read_words(asked.words)]
    mine = frames.seen(tickets, scope)
    wanted = mine[[frames.holds(row, read) for row in mine.to_dict("records")]]
    for extract in extracts:
        assert numbers(extract, scope, asked) == wanted["ticket_no"].tolist()


@pytest.mark.parametrize("sort", ["newest", "oldest", "deadline"])
@pytest.mark.parametrize("words", ["", "暖气", "暖气不热", "水"])
def test_pages_follow_each_other_in_order(extracts, tickets, sort, words):
    asked = Asked(frames.EVERYTHING, words=words, sort=sort)
    for extract in extracts:
        whole = find(extract, frames.ALL, asked, limit=MORE).rows
        parts = [find(extract, frames.ALL, asked, limit=37, offset=n).rows for n in (0, 37, 74)]
        joined = pd.concat(parts)["ticket_no"].tolist()
        assert joined == whole["ticket_no"].tolist()[:111]
        if sort == "deadline":
            known = whole["deadline"].dropna()
            assert known.is_monotonic_increasing
            assert whole["deadline"].isna().tolist() == sorted(whole["deadline"].isna())
        else:
            column = whole["t_accept"]
            assert column.is_monotonic_increasing if sort == "oldest" else (
                column.is_monotonic_decreasing
            )  # fmt: skip


def test_cuts_periods_and_the_as_of_day_hold_for_words_too(extracts, tickets):
    day = date(2026, 4, 15)
    cut = Filters(
        frames.CODE, Period(date(2026, 3, 5), date(2026, 4, 20)), category="01", channel="电话",
        as_of=day,
    )  # fmt: skip
    mine = frames.seen(tickets, frames.ALL)
    inside = (
        (mine["day"] >= date(2026, 3, 5)) & (mine["day"] <= day)
        & mine["category_code"].str.startswith("01", na=False) & (mine["source_channel"] == "电话")
    )  # fmt: skip
    wanted = mine[inside & mine["content"].str.contains("水", regex=False, na=False)]
    asked = Asked(cut, words="水")
    titled = mine[inside & mine["title"].str.contains("水", regex=False, na=False)]
    either = mine[mine["ticket_no"].isin([*wanted["ticket_no"], *titled["ticket_no"]])]
    for extract in extracts:
        assert numbers(extract, frames.ALL, asked) == either["ticket_no"].tolist()
        found = find(extract, frames.ALL, replace(asked, words=""), limit=MORE)
        assert (found.count, len(found.rows)) == (inside.sum(), inside.sum())
        late = found.rows["t_close"].dropna() >= pd.Timestamp(2026, 4, 16)
        assert not late.any()


def test_some_numbers_a_state_and_a_caller(extracts, tickets):
    some = (*tickets["ticket_no"].sample(40, random_state=1), "nothing", "26'")
    for scope in frames.SCOPES:
        mine = frames.seen(tickets, scope)
        for extract in extracts:
            asked = Asked(frames.EVERYTHING, numbers=(*some[:20], *map(str.lower, some[20:])))
            wanted = mine[mine["ticket_no"].isin(some)]
            assert numbers(extract, scope, asked) == wanted["ticket_no"].tolist()
            assert numbers(extract, scope, Asked(frames.EVERYTHING, numbers=())) == []
    for extract in extracts:
        known = find(extract, frames.ALL, Asked(frames.EVERYTHING, status="撤诉"), limit=MORE)
        assert set(known.rows["status"]) == {"撤诉"}
        assert known.count == len(known.rows) == (tickets["status"] == "撤诉").sum()
        asked = Asked(frames.EVERYTHING, caller_key="k1")
        every = frames.seen(tickets, frames.ALL)
        theirs = every[every["caller_key"] == "k1"]["ticket_no"].tolist()
        assert numbers(extract, frames.TRACER, asked) == theirs
        with pytest.raises(NotAllowedError):
            find(extract, frames.ALL, asked)


def test_many_answers_are_counted_up_to_a_bound(extracts, tickets, monkeypatch):
    monkeypatch.setattr(finding, "ENOUGH", 25)
    for extract in extracts:
        found = find(extract, frames.ALL, Asked(frames.EVERYTHING, words="水"), limit=10)
        assert (found.count, found.exact, len(found.rows)) == (25, False, 10)
        further = find(extract, frames.ALL, Asked(frames.EVERYTHING, words="水"), 10, offset=40)
        assert (further.count, further.exact, len(further.rows)) == (50, False, 10)
        every = find(extract, frames.ALL, Asked(frames.EVERYTHING), limit=10)
        assert (every.count, every.exact) == (ROWS, True)


def test_the_places_of_words_are_marked(extracts, tickets):
    found = find(extracts[0], frames.ALL, Asked(frames.EVERYTHING, words="ktv 水"), limit=MORE).rows
    assert len(found)
    for row in found.to_dict("records"):
        marked: list[Any] = [row["title"][a:b] for a, b in row["title_marks"]]
        marked += [row["snippet"][a:b] for a, b in row["marks"]]
        words = {
            piece.lower() for mark in marked for piece in ("ktv", "水") if piece in mark.lower()
        }
        assert words == {"ktv", "水"}


def test_nothing_is_seen_outside_the_scope(extracts):
    nobody = Scope("n", frozenset(), frozenset({frames.CODE}), frozenset())
    stranger = Scope("s", frozenset(), frozenset({"1"}))
    for extract in extracts:
        for asked in (Asked(frames.EVERYTHING), Asked(frames.EVERYTHING, words="水")):
            found = find(extract, nobody, asked)
            assert (found.count, len(found.rows)) == (0, 0)
            with pytest.raises(NotAllowedError):
                find(extract, stranger, asked)


def test_words_as_they_are_typed():
    typed = '  "水 管"  KTV　“半夜 施工” ktv \x00 「a」 '
    assert [t.text for t in read_words(typed)] == ["水 管", "ktv", "半夜 施工", "a"]
    assert [t.is_number for t in read_words("260301A 暖气2026 2026 12 A-00012")] == [
        True, False, True, False, True,
    ]  # fmt: skip
    assert read_words(' "" “” ') == ()
