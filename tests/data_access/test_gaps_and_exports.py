"""What a source lacks is named; what leaves is written down."""

from __future__ import annotations

from datetime import date

import pytest

from data_access.metrics.gaps import gaps
from data_access.store import audit
from data_access.store.engine import Store
from data_access.store.exports import record_export
from data_access.types import Filters, NotAllowedError, Period, Scope

FILTERS = Filters("990101", Period(date(2026, 3, 1), date(2026, 3, 8)), area="990101001")


def test_a_full_source_lacks_nothing_and_an_empty_one_everything() -> None:
    columns = (
        "content", "lon", "area_code", "category_code", "org_lead", "caller_key", "t_close",
        "due_result", "satisfied",
    )  # fmt: skip
    assert gaps(dict.fromkeys(columns, 0.01)) == ()
    assert len(gaps({})) == len(columns)
    names = [g.name for g in gaps(dict.fromkeys(columns, 1.0) | {"lon": 0.0})]
    assert names == ["坐标"]


def test_an_export_is_audited_with_its_filters(sqlite_store: Store) -> None:
    scope = Scope("ann", frozenset({"export.data", "audit.view"}), frozenset({"990101"}))
    record_export(sqlite_store, scope, "每日诉求量", FILTERS, 7)
    entry = audit.entries(sqlite_store, scope, limit=1)[0]
    assert (entry.actor, entry.action, entry.about) == ("ann", "export.data", "每日诉求量")
    assert entry.detail["filters"]["area"] == "990101001"
    assert entry.detail["rows"] == 7


@pytest.mark.parametrize(
    "scope",
    [
        Scope("bob", frozenset({"today.view"}), frozenset({"990101"})),
        Scope("bob", frozenset({"export.data"}), frozenset({"440310"})),
    ],
)
def test_nobody_exports_without_the_right_or_outside_the_scope(
    sqlite_store: Store, scope: Scope
) -> None:
    with pytest.raises(NotAllowedError):
        record_export(sqlite_store, scope, "x", FILTERS, 1)
