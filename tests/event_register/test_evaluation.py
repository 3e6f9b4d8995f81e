"""The register's score: whole, pure, in pieces."""

from __future__ import annotations

from event_register.evaluation import meet


def tickets(*numbers: int) -> frozenset[str]:
    return frozenset(f"t{n}" for n in numbers)


def test_an_event_is_held_by_who_has_most_of_it() -> None:
    known = {"a": tickets(*range(10)), "b": tickets(*range(20, 30)), "few": tickets(50)}
    register = {"E1": tickets(*range(8), 99, 98), "E2": tickets(8, 9)}
    a, b = meet(known, register, {})
    assert (a.event, a.register_id, a.held, a.pure, a.pieces) == ("a", "E1", 0.8, 0.8, 2)
    assert (b.register_id, b.held, b.pure, b.pieces) == ("", 0.0, None, 0)


def test_a_part_within_its_whole_is_one_piece_and_the_closest_is_named() -> None:
    known = {"a": tickets(*range(10))}
    register = {"city": tickets(*range(60)), "local": tickets(*range(10))}
    (met,) = meet(known, register, {"local": "city"})
    assert (met.register_id, met.held, met.pure, met.pieces) == ("local", 1.0, 1.0, 1)
