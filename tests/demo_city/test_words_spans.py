"""Where personal data stands in a text: exact, and found again by what scrubs real texts."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from data_access.store.vault.scrub import luhn, scrub
from demo_city.calendar.workdays import day_of, ordinal
from demo_city.simulate import batches, make_world
from demo_city.stories import tell
from demo_city.words import texts
from demo_city.words.compose import lengths

LAST, DAYS = date(2026, 3, 31), 14
SHAPES = {
    "phone": r"1\d{2}[- ]?\d{4}[- ]?\d{4}",
    "id": r"990181\d{11}[\dX]",
    "bank": r"99[\d ]{17,21}",
    "plate": r"鲁Z[A-Z]\d{4}",
    "email": r"[a-z]\d+@example\.(com|net|org)",
    "name": r"[\u4e00-\u9fff]{2,4}",
    "address": r".*(室|号)",
    "place": r".+",
}
MASKED = ("phone", "id", "bank", "email", "plate")


@pytest.fixture(scope="module")
def columns():
    world = make_world(7, DAYS, 400, LAST)
    found = list(batches(world, day_of(ordinal(LAST) - DAYS + 1), DAYS))
    for batch in found:
        tell(world, batch.kept)
    return {k: np.concatenate([b.kept[k] for b in found]) for k in found[0].kept}


@pytest.fixture(scope="module")
def written(columns):
    return texts(columns)


def each(written):
    for at, found in enumerate(written["spans"]):
        for field, start, end, kind in found:
            yield at, field, written[field][at], start, end, kind


def test_spans_are_exact(written):
    kinds = set()
    for _, _, text, start, end, kind in each(written):
        assert 0 <= start < end <= len(text)
        assert re.fullmatch(SHAPES[kind], text[start:end]), (kind, text[start:end])
        kinds.add(kind)
    assert kinds == set(SHAPES)


def test_spans_of_a_text_do_not_overlap(written):
    for found in written["spans"]:
        ends = {"title": 0, "content": 0}
        for field, start, end, _ in found:
            assert start >= ends[field]
            ends[field] = end


def test_most_texts_name_a_place(written):
    placed = [any(k == "place" for *_, k in found) for found in written["spans"]]
    assert np.mean(placed) > 0.6


def test_every_number_is_in_a_span(written):
    for at, content in enumerate(written["content"]):
        inside = [(s, e) for f, s, e, k in written["spans"][at] if f == "content" and k != "place"]
        for match in re.finditer(r"(?<!\d)1\d{10}(?!\d)|\d{17}[\dX]", content):
            assert any(s <= match.start() and match.end() <= e for s, e in inside), content


def test_scrubbing_masks_what_is_planted(written):
    planted = masked = 0
    for at, field, text, start, end, kind in each(written):
        if kind in MASKED:
            planted += 1
            clean = scrub(text)
            masked += text[start:end] not in clean
            assert field == "content", written["title"][at]
    assert planted > 300
    assert masked / planted >= 0.99


def test_cards_have_a_valid_check_digit(written):
    cards = [t[s:e].replace(" ", "") for _, _, t, s, e, k in each(written) if k == "bank"]
    assert cards
    assert all(luhn(card) for card in cards)


def test_who_hides_is_not_named(columns, written):
    for at in np.flatnonzero(columns["kind"] >= 2):
        kinds = {kind for _, _, _, kind in written["spans"][at]}
        assert not kinds & {"phone", "id", "name", "bank", "email", "address"}


def test_the_same_seed_gives_the_same_words(columns, written):
    part = {k: v[:300] for k, v in columns.items()}
    assert texts(part)["content"] == written["content"][:300]
    one = texts(part, np.random.default_rng(5))
    assert one == texts(part, np.random.default_rng(5))
    other = texts(part, np.random.default_rng(6))
    assert np.mean([a != b for a, b in zip(one["content"], other["content"], strict=True)]) > 0.99
    assert one["addr_text"] == other["addr_text"]


def test_an_event_is_told_of_the_same_thing(columns, written):
    stories = [(at, s) for at, s in enumerate(columns["story"]) if s is not None and s.thing]
    assert len(stories) > 20
    complaining = [(at, s) for at, s in stories if columns["type"][at] in (1, 2, 3)]
    named = [s.thing in written["title"][at] + written["content"][at] for at, s in complaining]
    assert np.mean(named) > 0.85


def test_lengths_follow_their_distribution():
    seed = np.random.default_rng(1).integers(0, 2**64, 40_000, dtype=np.uint64)
    asked = lengths(np.zeros(40_000, dtype=np.int64), seed)
    told = lengths(np.ones(40_000, dtype=np.int64), seed)
    assert 74 <= np.median(asked) <= 82
    assert 188 <= np.median(told) <= 202
    assert told.min() >= 14
    assert told.max() <= 2600
