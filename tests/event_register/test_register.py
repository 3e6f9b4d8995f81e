"""Nights of the register: numbers that live on, merges and splits that are kept, what ends."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.results.declared import Frame
from event_register.evidence import Evidence, Peak
from event_register.frames import CHANGE, EVENT, EVENT_TICKET, EVIDENCE
from event_register.register import Before, Names, register
from event_register.register_reads import Register

DAY = date(2026, 3, 1)
Frames = dict[Frame, pd.DataFrame]
NAMES = Names(
    {"990181001001": "长青里", "990181002001": "清泉里"}, {"0101": "供热", "010101": "供热不热"}
)


def tickets(*, units: tuple[str, ...] = ("甲局",), until: int = 0) -> pd.DataFrame:
    """Return 60 tickets: even ones of one community, odd ones of another, one a day."""
    rows = [
        (
            f"t{i}", pd.Timestamp(DAY - timedelta(days=(i // 3) - until)),
            "990181001001" if i % 2 == 0 else "990181002001", "010101", units[i % len(units)],
            f"c{i // 2}",
        )
        for i in range(60)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["ticket_no", "day", "area", "category", "unit", "caller"])


def found(key: str, numbers: object, kind: str = "warning", **more: object) -> Evidence:
    own = frozenset(f"t{i}" for i in numbers)  # type: ignore[attr-defined]
    return Evidence(kind, key, more.pop("name", ""), own, **more)  # type: ignore[arg-type]


def night(
    evidence: list[Evidence],
    before: Frames | None = None,
    day: date = DAY,
    **more: object,
) -> Frames:
    past = (
        Before()
        if before is None
        else Before(*(before[f] for f in (EVENT, EVENT_TICKET, EVIDENCE, CHANGE)))
    )
    peaks = more.pop("peaks", ())
    return register(evidence, peaks, more.pop("of", tickets()), past, NAMES, day)  # type: ignore[arg-type]


def ids(frames: Frames) -> dict[str, str]:
    evidence = frames[EVIDENCE]
    return dict(zip(evidence["key"], evidence["event_id"], strict=True))


def test_an_event_is_counted_from_its_tickets_and_led_by_who_has_most_of_them() -> None:
    frames = night(
        [found("w", range(0, 20, 2)), found("r", range(0, 22, 2), "repeat", name="家里不热")]
    )
    (row,) = frames[EVENT].to_dict("records")
    assert (row["n"], row["callers"], row["area_code"]) == (11, 11, "990181001001")
    assert (row["name"], row["named_by"]) == ("长青里家里不热", "repeat")
    assert (row["lead_unit"], row["lead_share"]) == ("甲局", 1.0)
    assert row["first"] == pd.Timestamp(DAY - timedelta(days=6))
    assert set(frames[EVENT_TICKET]["ticket_no"]) == {f"t{i}" for i in range(0, 22, 2)}


def test_nobody_leads_where_nobody_handles_half() -> None:
    frames = night([found("w", range(20))], of=tickets(units=("甲局", "乙局", "丙局")))
    assert frames[EVENT]["lead_unit"].isna().all()


def test_a_person_s_name_goes_before_all_others() -> None:
    named = found("t", range(20), "topic", name="长青里换热站", named=True)
    frames = night([found("w", range(20)), named])
    assert frames[EVENT]["name"].tolist() == ["长青里换热站"]


def test_a_name_stays_unless_a_better_one_comes() -> None:
    first = night([found("r", range(0, 20, 2), "repeat", name="咨询家里不热的问题")])
    assert first[EVENT]["name"].tolist() == ["长青里家里不热"]
    other = night([found("r", range(0, 22, 2), "repeat", name="暖气冰凉")], first, DAY)
    assert other[EVENT]["name"].tolist() == ["长青里家里不热"]
    topic = found("t", range(0, 20, 2), "topic", name="换热站停运")
    better = night([topic, found("r", range(0, 20, 2), "repeat", name="暖气冰凉")], other, DAY)
    assert better[EVENT]["name"].tolist() == ["长青里换热站停运"]
    renamed = found("t", range(0, 20, 2), "topic", name="长青里供热", named=True)
    assert night([renamed], better, DAY)[EVENT]["name"].tolist() == ["长青里供热"]


def test_a_number_lives_on_while_tickets_come_and_go() -> None:
    first = night([found("w", range(20, 40))])
    later = night([found("w2", range(10, 32))], first, DAY + timedelta(days=1))
    assert ids(later)["w2"] == ids(first)["w"]
    (row,) = later[EVENT].to_dict("records")
    assert row["n"] == 30
    assert row["opened"] == pd.Timestamp(DAY)


def test_a_merge_keeps_one_number_and_says_what_went_into_it() -> None:
    first = night([found("a", range(0, 20, 2)), found("b", range(1, 21, 2))])
    both = ids(first)
    later = night([found("a", range(20))], first, DAY + timedelta(days=1))
    assert ids(later)["a"] == both["a"]
    (change,) = later[CHANGE].to_dict("records")
    assert (change["event_id"], change["into"], change["kind"]) == (both["b"], both["a"], "merged")
    again = night([found("a", range(20))], later, DAY + timedelta(days=2))
    assert len(again[CHANGE]) == 1


def test_a_split_gives_the_new_event_a_number_of_its_own() -> None:
    first = night([found("a", range(20))])
    parts = [found("a", range(0, 20, 2)), found("b", range(1, 21, 2))]
    later = night(parts, first, DAY + timedelta(days=1))
    assert ids(later)["a"] == ids(first)["a"] != ids(later)["b"]
    (change,) = later[CHANGE].to_dict("records")
    assert (change["event_id"], change["into"], change["kind"]) == (
        ids(first)["a"], ids(later)["b"], "split",
    )  # fmt: skip
    assert len(later[EVENT_TICKET]) == 20  # no ticket is in both


def test_what_nobody_speaks_of_any_more_has_ended_and_is_kept_for_its_time() -> None:
    first = night([found("a", range(20))])
    later = night([], first, DAY + timedelta(days=30))
    assert later[EVENT]["state"].tolist() == ["ended"]
    assert len(later[EVENT_TICKET]) == 20
    assert later[EVIDENCE].empty
    gone = night([], later, DAY + timedelta(days=500))
    assert gone[EVENT].empty
    assert gone[EVENT_TICKET].empty


def test_what_is_as_ever_makes_no_event_and_keeps_one_for_two_weeks() -> None:
    as_ever = found("t", range(20), "topic", name="供热", founds=False)
    assert night([as_ever])[EVENT].empty
    first = night([found("w", range(20)), as_ever])
    after = night([as_ever], first, DAY + timedelta(days=5))
    assert ids(after)["t"] == ids(first)["w"]
    assert after[EVENT]["state"].tolist() == ["fading"]
    late = night([as_ever], after, DAY + timedelta(days=20), of=tickets(until=20))
    assert late[EVENT]["state"].tolist() == ["ended"]
    assert night([as_ever], late, DAY + timedelta(days=21), of=tickets(until=21))[EVIDENCE].empty


def test_a_forecast_high_of_the_event_s_cell_is_named() -> None:
    peak = Peak("2026-04::010101", "990181001001", "010101")
    frames = night([found("w", range(0, 20, 2))], peaks=[peak])
    assert frames[EVIDENCE]["kind"].tolist() == ["warning", "peak"]


_night = st.lists(
    st.tuples(
        st.sampled_from("abcdef"), st.frozensets(st.integers(0, 59), min_size=1, max_size=25)
    ),
    max_size=5,
    unique_by=lambda pair: pair[0],
)


@settings(max_examples=25)
@given(st.lists(_night, min_size=1, max_size=5))
def test_numbers_are_never_given_twice_and_no_ticket_is_lost(
    nights: list[list[tuple[str, frozenset[int]]]],
) -> None:
    before, seen, spoken = None, set[str](), set[str]()
    for k, parts in enumerate(nights):
        evidence = [found(key, numbers) for key, numbers in parts]
        frames = night(evidence, before, DAY + timedelta(days=k), of=tickets(until=len(nights)))
        events = frames[EVENT]
        assert events["event_id"].is_unique
        merged = set(frames[CHANGE].loc[frames[CHANGE]["kind"] == "merged", "event_id"])
        assert seen <= set(events["event_id"]) | merged
        assert not merged & set(events["event_id"])
        seen |= set(events["event_id"])
        held = set(frames[EVENT_TICKET]["ticket_no"])
        spoken |= {t for one in evidence for t in one.tickets}
        assert spoken <= held
        counted = frames[EVENT_TICKET].groupby("event_id").size()
        assert counted.to_dict() == events.set_index("event_id")["n"].to_dict()
        before = frames


def test_what_is_decided_of_any_warning_of_an_event_holds_for_the_others():
    def finding(key: str, *, live: bool, kind: str = "warning") -> dict[str, object]:
        return {"kind": kind, "key": key, "live": live}

    kept = Register(
        {"E1": {"event_id": "E1", "part_of": None}, "E2": {"event_id": "E2", "part_of": "E1"}},
        {
            ("warning", "old"): "E1", ("warning", "new"): "E1", ("topic", "new"): "E1",
            ("warning", "part"): "E2",
        },
        {
            "E1": (
                finding("new", live=True), finding("old", live=False),
                finding("new", live=True, kind="topic"),
            ),
            "E2": (finding("part", live=True),),
        },
    )  # fmt: skip
    assert kept.beside("warning", "new") == ("old",)  # a part's says nothing of the whole
    assert kept.beside("warning", "part") == ("new", "old")
    assert kept.beside("warning", "unknown") == ()


def test_a_matter_is_called_as_its_event_unless_others_of_its_kind_are_in_it():
    one, two, topic = (
        {"kind": kind, "key": key}
        for kind, key in (("repeat", "a"), ("repeat", "b"), ("topic", "t"))
    )
    of = {("repeat", "a"): "E1", ("repeat", "b"): "E2", ("repeat", "c"): "E2", ("topic", "t"): "E1"}
    events = {n: {"event_id": n, "name": name} for n, name in (("E1", "飙车"), ("E2", "停运"))}
    third = {"kind": "repeat", "key": "c"}
    register = Register(events, of, {"E1": (one, topic), "E2": (two, third)})
    assert register.named("repeat", "a", "关于飙车的问题") == "飙车"
    assert register.named("repeat", "b", "一号楼电梯停运") == "一号楼电梯停运"
    assert register.named("repeat", "x", "别的事") == "别的事"
