"""How an account reads: its role, what it sees, when it was last used; and the names to choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from dashboards.admin_app.listing import moment_words, zone_of
from dashboards.shell.context import Visit
from data_access.accounts.model import Account
from data_access.accounts.overview import Seen
from data_access.accounts.rights import roles
from style.texts import text
from style.wording import listing, phrases

NAMED = 2
READS, ALL = "metric.view", "data.all_departments"


@dataclass(frozen=True)
class Words:
    """Names by code. ``units``: all that are known, of every jurisdiction; ``by_unit``: roles that
    see their own units' tickets only.
    """

    zone: str
    roles: dict[str, str]
    places: dict[str, str]
    areas: dict[str, str]
    units: tuple[str, ...]
    by_unit: frozenset[str]

    @classmethod
    def of(cls, visit: Visit) -> Self:
        """Read the names that the visitor may hand out."""
        services, scope = visit.services, visit.scope
        found = services.extract.manifest.jurisdictions
        places = {code: p.name for code, p in found.items() if scope.sees(code)}
        areas: dict[str, str] = {}
        units: set[str] = set()
        for code in places:
            directory = services.extract.directory(scope, code)
            areas |= directory.area_names
            units |= {*directory.departments, *directory.units}
        known = roles(services.settings)
        labels = {name: role.label for name, role in known.items()}
        by_unit = frozenset(
            n for n, r in known.items() if READS in r.rights and ALL not in r.rights
        )
        return cls(zone_of(services), labels, places, areas, tuple(sorted(units)), by_unit)

    def role(self, account: Account) -> str:
        """Return what an account's role is called."""
        return self.roles.get(account.role, account.role)

    def reach(self, account: Account) -> str:
        """Return to what an account is limited, in short."""
        said = [
            listing(sorted(account.departments or ()), NAMED),
            listing(self.names(self.areas, account.areas), NAMED),
            listing(self.names(self.places, account.jurisdictions), NAMED),
        ]
        if account.role in self.by_unit and not account.departments:
            said[0] = text("accounts.no_unit")
        return phrases(said) or text("accounts.unlimited")

    def names(self, names: dict[str, str], codes: frozenset[str] | None) -> list[str]:
        """Return what codes are called; a code without a name is its own."""
        return [names.get(code, code) for code in sorted(codes or ())]

    def last_sign_in(self, one: Seen) -> str:
        """Return when somebody signed in last."""
        if one.last_sign_in is None:
            return text("accounts.never")
        return moment_words(one.last_sign_in, self.zone)
