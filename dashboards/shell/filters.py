"""The filter bar. What is chosen lives in the address (``address.py``) and follows across pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, cast

import streamlit as st

from dashboards.shell import address
from dashboards.shell.address import COUNTS, CUTS, SPANS, Choice, Reading
from dashboards.shell.context import PageContext, PlaceContext, Visit
from dashboards.shell.options import Options, options_of
from dashboards.shell.plain import plain
from data_access.extract.manifest import JurisdictionSummary
from data_access.extract.query import Extract
from data_access.metrics.registry import MATTER_COLUMNS, MATTERS_DOC
from data_access.types import NotAllowedError, Scope
from style.texts import text
from style.wording import enumerated, punctuate

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

OWN = frozenset({"jurisdiction", "span", "from", "to", "count", *CUTS})
"""Parameters of the address that are the bar's; others belong to the page."""
_STATE = "weisu_filters"
_SEED = "weisu_filter_seed"
_PAGE, _MOVED = "weisu_page", "weisu_page_moved"


@dataclass
class _Kept:
    """What is remembered between runs: the choice, and the address written for it."""

    choice: Choice
    written: dict[str, str]


def note_page(path: str) -> None:
    """Remember which page runs; called before every page, whether it has filters or not."""
    state = st.session_state
    state[_MOVED] = state.get(_PAGE) not in (None, path)
    state[_PAGE] = path


def visible_jurisdictions(visit: Visit) -> dict[str, JurisdictionSummary]:
    """Return the jurisdictions with data that the reader may see, the largest first."""
    found = [
        s
        for s in visit.services.extract.manifest.jurisdictions.values()
        if s.tickets and s.last_day and visit.scope.sees(s.code)
    ]
    return {s.code: s for s in sorted(found, key=lambda s: (-s.tickets, s.code))}


def choose_place(visit: Visit, places: dict[str, JurisdictionSummary]) -> PlaceContext:
    """Draw the choice of a jurisdiction, where there is one, and return the page's context."""
    codes = list(places)
    chosen = codes[0]
    if len(codes) > 1:
        asked = st.query_params.get("jurisdiction", chosen)
        chosen = st.selectbox(
            text("filter.jurisdiction"),
            codes,
            index=codes.index(asked) if asked in codes else 0,
            format_func=lambda code: places[code].name,
            width=240,
        )
        if chosen != asked:
            st.query_params["jurisdiction"] = chosen
    return PlaceContext(visit.page, visit.scope, visit.services.extract, places[chosen])


def filter_bar(
    visit: Visit,
    places: dict[str, JurisdictionSummary],
    *,
    timed: bool = True,
    notes: DeltaGenerator | None = None,
) -> PageContext:
    """Draw the bar and return the context that it describes.

    ``notes``: where it is said what of the address could not be followed; beside the bar without
    one. ``timed``: whether the page has a period and a way of counting to choose; where it has not,
    what was chosen elsewhere is kept for the way back.

    Raises ``NotAllowedError`` where the address names a jurisdiction outside the scope.
    """
    scope, extract = visit.scope, visit.services.extract
    parameters = {k: v for k, v in st.query_params.items() if v and k in OWN}
    default = next(iter(places))
    kept = cast("_Kept | None", st.session_state.get(_STATE))
    # Going to another page empties the address; the choice goes along.
    moved = kept is not None and not parameters and bool(st.session_state.get(_MOVED))
    fresh = kept is None or (not moved and parameters != kept.written)
    said = notes if notes is not None else st.container()
    jurisdiction = _jurisdiction(scope, places, parameters, kept, said, fresh=fresh)
    summary = places[jurisdiction]
    directory = extract.directory(scope, jurisdiction)
    options = options_of(scope, summary, directory)
    reading = (
        address.read(parameters, jurisdiction, options.known)
        if fresh or kept is None
        else Reading(kept.choice)
    )
    if fresh or moved:
        _seed()
    chosen = _draw(
        reading.choice, places, options, timed=timed, knows_repeats=knows_repeats(summary)
    )
    if chosen.jurisdiction != jurisdiction:
        chosen = _elsewhere(scope, extract, places, chosen)
        _keep(chosen, default)
        st.rerun()
    filters, note = address.filters_of(chosen, options.known)
    for words in (*reading.notes, *([note] if note else [])):
        said.info(plain(words), icon=":material/info:")
    _keep(chosen, default)
    by_matter = chosen.count == "matters"
    return PageContext(visit.page, scope, extract, summary, filters, directory, by_matter)


def knows_repeats(summary: JurisdictionSummary) -> bool:
    """Tell whether the source says which tickets are repeats."""
    return any(summary.columns_present.get(column, 0.0) > 0 for column in MATTER_COLUMNS)


def _jurisdiction(
    scope: Scope,
    places: dict[str, JurisdictionSummary],
    parameters: dict[str, str],
    kept: _Kept | None,
    said: DeltaGenerator,
    *,
    fresh: bool,
) -> str:
    """Return the jurisdiction asked for; refuse one outside the scope, ignore an unknown one."""
    default = next(iter(places))
    if not fresh and kept is not None:
        return kept.choice.jurisdiction if kept.choice.jurisdiction in places else default
    asked = parameters.get("jurisdiction", default)
    if not scope.sees(asked):
        raise NotAllowedError(text("filter.jurisdiction_refused"))
    if asked not in places:
        label = text("filter.jurisdiction")
        said.info(plain(text("filter.unknown_value", label=label, value=asked)))
        return default
    return asked


