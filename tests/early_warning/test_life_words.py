"""Words of danger to life on own sentences, some held out; and how they are looked for."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from early_warning.replay.life_words import score_life_words
from early_warning.text.risk_words import dangers, find_risks, risks, shipped
from early_warning.text.scanner import first_characters, scanner

HERE = Path(__file__).parent


def sentences(name: str) -> list[tuple[str, str]]:
    rows = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            risk, _, sentence = line.partition("|")
            rows.append((risk, sentence))
    return rows


@pytest.mark.parametrize("name", ["life_sentences.txt", "life_sentences_held_out.txt"])
def test_danger_to_life_is_told_from_what_sounds_like_it(name: str) -> None:
    life = {one.name for one in shipped().classes if one.life}
    rows = [(risk, bool(dangers(text))) for risk, text in sentences(name)]
    assert len(rows) >= 250
    assert {risk for risk, _ in rows} == {*life, "-"}
    right = sum(said for risk, said in rows if risk != "-")
    false = sum(said for risk, said in rows if risk == "-")
    wanted = sum(risk != "-" for risk, _ in rows)
    precision, recall = right / (right + false), right / wanted
    print(f"{name}: precision {precision:.3f}, recall {recall:.3f} of {wanted} in {len(rows)}")
    assert precision >= 0.9
    assert recall >= 0.95


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("电影里有人跳楼，孩子看了害怕", "reported"),
        ("这部电影有跳楼的镜头", "fiction"),
        ("三年前这栋楼发生过火灾", "past"),
        ("三年前这栋楼发生过火灾，昨晚又起火", "past"),
        ("咨询火灾之后怎么理赔", "asked"),
        ("线路老化容易起火", "feared"),
    ],
)
def test_what_is_no_report_of_danger_says_why(text: str, status: str) -> None:
    assert find_risks(text)[0].status == status


def test_an_old_danger_does_not_hide_a_new_one() -> None:
    assert risks("三年前这栋楼发生过火灾，昨晚又起火了") == {"fire_and_gas"}


@pytest.mark.parametrize(
    "text", ["真是气死我了", "热死了", "吓死人", "要命", "跳楼价", "自杀式营销", "生意火爆",
             "爆炸头", "看了《杀人回忆》", "网红店“死亡电梯”"]
)  # fmt: skip
def test_idioms_and_titles_are_no_hits(text: str) -> None:
    assert not find_risks(text)


@pytest.mark.parametrize(
    ("text", "risk", "hazard"),
    [("消防通道被私家车堵死，消防车进不来", "fire_and_gas", "fire_hazards"),
     ("两部电梯都停运，二十八层只能爬楼", "elevator", "lift_hazards")],
)  # fmt: skip
def test_a_hazard_warns_without_threatening_life(text: str, risk: str, hazard: str) -> None:
    assert risks(text) == {risk}
    assert not dangers(text)
    assert {hit.risk for hit in find_risks(text) if hit.raises} == {hazard}


WORDS = ("ab", "a(?:b|c)c", "(?:x|b)?c{1,2}", "[ab]d", "b.{0,2}a", "(?!ab)a.c", "(?:a|bc)+d")


@given(st.text("abcdx", max_size=30))
@settings(max_examples=200, deadline=None)
def test_one_pass_finds_what_each_expression_finds(text: str) -> None:
    ordered = sorted(WORDS, key=len, reverse=True)
    found = [(m.start(), m.end()) for _, m in scanner({"a": WORDS}).find(text)]
    assert found == [(m.start(), m.end()) for m in re.finditer("|".join(ordered), text)]


@pytest.mark.parametrize(
    ("expression", "characters"),
    [("ab|c", "ac"), ("(?:a|b)?c", "abc"), ("[xy]z", "xy"), (r"\d年", "0123456789"),
     ("(?!a)bc", "b"), ("(?:(?:a|b)c|d)e", "abd"), ("a*b", "ab"), ("a{0,2}b", "ab")],
)  # fmt: skip
def test_characters_that_a_match_begins_with(expression: str, characters: str) -> None:
    assert first_characters(expression) == frozenset(characters)


@pytest.mark.parametrize("expression", [".a", "[^a]b", "a?", "(?:a|.)b"])
def test_what_may_begin_with_anything_is_tried_everywhere(expression: str) -> None:
    assert first_characters(expression) is None


def test_tickets_are_scored_against_their_own_truth() -> None:
    tickets = pd.DataFrame({
        "ticket_no": ["1", "2", "3", "4"],
        "text": ["有人要跳楼", "气死我了", "电梯困人，老人在里面", "楼下起火了"],
    })  # fmt: skip
    truth = pd.DataFrame({
        "ticket_no": ["1", "2", "3", "9"], "class": ["life_and_limb", "", "fire_and_gas", "minors"],
        "is_risk": ["1", "0", "1", "1"],
    })  # fmt: skip
    found = score_life_words(tickets, truth)
    assert found is not None
    assert (found["tickets"], found["risks"], found["called"], found["right"]) == (3, 2, 2, 2)
    assert found["precision"] == found["recall"] == 1.0
    by_class = {row["risk"]: row for row in found["by_class"]}
    assert by_class["life_and_limb"]["recall"] == 1.0
    assert by_class["fire_and_gas"]["recall"] == 0.0
    assert by_class["minors"]["tickets"] == 0
    assert score_life_words(tickets, truth.tail(1)) is None
