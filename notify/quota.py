"""How many notices of one batch a reader gets, by role: the rest stays on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_access.accounts.contacts import Contact
from data_access.accounts.model import scope_of
from data_access.notices.model import Notice, may_see
from data_access.settings import Settings


@dataclass
class Quota:
    """Counts what each account gets of a batch that comes in order of importance.

    ``most``: by role; a role without an entry gets everything. What threatens life is always
    told and uses nothing up. The same batch gives the same readers again, so a batch that was cut
    off can be handed over once more.
    """

    most: Mapping[str, int]
    given: Counter[str] = field(default_factory=Counter)

    def readers(
        self, notice: Notice, everybody: Sequence[Contact], settings: Settings
    ) -> list[Contact]:
        """Return who still gets the notice, and count it for them."""
        found = []
        for one in everybody:
            most = self.most.get(one.account.role)
            if most is None or notice.urgent:
                found.append(one)
            elif self.given[one.account.login] < most:
                found.append(one)
                if may_see(scope_of(one.account, settings), notice):
                    self.given[one.account.login] += 1
        return found
