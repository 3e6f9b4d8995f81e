"""Telling what a run found: the notices of the current results, each once for ever."""

from __future__ import annotations

import pandas as pd

from data_access.results.store import ResultStore
from data_access.types import Scope
from early_warning.frames import ROOM, Facts
from early_warning.live.notices import notices, parts_of
from early_warning.warning_reads import warning_list
from notify.post import post_all
from notify.quota import Quota


def tell(results: ResultStore, scope: Scope, code: str) -> int:
    """Post the current run's notices, each once for ever; return how many ways were new.

    Called after every run, before the next one and when nothing has changed, so that a crash
    between storing and telling loses nothing. Nothing is told of a run that does not say since
    when its warnings are news.
    """
    run = results.current(ROOM, code)
    facts = None if run is None else results.facts(scope, run, Facts)
    if run is None or facts is None or facts.since is None:
        return 0
    directory = results.extract.directory(scope, code)
    names = {c: p.name for c, p in directory.areas.items()}
    rows = warning_list(results, scope, run)
    since = pd.Timestamp(facts.since)
    told = notices(rows, code, since, names, directory.categories)
    for part in parts_of(rows, since):
        # As the reader himself sees it: of his own tickets, or not at all.
        reader = Scope(
            "notices", frozenset({"warning.view"}), frozenset({code}),
            frozenset({part.unit}) if part.unit else None,
            frozenset({part.area}) if part.area else None,
        )  # fmt: skip
        mine = warning_list(results, reader, run)
        told += notices(mine, code, since, names, directory.categories, part=part)
    quota = Quota(results.settings.warnings_budget_by_role)
    return post_all(results.store, results.settings, told, quota=quota)
