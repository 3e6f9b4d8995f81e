"""The document of ``weisu geo stats``: a month's figures of the areas of a level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_access.results.store import ResultStore, RunInfo
from data_access.results.values import as_json, as_text, records
from data_access.types import CallError, Scope, WeisuError
from geo.area_words import kind_words, pattern_words, side_words
from geo.boundaries.levels import WORDS
from style.texts import text
from style.wording import MISSING, rate

ALIASES = {"rate": "per_10k"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for. ``month``: empty for the last whole one; ``category``: code or name of a
    top-level category, empty for all.
    """

    jurisdiction: str
    level: str
    measure: str
    month: str = ""
    category: str = ""


def answer(results: ResultStore, scope: Scope, asked: Question) -> dict[str, Any]:
    """Return the document, whose schema is in docs/geo.md."""
    from geo.area_reads import area_values, is_partial, levels
    from geo.frames import ROOM, Facts
    from geo.statistics.measures import MEASURES

    code = asked.jurisdiction
    run = results.current(ROOM, code)
    if run is None:
        raise WeisuError(text("geo.no_run", code=code))
    facts = results.facts(scope, run, Facts) or Facts()
    if asked.level not in levels(run):
        known = "、".join(WORDS[level] for level in levels(run))
        raise CallError(text("geo.no_level", known=known))
    month = _month(run, asked.month)
    measure = MEASURES[ALIASES.get(asked.measure, asked.measure)]
    directory = results.extract.directory(scope, code)
    category = _category(directory.categories, asked.category)
    if category and measure.name == "to_expected":
        raise CallError(text("geo.no_category_expected"))
    rows = records(area_values(results, scope, run, asked.level, month, measure.name, category))
    return {
        "jurisdiction": code,
        "run": run.run_id,
        "as_of": run.as_of.isoformat() if run.as_of else None,
        "level": asked.level,
        "month": f"{month:%Y-%m}",
        "partial": is_partial(run, month),
        "measure": measure.name,
        "label": measure.label,
        "category": category or None,
        "notes": list(facts.notes),
        "areas": [
            {
                "name": directory.area_names.get(row["area"], row["area"]),
                **{name: as_json(value) for name, value in row.items() if name != "measure"},
            }
            for row in rows
        ],
    }


def _month(run: RunInfo, asked: str) -> date:
    from geo.area_reads import is_partial, months

    known = months(run)
    whole = [month for month in known if not is_partial(run, month)]
    if not asked:
        return (whole or known)[-1]
    found = [month for month in known if f"{month:%Y-%m}" == asked]
    if not found:
        span = f"{known[0]:%Y-%m}至{known[-1]:%Y-%m}"
        raise CallError(text("geo.no_month", asked=asked, known=span))
    return found[0]


def _category(known: Mapping[str, str], asked: str) -> str:
    """Return the code of a top-level category, by code or name."""
    tops = {code: name for code, name in known.items() if len(code) == 2}
    if not asked or asked in tops:
        return asked
    found = [code for code, name in tops.items() if name == asked]
    if not found:
        listed = "、".join(f"{code} {name}" for code, name in sorted(tops.items()))
        raise CallError(text("geo.no_category", asked=asked, known=listed))
    return found[0]


def text_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answer as lines for people, the highest first; what rests on too little is last."""
    from weisu.evaluation_tables import table

    areas = sorted(
        document["areas"],
        key=lambda a: (not a["shown"], -(a["smoothed"] or 0.0), a["area"]),
    )
    yield text(
        "geo.head", label=document["label"], month=document["month"],
        level=WORDS[document["level"]], count=len(areas),
        as_of=document["as_of"],
    )  # fmt: skip
    if document["partial"]:
        yield text("geo.partial")
    yield from (f"{note}。" for note in document["notes"])
    figures = ("area", "tickets", "n", "value", "smoothed", "interval", "z", "p")
    heads = [text(f"geo.col_{name}") for name in figures]
    heads += [text(f"map.col_{name}") for name in ("stands", "pattern", "side", "note")]
    share = document["measure"] in ("on_time", "satisfied", "repeat")
    yield from table(heads, (_line(row, share=share) for row in areas))


def _line(row: Mapping[str, Any], *, share: bool) -> list[str]:
    none = MISSING

    def figure(value: float | None) -> str:
        if value is None:
            return none
        return rate(value) if share else f"{value:,.2f}"

    low, high = figure(row["low"]), figure(row["high"])
    return [
        row["name"],
        none if row["tickets"] is None else f"{row['tickets']:,}",
        none if row["n"] is None else f"{row['n']:,}",
        figure(row["value"]),
        figure(row["smoothed"]),
        none if row["low"] is None else f"{low}–{high}",
        none if row["z"] is None else f"{row['z']:+.2f}",
        none if row["p_adjusted"] is None else f"{row['p_adjusted']:.3f}",
        kind_words(as_text(row["kind"])) or none,
        pattern_words(as_text(row["pattern"])) or none,
        side_words(int(row["like_side"] or 0)) or none,
        text("geo.withheld") if row["withheld"] else as_text(row["note"]),
    ]
