"""Telling what a run found: the notices of the current results, each once for ever."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from data_access.results.store import ResultStore
from data_access.results.values import Row, records
from data_access.types import Scope
from early_warning.frames import ROOM, Facts
from early_warning.live.notices import notices, parts_of
from early_warning.warning_reads import warning_list
from notify.post import post_all
from notify.quota import Quota

Rows = list[Row]
Attach = Callable[[Rows], Rows]
"""Gives warnings' rows their event: ``event_id``, ``event_name``, ``lead_unit``."""


def as_they_are(rows: Rows) -> Rows:
    """Return the rows: where no register of events is known."""
    return rows


def tell(results: ResultStore, scope: Scope, code: str, attach: Attach = as_they_are) -> int:
    """Post the current run's notices, each once for ever; return how many ways were new.

    Called every night when the register of events is made, and before the next run, so that a
    crash between storing and telling loses nothing. Nothing is told of a run that does not say
    since when its warnings are news.
    """
    run = results.current(ROOM, code)
    facts = None if run is None else results.facts(scope, run, Facts)
    if run is None or facts is None or facts.since is None:
        return 0
    directory = results.extract.directory(scope, code)
    names = directory.area_names
    rows = attach(records(warning_list(results, scope, run)))
    since = pd.Timestamp(facts.since)
    told = notices(rows, code, since, names, directory.categories)
    for part in parts_of(rows, since):
        # As the reader himself sees it: of his own tickets, or not at all.
        reader = Scope(
            "notices", frozenset({"warning.view"}), frozenset({code}),
            frozenset({part.unit}) if part.unit else None,
            frozenset({part.area}) if part.area else None,
        )  # fmt: skip
        mine = attach(records(warning_list(results, reader, run)))
        told += notices(mine, code, since, names, directory.categories, part=part)
    quota = Quota(results.settings.warnings_budget_by_role)
    return post_all(results.store, results.settings, told, quota=quota)
