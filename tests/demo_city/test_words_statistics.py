"""The richness of the words, beside ranges measured on real messages.

The ranges are those of 4,326 real messages of 2019 (a public data set of the eighth Teddy Cup),
in blocks of 20,000 Chinese characters: over eight random blocks, and over the blocks of single
subjects (labour, urban construction, education), which are less rich than the whole.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from demo_city.calendar.workdays import day_of, ordinal
from demo_city.simulate import batches, make_world
from demo_city.word_statistics import (
    length_quantiles,
    main,
    measured,
    near_copies,
    near_copy_share,
    packed,
    pairs,
    read_messages,
    sample,
    table,
)
from demo_city.words import texts

LAST = date(2026, 3, 31)
# Measured: pair entropy 12.54-13.00 bits, character entropy 8.83-9.33 bits, 1,275-1,559 different
# characters and 10,454-12,109 different pairs in a block.
PAIR_ENTROPY, CHARACTER_ENTROPY = (12.54, 13.00), (8.83, 9.33)
# The city stays up to 8 % below the poorest subject in different pairs.
CHARACTERS, PAIRS = (1275, 1559), (10_454 * 0.92, 12_109)
# Lengths of real messages: quartiles 115, 203, 401; nine in ten below 776.
QUARTILES = ((80, 150), (160, 250), (290, 480))


def write(seed: int, days: int = 16):
    world = make_world(seed, days, 400, LAST)
    found = list(batches(world, day_of(ordinal(LAST) - days + 1), days))
    columns = {k: np.concatenate([b.kept[k] for b in found]) for k in found[0].kept}
    return columns, [packed(t) for t in texts(columns)["content"]]


@pytest.fixture(scope="module", params=[3, 71, 20_260])
def words(request):
    return write(request.param)


def test_near_copies_are_rare_outside_events(words):
    columns, contents = words
    outside = [t for t, e in zip(contents, columns["event"], strict=True) if e < 0]
    drawn = sample(outside)
    alike = near_copies(drawn)
    assert len(alike) / (len(drawn) * (len(drawn) - 1) / 2) <= 1e-4
    touched = {at for pair in alike for at in pair[:2]}
    assert len(touched) / len(drawn) < 0.01


def test_texts_are_as_rich_as_real_ones(words):
    _, contents = words
    characters, both = measured(contents, list), measured(contents, pairs)
    assert CHARACTER_ENTROPY[0] <= characters.entropy <= CHARACTER_ENTROPY[1]
    assert PAIR_ENTROPY[0] <= both.entropy <= PAIR_ENTROPY[1]
    assert CHARACTERS[0] <= characters.different <= CHARACTERS[1]
    assert PAIRS[0] <= both.different <= PAIRS[1]


def test_lengths_are_those_of_real_messages(words):
    columns, contents = words
    told = [t for t, n in zip(contents, columns["type"], strict=True) if 1 <= n <= 3]
    found = np.quantile([len(t) for t in told], (0.25, 0.5, 0.75))
    for value, (low, high) in zip(found, QUARTILES, strict=True):
        assert low <= value <= high
    all_lengths = np.array([len(t) for t in contents])
    assert (all_lengths < 30).mean() > 0.02
    assert (all_lengths > 1000).any()
    assert all_lengths.max() < 3500


def test_the_ranges_are_those_of_the_real_messages(data_folder):
    real = read_messages(data_folder / "teddy" / "messages_2019.xlsx")
    assert len(real) == 4326
    characters, both = measured(real, list), measured(real, pairs)
    assert CHARACTER_ENTROPY[0] <= characters.entropy <= CHARACTER_ENTROPY[1]
    assert PAIR_ENTROPY[0] <= both.entropy <= PAIR_ENTROPY[1]
    quantiles = length_quantiles(real)
    assert [round(q) for q in quantiles[3:6]] == [115, 203, 401]


def test_near_copies_are_found_and_nothing_else():
    first = "小区门口的路灯坏了一个多月没有人修，晚上出行很不方便，希望有关部门尽快处理。"
    second = first.replace("一个多月", "两个月了")
    other = "公司拖欠三个月工资，老板一直不接电话，请帮忙追讨。"
    found = near_copies([first, other, second, first])
    assert {(min(i, j), max(i, j)) for i, j, _ in found} >= {(0, 3)}
    assert all(1 not in pair[:2] for pair in found)
    assert near_copy_share([first, other]) == 0


def test_near_copies_are_exact_on_random_texts():
    random = np.random.default_rng(4)
    texts_ = ["".join(random.choice(list("甲乙丙"), 12)) for _ in range(120)]
    grams = [{t[k : k + 3] for k in range(10)} for t in texts_]
    expected = {
        (i, j)
        for i in range(120)
        for j in range(i)
        if len(grams[i] & grams[j]) / len(grams[i] | grams[j]) >= 0.8
    }
    assert {(max(i, j), min(i, j)) for i, j, _ in near_copies(texts_)} == expected


def test_the_comparison_prints_both_sides(year, capsys):
    assert main(["--city", str(year.folder)]) == 0
    printed = capsys.readouterr().out
    assert "city, all" in printed
    assert "character pairs: entropy" in printed
    assert main(["--city", str(year.folder / "missing")]) == 2


def test_the_table_measures_every_side_alike():
    lines = table({"one": ["甲乙丙丁" * 20, "戊己庚辛" * 20], "other": ["天地玄黄" * 20] * 2})
    assert all(len(values) == 2 for _, values in lines)
