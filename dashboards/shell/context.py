"""What a page is given: who looks, which data, which cut of it."""

from __future__ import annotations

from dataclasses import dataclass

from data_access.extract.manifest import JurisdictionSummary
from data_access.extract.query import Directory, Extract
from data_access.types import Filters, Scope


@dataclass(frozen=True)
class PageContext:
    """One run of one page. ``filters`` and ``directory`` belong to the chosen jurisdiction."""

    scope: Scope
    extract: Extract
    filters: Filters
    summary: JurisdictionSummary
    directory: Directory
    by_matter: bool = False

    @property
    def source(self) -> str:
        """The source line of pictures."""
        return f"{self.summary.name}12345热线工单"

    def cache_key(self) -> tuple[str, str, Filters]:
        """What a page's data depend on: who may see what, which data, which cut of them."""
        data = f"{self.extract.generation}-{self.summary.fingerprint}"
        return self.scope.key(), data, self.filters
