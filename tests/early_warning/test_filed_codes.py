"""The score knows under which code an event's tickets were filed, and nothing more."""

from __future__ import annotations

import pandas as pd

from early_warning.replay.score import filed_codes


def test_the_code_of_most_tickets_counts_where_it_is_not_the_truth_s() -> None:
    events = pd.DataFrame({"id": ["1", "2", "3"], "category": ["010101", "010102", None]})
    members = pd.DataFrame({"ticket_no": list("abcdefg"), "event_id": list("1112233")})
    tickets = pd.DataFrame({
        "ticket_no": list("abcdefg"),
        "category": ["020201", "020201", "010101", "010102", "030101", "040101", "040101"],
    })  # fmt: skip
    # Two of three elsewhere; one of two is no majority; an event of any category has no code.
    assert filed_codes(events, members, tickets) == {"1": "020201"}