def _elsewhere(
    scope: Scope, extract: Extract, places: dict[str, JurisdictionSummary], chosen: Choice
) -> Choice:
    """Return the choice for another jurisdiction: its span stays, cuts unknown there go."""
    directory = extract.directory(scope, chosen.jurisdiction)
    options = options_of(scope, places[chosen.jurisdiction], directory)
    lost = {n: "" for n in CUTS if chosen.cut(n) not in options.known.values[n]}
    choice = chosen.with_cuts(lost)
    _seed()
    return choice


def _seed() -> None:
    """Give the widgets new keys, so that they start from the choice and not from their own past."""
    st.session_state[_SEED] = st.session_state.get(_SEED, 0) + 1


def _key(name: str) -> str:
    return f"filter_{name}_{st.session_state.get(_SEED, 0)}"


def _keep(choice: Choice, default: str) -> None:
    """Remember a choice and write it into the address where that says something else."""
    written = address.write(choice, default)
    found = dict(st.query_params.items())
    if found.get("jurisdiction") == choice.jurisdiction:
        # A link may name the default place: writing its address anew would be a step of the
        # browser's way back that leads nowhere.
        written["jurisdiction"] = choice.jurisdiction
    st.session_state[_STATE] = _Kept(choice, written)
    pages_own = {k: v for k, v in found.items() if k not in OWN}
    if found != {**pages_own, **written}:
        st.query_params.from_dict({**pages_own, **written})


def _draw(
    choice: Choice,
    places: dict[str, JurisdictionSummary],
    options: Options,
    *,
    timed: bool,
    knows_repeats: bool,
) -> Choice:
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_bar"):
        if len(places) > 1:
            choice = replace(choice, jurisdiction=_place(choice, places))
        if timed:
            choice = _span(choice, options)
            choice = replace(choice, count=_count(choice) if knows_repeats else "")
        return _cuts(choice, options, alone=not timed)


def _count(choice: Choice) -> str:
    counted = st.segmented_control(
        text("filter.count"),
        ("", *COUNTS),
        default=choice.count,
        required=True,
        format_func=lambda c: text(f"filter.count_{c or 'tickets'}"),
        key=_key("count"),
        help=plain(punctuate(MATTERS_DOC)),
    )
    return str(counted)


def _place(choice: Choice, places: dict[str, JurisdictionSummary]) -> str:
    codes = list(places)
    return st.selectbox(
        text("filter.jurisdiction"),
        codes,
        index=codes.index(choice.jurisdiction),
        format_func=lambda code: places[code].name,
        key=_key("jurisdiction"),
        width=200,
        placeholder=text("filter.search"),
    )


def _span(choice: Choice, options: Options) -> Choice:
    span = st.segmented_control(
        text("filter.span"),
        SPANS,
        default=choice.span,
        required=True,
        format_func=lambda s: text(f"filter.span_{s}"),
        key=_key("span"),
    )
    choice = replace(choice, span=span)
    if span != "custom":
        return choice
    known = options.known
    first, last = (
        min(max(day, known.first_day), known.last_day)
        for day in address.span_days(choice, known.last_day)
    )
    picked = st.date_input(
        text("filter.dates"),
        value=(first, last),
        min_value=known.first_day,
        max_value=known.last_day,
        format="YYYY-MM-DD",
        key=_key("dates"),
        width=240,
    )
    days = cast("tuple[date, ...]", picked)
    if len(days) == 2:
        return replace(choice, first=days[0], last=days[1])
    st.caption(text("filter.pick_end"))
    return replace(choice, first=first, last=last)


def _cuts(choice: Choice, options: Options, *, alone: bool) -> Choice:
    """Draw what is chosen by cut; ``alone``: no days are chosen in front of it."""
    active = [n for n in CUTS if choice.cut(n)]
    if active:
        label = text("filter.only_count" if alone else "filter.more_count", count=len(active))
    else:
        label = text("filter.only" if alone else "filter.more")
    with st.popover(label, icon=":material/filter_alt:"):
        found = {name: _cut(choice, name, options) for name in CUTS if options.labels[name]}
        st.button(
            text("filter.reset"),
            key="filter_reset",
            on_click=_reset,
            args=(choice.with_cuts(dict.fromkeys(CUTS, "")),),
            disabled=not any(found.values()),
        )
    return choice.with_cuts(found)


def _cut(choice: Choice, name: str, options: Options) -> str:
    values = options.offered(name, choice.cut(name))
    return st.selectbox(
        text(f"filter.{name}"),
        values,
        index=values.index(choice.cut(name)) if choice.cut(name) in values else 0,
        format_func=lambda v: options.label(name, v) if v else text("filter.all"),
        key=_key(name),
        placeholder=text("filter.search"),
    )


def _reset(choice: Choice) -> None:
    kept = cast("_Kept | None", st.session_state.get(_STATE))
    if kept is not None:
        kept.choice = choice
    _seed()


def cut_words(context: PageContext) -> str:
    """Return the cuts in force for sentences, empty where there are none."""
    f, d = context.filters, context.directory
    area = d.area_names.get(f.area, f.area)
    category = d.category_paths.get(f.category, f.category)
    return enumerated([p for p in (area, category, f.department, f.channel) if p])
