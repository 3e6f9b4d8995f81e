"""The pages about metrics and time limits are those that the definitions make."""

from __future__ import annotations

from pathlib import Path

from data_access.metrics.document import as_markdown, node_presets_as_markdown, presets_as_markdown
from data_access.metrics.registry import registry

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_metrics_is_current():
    """Write it anew with ``weisu metric --docs``."""
    assert (DOCS / "metrics.md").read_text(encoding="utf-8") == as_markdown()


def test_the_page_of_the_calendar_has_the_presets():
    assert presets_as_markdown() in (DOCS / "calendar.md").read_text(encoding="utf-8")
    assert node_presets_as_markdown() in (DOCS / "calendar.md").read_text(encoding="utf-8")


def test_every_metric_has_its_section():
    text = as_markdown()
    for metric in registry().values():
        assert f"## {metric.label} `{metric.name}`" in text
        for variant in metric.variants:
            assert f"口径 `{variant}`" in text
