"""What a page says of itself, so that it can be listed before its code is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from dashboards.shell.address import CUTS
from data_access.types import NotAllowedError, Scope
from style.texts import text

Shows = Literal["visit", "place", "cut", "period"]
"""What a page is given: who looks; a jurisdiction with data; a cut of it; a cut and a period."""
Group = Literal["", "look", "do", "find", "report", "run"]
"""What one does on a page: see how things stand; handle tasks; find tickets and what they are of;
report figures; run the system. Empty: above the groups, for everybody."""

_BAR: Mapping[str, tuple[str, ...]] = {
    "cut": CUTS,
    "period": ("span", "from", "to", "count", *CUTS),
}
"""The filter bar's parameters on a page, by what it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpec:
    """One page. Any of ``rights`` opens it (none: for everybody); where it shows
    ``all_units``, only to readers who are not limited to units.

    ``group``: where it stands in the menu. ``first_for``: the right whose holders begin their day
    here, see ``pages.first_page``.

    ``draw``: ``module:function``, loaded at first need and called with the context that ``shows``
    names. A page of a ``room``'s results is given the current run as well; where there is none,
    ``absent`` is called with the context instead. A page that only adds what rooms have found names
    them in ``beside``, and is given the runs that there are. With ``below`` the filter bar is
    folded under what ``draw`` draws, and ``below`` is called as well for what follows the bar.

    ``keeps``: its own parameters of the address that a saved view keeps beside those of the filter
    bar; None where there is nothing to look at in several ways. ``digest``: ``module:function``
    that says what a saved view of it tells subscribers, called with the page's context and the
    fields of the view's address; where it ``shows`` a place, with its tasks' context. A page with
    views has one.

    ``rehearsed``: it is drawn once for nobody when the data of a large place have changed
    (``dashboards/rehearsal.py``), since reading them takes long; it asks its context alone, and
    writes nothing.
    """

    key: str
    icon: str
    draw: str
    group: Group = ""
    rights: tuple[str, ...] = ()
    first_for: str = ""
    shows: Shows = "period"
    room: str = ""
    beside: tuple[str, ...] = ()
    below: str = ""
    absent: str = ""
    all_units: bool = False
    keeps: tuple[str, ...] | None = None
    digest: str = ""
    rehearsed: bool = False

    @property
    def path(self) -> str:
        """Its address."""
        return self.key

    @property
    def title(self) -> str:
        """The page's name."""
        return text(f"page.{self.key}")

    @property
    def kept(self) -> tuple[str, ...]:
        """The parameters that a saved view of it keeps, the place aside."""
        return (*_BAR.get(self.shows, ()), *(self.keeps or ()))

    def open_to(self, scope: Scope) -> bool:
        """Tell whether the scope may see the page."""
        if self.all_units and scope.departments is not None:
            return False
        return not self.rights or any(scope.has(right) for right in self.rights)

    def require(self, scope: Scope) -> None:
        """Raise ``NotAllowedError`` where the scope may not see the page."""
        if not self.open_to(scope):
            scope.require(self.rights[0])
            raise NotAllowedError(text("shell.page_all_units"))

    def load(self) -> Callable[[Any], None]:
        """Import the page's code and return what draws it."""
        return _function(self.draw)

    def load_below(self) -> Callable[[Any], None]:
        """Import the code of what follows the filter bar and return what draws it."""
        return _function(self.below)

    def load_digest(self) -> Callable[[Any, Mapping[str, str]], str]:
        """Return what says a saved view in words."""
        return _function(self.digest)

    def load_absent(self) -> Callable[[Any], None]:
        """Return what is drawn where its room has no results."""
        return _function(self.absent)


def _function(where: str) -> Callable[..., Any]:
    module, _, name = where.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
