"""Which pages there are, where they live and which right opens each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data_access.types import Scope
from style.texts import text


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page. Any of ``rights`` opens it (none: for everybody). ``load`` imports its code."""

    key: str
    path: str
    icon: str
    rights: tuple[str, ...]
    load: Callable[[], Callable[[], None]]

    @property
    def title(self) -> str:
        """The page's name."""
        return text(f"page.{self.key}")

    def open_to(self, scope: Scope) -> bool:
        """Tell whether the scope may see the page."""
        return not self.rights or any(scope.has(right) for right in self.rights)


def _today() -> Callable[[], None]:
    from dashboards.leader_app.today import render

    return render


def _compare() -> Callable[[], None]:
    from dashboards.compare_app.compare import render

    return render


def _import() -> Callable[[], None]:
    from dashboards.admin_app.imports import render

    return render


def _readiness() -> Callable[[], None]:
    from dashboards.governance_app.readiness import render

    return render


def _notices() -> Callable[[], None]:
    from dashboards.shell.notices import render

    return render


def _hotspots() -> Callable[[], None]:
    from dashboards.hotspots_app.hotspots import render

    return render


def _topic() -> Callable[[], None]:
    from dashboards.hotspots_app.topic import render

    return render


def _repeats() -> Callable[[], None]:
    from dashboards.hotspots_app.repeats import render

    return render


def _forecast() -> Callable[[], None]:
    from dashboards.forecast_app.forecast import render

    return render


def _warnings() -> Callable[[], None]:
    from dashboards.warnings_app.warnings_page import render

    return render


def _start() -> Callable[[], None]:
    from dashboards.shell.start import render

    return render


PAGES: tuple[PageSpec, ...] = (
    PageSpec("today", "today", ":material/today:", ("today.view",), _today),
    PageSpec("warnings", "warnings", ":material/warning:", ("warning.view",), _warnings),
    PageSpec(
        "hotspots", "hotspots", ":material/local_fire_department:", ("hotspot.view",), _hotspots
    ),
    PageSpec("topic", "topic", ":material/topic:", ("hotspot.view",), _topic),
    PageSpec("repeats", "repeats", ":material/hub:", ("hotspot.view",), _repeats),
    PageSpec("forecast", "forecast", ":material/trending_up:", ("forecast.view",), _forecast),
    PageSpec("compare", "compare", ":material/balance:", ("metric.view",), _compare),
    PageSpec(
        "import",
        "import",
        ":material/upload_file:",
        ("import.run", "batch.view", "quarantine.view"),
        _import,
    ),
    PageSpec("readiness", "readiness", ":material/fact_check:", ("batch.view",), _readiness),
)
# For everybody, but never where a sign-in leads.
NOTICES = PageSpec("notices", "notices", ":material/notifications:", (), _notices)
START = PageSpec("start", "start", ":material/home:", (), _start)


def pages_for(scope: Scope) -> tuple[PageSpec, ...]:
    """Return the pages that the scope opens, the first being where a sign-in leads; may be none."""
    return tuple(p for p in PAGES if p.open_to(scope))
