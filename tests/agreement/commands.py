"""Reads what the commands answer: ``weisu metric``, ``hotspots``, ``forecast``, ``warnings``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.agreement.facts import Days, Fact, Meaning, Witness, cell_of, days_name
from tests.agreement.numbers import Span, exactly, known

_LEAST = {"category_2": 4, "category_3": 6}
METRICS = ("volume", "volume:matters", "volume:assessed", "on_time_rate", "satisfaction_rate")


class Commands:
    """Commands of one installation, over one jurisdiction."""

    def __init__(self, home: Path, code: str, last_day: date) -> None:
        self.home, self.code, self.last_day = home, code, last_day

    def answer(self, *words: str) -> dict[str, Any] | None:
        """Return a command's document; None where the room has found nothing yet.

        ``AssertionError`` where the command refuses what it is asked.
        """
        from weisu.cli import cli

        env = {"WEISU_HOME": str(self.home)}
        found = CliRunner().invoke(cli, [*words, "--jurisdiction", self.code, "--json"], env=env)
        if found.exit_code:
            assert found.exit_code == 1, found.output
            return None
        document: dict[str, Any] = json.loads(found.stdout.strip().splitlines()[-1])
        return document

    def metric(self, name: str, days: Days, cut: dict[str, str], by: str = "") -> Iterator[Fact]:
        """Yield a metric over a cut, or over its parts."""
        end = days[1] + timedelta(days=1)
        words = ["metric", name, "--from", f"{days[0]}", "--to", f"{end}"]
        words += ["--where", ",".join(f"{k}={v}" for k, v in cut.items())] if cut else []
        words += ["--by", by] if by else []
        document = self.answer(*words)
        dimension = {
            "area_street": "area",
            "category_1": "category",
            "category_2": "category",
            "channel": "channel",
            "department": "department",
        }.get(by, "")
        for row in document["rows"] if document else ():
            if by and (not row.get(by) or len(str(row[by])) < _LEAST.get(by, 0)):
                continue  # not filled in, or no finer than the level above
            cell = {**cut, **({dimension: str(row[by])} if by else {})}
            for part in ("value", "numerator", "denominator", "low", "high"):
                span = known(row[part]) if row["status"] in {"ok", "small_n"} else None
                if span is not None:
                    figure = name if part == "value" else f"{name}#{part}"
                    said, told = days_name(days), " ".join(words)
                    yield self._fact(figure, cell, span, told, window=said, value=row[part])

    def hotspots(self) -> Iterator[Fact]:
        """Yield what the current run found."""
        document = self.answer("hotspots", "--top", "30")
        if document is None or not document["run_id"]:
            return
        week = days_name((self.last_day - timedelta(days=6), self.last_day))
        names = [t["name"] for t in document["topics"]]
        for figure, value in (("tickets", document["tickets"]), ("matters", document["matters"])):
            yield self._fact(
                f"repeats: {figure}", {}, exactly(value), "hotspots", window="run", value=value
            )
        for topic in document["topics"]:
            if names.count(topic["name"]) == 1:
                yield from self._topic(topic, week)
        groups = [g["name"] for g in document["repeats"]]
        for group in document["repeats"]:
            if groups.count(group["name"]) == 1:
                cell, n = {"matter": group["name"]}, exactly(group["n"])
                yield self._fact("group", cell, n, "hotspots repeats", window="run", value=n.low)

    def _topic(self, topic: dict[str, Any], week: str) -> Iterator[Fact]:
        figures = {
            "n_recent": ("topic", week),
            "expected": ("topic usual", week),
            "n": ("topic", "run"),
            "heat": ("heat", week),
            "callers": ("people", week),
            "streets": ("streets", week),
        }
        cell = {"topic": topic["name"]}
        for key, (figure, window) in figures.items():
            span = known(topic[key])
            if span is not None:
                said = f"hotspots topic {key}"
                yield self._fact(figure, cell, span, said, window=window, value=topic[key])

    def forecast(self) -> Iterator[Fact]:
        """Yield what the command forecasts by its own choice: all tickets and the first level."""
        document = self.answer("forecast", "--category-level", "1")
        for cell in document["cells"] if document else ():
            if cell["area"] != "*" or cell["channel"] != "*":
                continue
            cut = {} if cell["category"] == "*" else {"category": cell["category"]}
            means = [day["mean"] for day in cell["days"]]
            first = date.fromisoformat(cell["days"][0]["day"])
            for length in (7, 28):
                window = days_name((first, first + timedelta(days=length - 1)))
                # A document has six decimals a day.
                total, half = sum(means[:length]), length * 0.5e-6
                span = Span(total - half, total + half)
                yield self._fact("forecast", cut, span, "forecast", window=window, value=span.low)

    def warnings(self) -> tuple[dict[str, dict[str, Any]], list[Fact]]:
        """Return the warnings that go on by headline, where it is no other's, and what is said."""
        document = self.answer("warnings")
        if document is None:
            return {}, []
        titles = [w["title"] for w in document["warnings"]]
        rows = {w["title"]: w for w in document["warnings"] if titles.count(w["title"]) == 1}
        facts = []
        for title, row in rows.items():
            if row["lead_unit"]:
                facts.append(self._unit(title, row["lead_unit"]))
        return rows, facts

    def _unit(self, title: str, unit: str) -> Fact:
        cell = {"warning": title}
        return self._fact("lead_unit", cell, unit, "warnings", window="now", value=unit)

    def _fact(
        self,
        figure: str,
        cell: dict[str, str],
        said: Any,
        words: str,
        *,
        window: str,
        value: object,
    ) -> Fact:
        meaning = Meaning(figure, cell_of(city=self.code, **cell), window)
        address = ",".join(f"{k}={v}" for k, v in cell.items())
        witness = Witness(
            f"weisu {words.split(maxsplit=1)[0]}", "operator", address, words, str(value)
        )
        return Fact(meaning, said, witness)
