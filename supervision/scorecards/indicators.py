"""Which figures stand on a unit's card. All are the registry's; none has a formula here."""

from __future__ import annotations

from dataclasses import dataclass

from data_access.metrics.registry import Asked, ask


@dataclass(frozen=True, slots=True)
class Indicator:
    """``name``: as the registry is asked. ``group``: under which heading it stands. ``expected``:
    whether it is held against what the unit's tickets let expect (rates of tickets).
    """

    name: str
    group: str
    expected: bool = True

    @property
    def asked(self) -> Asked:
        """The metric in this reading."""
        return ask(self.name)

    @property
    def higher_is_better(self) -> bool:
        """Whether more of it is good."""
        return self.asked.metric.direction == "higher_better"


INDICATORS: tuple[Indicator, ...] = (
    Indicator("response_rate", "three_rates"),
    Indicator("solved_rate", "three_rates"),
    Indicator("satisfaction_rate", "three_rates"),
    Indicator("on_time_rate", "handling"),
    Indicator("on_time_rate:original", "handling"),
    Indicator("extension_rate", "handling"),
    Indicator("one_time_rate", "handling"),
    Indicator("repeat_rate", "handling"),
    Indicator("close_hours_median", "handling", expected=False),
    Indicator("close_hours_p90", "handling", expected=False),
    Indicator("return_rate:applied", "returns"),
    Indicator("return_rate", "returns"),
    Indicator("callback_verified_rate", "honesty"),
    Indicator("data_quality", "honesty"),
    Indicator("tasks_issued", "tasks", expected=False),
    Indicator("task_signed_in_time_rate", "tasks", expected=False),
    Indicator("task_closed_in_time_rate", "tasks", expected=False),
    Indicator("task_days_median", "tasks", expected=False),
    Indicator("task_returned_rate", "tasks", expected=False),
    Indicator("task_reopened_rate", "tasks", expected=False),
)
NAMES: tuple[str, ...] = tuple(i.name for i in INDICATORS)
EXPECTED: tuple[str, ...] = tuple(i.name for i in INDICATORS if i.expected)
