"""What the engine can be told: rates of false discovery, windows, and how sure is sure."""

from __future__ import annotations

from dataclasses import dataclass, field

from early_warning.rules import watch
from early_warning.rules.recode import RecodeSettings
from early_warning.rules.same_matter import MatterSettings
from early_warning.surge.local import LocalSettings


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Rates of false discovery and windows. Tuned on three demo cities, judged on others."""

    local_rate: float = 5e-4
    city_rate: float = 1e-4
    city_windows: tuple[int, ...] = (1, 2, 3, 5, 7, 10, 14)
    city_least: int = 8
    city_phi: float = 1.15  # least over-dispersion of a city-wide count
    city_ratio: float = 1.5  # observed / expected below which a rise is a level, not an event
    matter: MatterSettings = field(default_factory=MatterSettings)
    refit_days: int = 14
    least_history: int = 400
    local: LocalSettings = field(default_factory=LocalSettings)
    watch: watch.WatchSettings = field(default_factory=watch.WatchSettings)
    recode: RecodeSettings = field(default_factory=RecodeSettings)
    echo_days: int = 3  # so long after a local event what it lifted is still its echo
    named_days: int = 3  # works in a named street explain windows of so many days
    lifted_days: int = 56  # … and a lifted category those of so many, in a place
    beyond_days: int = 14  # … unless a community has had it for so many days
    beyond_ratio: float = 15.0  # … at so many times what is expected
    event_z: float = 5.0  # … and by how many standard errors
    event_lift: float = 1.4  # a category that a local event's kind has lifted so far is known
    factor: dict[str, float] = field(default_factory=dict)  # by detector, from judgements
