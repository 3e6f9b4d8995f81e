"""Words for whoever passes by: nothing that points at a person or a home, no small numbers."""

import pytest

from style.pointing import points_at_somebody, says_fewer, stem_of_community


@pytest.mark.parametrize(
    "words",
    [
        "青河小区供暖不热",
        "锦绣花园停水",
        "3号楼电梯故障",
        "人民路18号漏水",
        "二单元无人清扫",
        "王某家漏水",
        "张先生反映噪声",
        "李老师收费",
        "书记不作为",
        "某企业拖欠工资",
        "晨光社区停电",
        "工单20261103001",
        "李家村三组修路",
    ],
)
def test_what_points_at_somebody(words):
    assert points_at_somebody(words)


@pytest.mark.parametrize(
    "words",
    ["暖气不热", "室温不达标、未按时供热等", "燃气开通难", "拖欠农民工工资", "夜间施工噪声"],
)
def test_what_names_a_matter_alone(words):
    assert not points_at_somebody(words)


@pytest.mark.parametrize(
    ("words", "few"),
    [
        ("共3件", True),
        ("城关街道4人说同一件事", True),
        ("超期1项", True),
        ("共5件", False),
        ("共14件", False),
        ("1,003件", False),
        ("预期2.4件", False),
        ("平时不足1件", False),
        ("近4天", False),
        ("0件", False),
    ],
)
def test_numbers_below_five_are_found(words, few):
    assert says_fewer(words, 5) is few


def test_a_community_is_known_by_the_name_that_people_write():
    assert stem_of_community("晨光社区") == "晨光"
    assert stem_of_community("李家村村民委员会") == "李家村"
