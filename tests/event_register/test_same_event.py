"""What is one event, what is a part of one, and what never is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from event_register.evidence import Evidence, main_code
from event_register.same_event import clusters, wholes

COMMUNITY, OTHER = "990181001001", "990181002001"


def found(
    key: str, tickets: object, kind: str = "warning", *, life: bool = False,
    area: str = COMMUNITY, category: str = "010101", name: str = "",
) -> Evidence:  # fmt: skip
    own = frozenset(str(t) for t in tickets)  # type: ignore[attr-defined]
    return Evidence(kind, key, name, own, area=area, category=category, life=life)  # type: ignore[arg-type]


def keys(events: list) -> list[list[str]]:  # type: ignore[type-arg]
    return [sorted(one.key for one in event.found) for event in events]


def test_the_same_tickets_are_one_event_whatever_found_them() -> None:
    warning, topic = found("w", range(10)), found("t", range(12), "topic", area="")
    repeat = found("r", range(2, 12), "repeat")
    (event,) = clusters([repeat, topic, warning])
    assert [one.key for one in event.found] == ["w", "t", "r"]
    assert event.ties == ("", "same_tickets", "same_tickets")
    assert len(event.tickets) == 12


def test_the_same_matter_in_the_same_place_is_one_event() -> None:
    words, counts = found("words", range(6)), found("counts", range(3, 40), area="990181001")
    (event,) = clusters([words, counts])
    assert event.ties[1] == "same_matter"


def test_two_warnings_of_one_cell_are_one_event_and_two_dangers_in_one_cell_are_not() -> None:
    assert len(clusters([found("a", range(5)), found("b", range(5, 9))])) == 1
    wider = found("b", range(5, 9), category="0101")
    assert len(clusters([found("a", range(5)), wider])) == 1
    street = found("b", range(5, 9), category="0101", area="990181001")
    assert len(clusters([found("a", range(5)), street])) == 2
    one, other = found("a", range(5), life=True), found("b", range(5, 9), life=True)
    assert len(clusters([one, other])) == 2


def test_dangers_in_two_places_are_never_one_event_even_with_shared_tickets() -> None:
    one = found("a", range(10), life=True)
    other = found("b", range(1, 11), life=True, area=OTHER)
    assert len(clusters([one, other])) == 2
    assert wholes(clusters([one, other])) == {}


def test_a_local_matter_is_a_part_of_the_city_s_and_stays_an_event() -> None:
    city = found("city", range(300), area="", category="0101")
    local = found("local", range(20))
    events = clusters([city, local])
    assert keys(events) == [["city"], ["local"]]
    assert wholes(events) == {1: 0}
    danger = clusters([city, found("leak", range(20), life=True)])
    assert wholes(danger) == {}


def test_likeness_does_not_chain() -> None:
    """Each shares half with the next; the first and the last share nothing."""
    chain = [found(str(i), range(10 * i, 10 * i + 20), "repeat", category="") for i in range(6)]
    for event in clusters(chain):
        least = min(len(one.tickets) for one in event.found)
        assert len(event.tickets) <= 2 * least


def test_a_code_is_said_only_where_most_tickets_share_it() -> None:
    assert main_code(["990181001001"] * 7 + ["990181002001"] * 3, (9, 12)) == COMMUNITY
    assert main_code(["990181001001", "990181001002"], (9, 12)) == "990181001"
    assert main_code(["990181001001", "990181002002", None], (9, 12)) == ""


_sets = st.frozensets(st.integers(0, 25), min_size=1, max_size=12)
_evidence = st.builds(
    lambda kind, tickets, life, area: (kind, tickets, life, area),
    st.sampled_from(["warning", "topic", "repeat"]), _sets, st.booleans(),
    st.sampled_from([COMMUNITY, OTHER, "990181001", ""]),
)  # fmt: skip


@given(st.lists(_evidence, max_size=9), st.randoms())
def test_every_finding_is_in_one_event_whatever_the_order(parts: list, random: object) -> None:  # type: ignore[type-arg]
    all_of = [
        found(str(i), tickets, kind, life=life and kind == "warning", area=area)
        for i, (kind, tickets, life, area) in enumerate(parts)
    ]
    events = clusters(all_of)
    assert sorted(k for event in keys(events) for k in event) == sorted(e.key for e in all_of)
    mixed = list(all_of)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert clusters(mixed) == events
    for event in events:
        places = {e.area for e in event.found if e.life and e.area}
        assert not (COMMUNITY in places and OTHER in places)
    held = wholes(events)
    for small, large in held.items():
        assert len(events[small].tickets) < len(events[large].tickets)
