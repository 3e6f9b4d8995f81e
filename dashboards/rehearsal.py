"""Draws a large place's pages once for nobody when its data have changed, so that the morning's
first readers find what the pages keep (``shell/kept.py``) and do not wait for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from data_access.accounts.kinds import kinds_of_readers
from data_access.results.limits import is_limited

if TYPE_CHECKING:
    from dashboards.server.viewer import Services
    from dashboards.shell.context import PlaceContext
    from dashboards.shell.page_spec import PageSpec
    from data_access.extract.manifest import JurisdictionSummary
    from data_access.types import Scope

_LOGGER = logging.getLogger(__name__)
LARGE = 100_000
"""Tickets of a place from which on readers would wait; smaller ones are read in a moment."""
LOOK_SECONDS = 30.0
REST = 1.0
"""Rest after a page in terms of what it took: readers who are there come first."""
MOST_SCOPES = 8
"""Kinds of readers that pages are drawn for; a city has about four who see all of it."""
_CONTEXT_LOG = "streamlit.runtime.scriptrunner_utils.script_run_context"


class Rehearsal(threading.Thread):
    """Looks for new data while the process lives, and draws the pages that say ``rehearsed``."""

    def __init__(self, services: Services) -> None:
        """Prepare; ``start`` begins."""
        super().__init__(name="rehearsal", daemon=True)
        self._services = services
        self._ended = threading.Event()
        self._done: set[tuple[str, ...]] = set()

    def end(self) -> None:
        """Draw no further page."""
        self._ended.set()

    def run(self) -> None:
        """Draw what is new, again and again."""
        with _quiet(self.name):
            while not self._ended.wait(LOOK_SECONDS):
                try:
                    self.once()
                except Exception:
                    # The store or the extract is away for a moment; pages read for themselves.
                    _LOGGER.exception("pages could not be made ready")

    def once(self) -> int:
        """Draw each page of each large place for each kind of reader whose data are new; return how
        many were drawn."""
        drawn = 0
        seen: set[tuple[str, ...]] = set()
        for spec, context in self._openings():
            if self._ended.is_set():
                break
            key = (spec.key, *(str(part) for part in context.key))
            seen.add(key)
            if key not in self._done:
                self._done.add(key)
                began = time.perf_counter()
                try:
                    _draw(spec, context)
                except Exception:
                    # Nobody waits for it, and whoever opens the page is told what is wrong.
                    _LOGGER.exception("the page %s could not be made ready", spec.key)
                drawn += 1
                self._ended.wait(REST * (time.perf_counter() - began))
        self._done &= seen
        return drawn

    def _openings(self) -> Iterator[tuple[PageSpec, PlaceContext]]:
        """Give each page with what it is given when it is opened without a choice."""
        from dashboards.shell.digests import context_of

        for scope in self._scopes():
            for place in self._large(scope):
                for spec in _rehearsed(scope):
                    context, _ = context_of(self._services.results, scope, spec, place, {})
                    if context is not None:
                        yield spec, context

    def _scopes(self) -> list[Scope]:
        """Return one reader of each kind who sees whole places, the most frequent kinds first."""
        kinds = kinds_of_readers(self._services.store, self._services.settings)
        return [scope for scope in kinds if not is_limited(scope)][:MOST_SCOPES]

    def _large(self, scope: Scope) -> list[JurisdictionSummary]:
        known = self._services.extract.manifest.jurisdictions.values()
        return [p for p in known if scope.sees(p.code) and p.last_day and p.tickets >= LARGE]


def _rehearsed(scope: Scope) -> list[PageSpec]:
    from dashboards.shell.pages import pages_for

    return [spec for spec in pages_for(scope) if spec.rehearsed]


def _draw(spec: PageSpec, context: PlaceContext) -> None:
    """Draw a page to no browser: outside of a session Streamlit's elements go nowhere."""
    import streamlit as st
    from streamlit import runtime

    try:
        spec.load()(context)
        if spec.below:
            spec.load_below()(context)
    finally:
        st.session_state.clear()
        if runtime.exists():
            files = runtime.get_instance().media_file_mgr
            files.clear_session_refs()
            files.remove_orphaned_files()


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep Streamlit from warning at every element that this thread draws outside of a session."""
    log = logging.getLogger(_CONTEXT_LOG)

    def told(record: logging.LogRecord) -> bool:
        return record.threadName != name

    log.addFilter(told)
    try:
        yield
    finally:
        log.removeFilter(told)
