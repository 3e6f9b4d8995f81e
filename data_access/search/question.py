"""One search as it is put to the extract: the months to look through and the row conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data_access.extract.expressions import quoted
from data_access.extract.layout import TEXTS
from data_access.extract.manifest import FileEntry, Manifest
from data_access.extract.query import Extract
from data_access.extract.text_file import TextFile
from data_access.metrics.conditions import STATES
from data_access.search.asked import Asked
from data_access.search.figure import Behind, behind, moment_of
from data_access.search.words import Term, numbers_sql, read_words
from data_access.types import Filters, Scope

if TYPE_CHECKING:
    import pandas as pd

_ORDERS = {
    "newest": "t_accept DESC, ticket_no DESC",
    "oldest": "t_accept, ticket_no",
    "deadline": "deadline NULLS LAST, t_accept DESC, ticket_no DESC",
}


@dataclass(frozen=True)
class Question:
    """A search over one generation of the extract, which stays the same from step to step."""

    extract: Extract
    scope: Scope
    asked: Asked
    manifest: Manifest
    behind: Behind
    terms: tuple[Term, ...]

    @classmethod
    def of(cls, extract: Extract, scope: Scope, asked: Asked) -> Question:
        """Put a search; see ``figure.behind`` for what is refused."""
        manifest = extract.manifest
        found = behind(manifest, asked)
        return cls(extract, scope, asked, manifest, found, read_words(asked.words))

    @property
    def filters(self) -> Filters:
        """The cut, with what it can say of the figure's group."""
        return self.behind.filters

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months to look through, in the order of the search."""
        period, found = self.filters.period, self.manifest.months("tickets", self._code)
        last = period.last if self.filters.as_of is None else min(period.last, self.filters.as_of)
        first, until = f"{period.start:%Y-%m}", f"{last:%Y-%m}"
        months = sorted(m for m in found if first <= m <= until)
        return tuple(months if self.asked.sort == "oldest" else reversed(months))

    @property
    def is_none(self) -> bool:
        """Whether nothing can answer."""
        return self.behind.is_none or not self.months or self.asked.numbers == ()

    @property
    def has_words(self) -> bool:
        """Whether texts or numbers have to be looked at."""
        return bool(self.terms) or self.asked.numbers is not None

    @property
    def is_looked_through(self) -> bool:
        """Whether rows are counted as they are found; else a figure says how many there are."""
        return self.has_words or bool(self.asked.status or self.asked.caller_key)

    @property
    def is_looked_up(self) -> bool:
        """Whether an index of texts helps."""
        return self.has_words or bool(self.asked.caller_key)

    def tickets_of(self, month: str) -> FileEntry:
        """Return the file of a month's tickets."""
        return self.manifest.months("tickets", self._code)[month]

    def texts_of(self, month: str) -> TextFile | None:
        """Return the month's index of texts where there is one of these very tickets."""
        entry = self.manifest.months(TEXTS, self._code).get(month)
        if entry is None or entry.source != self.tickets_of(month).sha256:
            return None
        return self.extract.text_file(entry)

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """What a row has to meet beside the cut, but for words and numbers, as SQL."""
        whole, asked = self.behind.whole, self.asked
        moment = moment_of(self.manifest, self.filters)
        found = [] if whole is None else [f"({whole.at(moment)})"]
        found += [f"status = {quoted(asked.status)}"] if asked.status else []
        found += [f"caller_key = {quoted(asked.caller_key)}"] if asked.caller_key else []
        return tuple(found)

    @cached_property
    def looked_at(self) -> tuple[str, ...]:
        """What words and numbers ask of a row, as SQL over the tickets themselves."""
        found = [term.sql() for term in self.terms]
        if self.asked.numbers is not None:
            found.append(numbers_sql(self.asked.numbers))
        return tuple(found)

    def located(
        self,
        months: Sequence[str],
        items: str,
        *,
        needs: Sequence[str] = (),
        conditions: Sequence[str] = (),
        tail: str = "",
        at: dict[str, Sequence[int]] | None = None,
    ) -> pd.DataFrame:
        """Return ``items`` of the rows that scope, cut and ``conditions`` allow."""
        asked = self.asked
        read = {*needs, *self.behind.needs} if conditions else set(needs)
        read |= (
            {"title", "content", "ticket_no"} if set(conditions) & set(self.looked_at) else set()
        )
        read |= {"status"} if asked.status and conditions else set()
        read |= {"caller_key"} if asked.caller_key and conditions else set()
        states = "".join(f", {STATES[n].sql} AS {n}" for n in self.behind.states)
        source = f"(SELECT *{states} FROM t) s" if states and conditions else "t"  # noqa: S608
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return self.extract.located(
            self.scope, self.filters, f"SELECT {items} FROM {source}{where}{tail}",  # noqa: S608
            manifest=self.manifest, months=months, needs=sorted(read), at=at,
        )  # fmt: skip

    def counted(self) -> int:
        """Return how many rows there are, without looking at words or numbers."""
        found = self.located(self.months, "count(*) AS n", conditions=self.conditions)
        return int(found["n"][0])

    @property
    def order(self) -> str:
        """The order as SQL."""
        return _ORDERS[self.asked.sort]

    @property
    def _code(self) -> str:
        return self.filters.jurisdiction
