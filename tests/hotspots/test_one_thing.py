"""Groups that speak of one thing by a name that is theirs alone are one matter."""

import numpy as np

from hotspots.repeats.one_thing import Told, join_named

LEAK = [*(f"丽发新城搅拌站噪音{n}" for n in range(4)), "丽发新城夜里吵", "救救丽发新城"]
DUST = ["丽发新城粉尘很大", "丽发新城到处是灰", "丽发新城没法呼吸"]
OTHER = [f"桃园街道路灯不亮{n}" for n in range(4)]


def nothing(a, _b):
    return np.zeros(len(a), dtype=bool)


def told(titles, *, days=None, kind=None, parted=nothing, elsewhere=nothing):
    day = np.array(days if days is not None else np.arange(len(titles)))
    kinds = np.array(kind if kind is not None else np.zeros(len(titles), dtype=int))
    return Told(titles, day, kinds, 183, parted, elsewhere)


def groups(*sizes):
    ends = np.cumsum(sizes)
    return [np.arange(end - size, end) for size, end in zip(sizes, ends, strict=True)]


def test_two_ways_to_tell_of_one_plant_are_one_matter():
    assert join_named(groups(6, 3, 4), told(LEAK + DUST + OTHER)) == [[0, 1]]


def test_a_name_that_others_have_too_joins_nothing():
    more = [f"丽发新城电梯{n}" for n in range(6)]
    assert join_named(groups(6, 3), told(LEAK + DUST + more)) == []


def test_two_schools_told_alike_stay_two():
    first = ["文峰小学食堂饭菜差"] * 6
    second = ["东河小学食堂饭菜差"] * 4
    assert join_named(groups(6, 4), told(first + second)) == []


def test_other_kinds_other_days_and_few_tickets_stay_apart():
    both = LEAK + DUST
    assert join_named(groups(6, 3), told(both, kind=[0] * 6 + [1] * 3)) == []
    assert join_named(groups(6, 3), told(both, days=[0] * 6 + [90] * 3)) == []
    assert join_named(groups(3, 3), told(LEAK[:3] + DUST)) == []


def test_peoples_word_goes_before_and_a_name_before_places():
    def parted(a, b):
        return (a == 0) & (b == 7)

    def elsewhere(a, b):
        return (a < 6) & (b >= 6)

    both = LEAK + DUST
    assert join_named(groups(6, 3), told(both, parted=parted)) == []
    assert join_named(groups(6, 3), told(both, elsewhere=elsewhere)) == [[0, 1]]
    # Who does not give the name may be anywhere.
    both[7] = "粉尘很大，搅拌站"
    assert join_named(groups(6, 3), told(both, elsewhere=elsewhere)) == []
