"""What metrics ask of the extract; tests hand in their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from data_access.extract.manifest import Manifest
from data_access.extract.measures import Measures
from data_access.extract.query import NO_MEASURES, Directory
from data_access.types import Filters, Period, Scope

if TYPE_CHECKING:
    import pandas as pd


class Source(Protocol):
    """What is asked of the extract (see ``extract.query.Extract``)."""

    @property
    def manifest(self) -> Manifest:
        """The current generation."""

    def directory(self, scope: Scope, jurisdiction: str) -> Directory:
        """Names of areas with their levels."""

    def query(
        self,
        scope: Scope,
        what: Filters | str,
        sql: str,
        params: Sequence[Any] = (),
        *,
        dataset: str = "tickets",
        days: Period | None = None,
        measures: Measures = NO_MEASURES,
        needs: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Run ``sql`` over the relation ``t`` of allowed rows."""
