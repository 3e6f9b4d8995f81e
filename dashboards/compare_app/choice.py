"""Which metric the page is about, in which reading, against which period; kept in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

import streamlit as st

from dashboards.shell.plain import plain
from data_access.extract.manifest import JurisdictionSummary
from data_access.metrics.against import When
from data_access.metrics.model import Metric
from data_access.metrics.registry import ASSESSED, ASSESSED_DOC, MATTERS, registry, with_variant
from style.texts import text
from style.wording import punctuate

WHENS: tuple[When, ...] = get_args(When)
DEFAULT_METRIC = "volume"
DEFAULT_WHEN: When = "month"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asks for. ``variant``: one of the metric's own, or ""."""

    metric: str
    variant: str = ""
    assessed: bool = False
    by_matter: bool = False
    when: When = DEFAULT_WHEN

    @property
    def name(self) -> str:
        """The full name for the registry."""
        return self.counted(assessed=self.assessed, by_matter=self.by_matter)

    def counted(self, *, assessed: bool, by_matter: bool) -> str:
        """Return the full name in another way of counting."""
        name = f"{self.metric}:{self.variant}" if self.variant else self.metric
        name = with_variant(name, MATTERS) if by_matter else name
        return with_variant(name, ASSESSED) if assessed else name


def offered() -> dict[str, Metric]:
    """Return the metrics that the page offers: all but shares, which are parts of a whole."""
    return {name: m for name, m in registry().items() if m.kind != "share"}


def knows_excluded(summary: JurisdictionSummary) -> bool:
    """Tell whether the source says which tickets are struck out."""
    return summary.columns_present.get("keep_flag", 0.0) > 0


def asked_of(query: Mapping[str, str], *, by_matter: bool, knows_excluded: bool) -> Asked:
    """Return what the fields of an address ask for."""
    name = _asked(query, "metric", list(offered()), DEFAULT_METRIC)
    metric = offered()[name]
    variant = _asked(query, "variant", ["", *metric.variants], "")
    excludes = metric.dataset == "tickets" and knows_excluded
    basis = _asked(query, "basis", ["", ASSESSED], "") if excludes else ""
    when = cast("When", _asked(query, "against", list(WHENS), DEFAULT_WHEN))
    matters = by_matter and metric.dataset == "tickets"
    return Asked(name, variant, basis == ASSESSED, matters, when)


def choose(*, by_matter: bool, knows_excluded: bool) -> Asked:
    """Draw the choices and return what is chosen."""
    metrics = offered()
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_bar"):
        metric = _select(
            "metric", list(metrics), DEFAULT_METRIC, {n: m.label for n, m in metrics.items()}
        )
        chosen = metrics[metric]
        variant = ""
        if chosen.variants:
            labels = {
                "": chosen.default_label,
                **{v.name: v.label for v in chosen.variants.values()},
            }
            variant = _select("variant", list(labels), "", labels)
        else:
            st.query_params.pop("variant", None)
        basis = ""
        if chosen.dataset == "tickets" and knows_excluded:
            basis = _segment("basis", ["", ASSESSED], "", punctuate(ASSESSED_DOC))
        else:
            st.query_params.pop("basis", None)
        when = cast("When", _segment("against", list(WHENS), DEFAULT_WHEN))
    matters = by_matter and chosen.dataset == "tickets"
    return Asked(metric, variant, basis == ASSESSED, matters, when)


def _select(name: str, values: list[str], default: str, labels: dict[str, str]) -> str:
    asked = _asked(st.query_params, name, values, default)
    chosen = st.selectbox(
        text(f"compare.{name}"),
        values,
        index=values.index(asked),
        format_func=lambda v: punctuate(labels[v]),
        placeholder=text("filter.search"),
        width=240,
    )
    return _kept(name, str(chosen), default)


def _segment(name: str, values: list[str], default: str, note: str = "") -> str:
    chosen = st.segmented_control(
        text(f"compare.{name}"),
        values,
        default=_asked(st.query_params, name, values, default),
        required=True,
        format_func=lambda v: text(f"compare.{name}_{v or 'raw'}"),
        help=plain(note) or None,
    )
    return _kept(name, str(chosen), default)


def _asked(query: Mapping[str, str], name: str, values: list[str], default: str) -> str:
    found = str(query.get(name, default))
    return found if found in values else default


def _kept(name: str, value: str, default: str) -> str:
    """Keep a choice in the address; what is at its default is left out."""
    if value == default:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
    return value
