"""The catalogue of texts: Chinese, in full-width punctuation, each one used and none missing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards.admin_app.audit_words import ACTIONS as LOGGED
from dashboards.admin_app.audit_words import FIELDS as LOGGED_FIELDS
from dashboards.admin_app.audit_words import KEY_KINDS
from dashboards.admin_app.audit_words import KINDS as KINDS_OF_ACTIONS
from dashboards.admin_app.audit_words import VALUES as LOGGED_VALUES
from dashboards.admin_app.run_words import FIGURES as RUN_FIGURES
from dashboards.office_app.items import KINDS as OFFICE_ROWS
from dashboards.shell.pages import NOTICES, PAGES, START
from geo.statistics.measures import MEASURES
from geo.statistics.over_time import PATTERNS
from style.texts import PARTS, TEXTS, text
from style.wording import punctuate
from supervision.checked_fields import OUTCOMES
from supervision.colours import ORDER
from supervision.ladder import NAMES
from supervision.states import ACTIONS, PARTIES, STATES
from supervision.waiting import KINDS as WAITING
from supervision.waiting import URGENCIES

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    p
    for room in (
        "dashboards",
        "data_access",
        "deadline_risk",
        "event_register",
        "geo",
        "supervision",
        "weisu",
    )
    for p in (ROOT / room).rglob("*.py")
]
TREES = [ast.parse(p.read_text(encoding="utf-8")) for p in SOURCES]

# Actions that a person does in a form of an existing task.
_FORMS = " ".join(a for a in ACTIONS if a not in ("draft", "propose_reopen"))
# Keys that are put together when a page runs: what stands before and after the blank, and every
# ending that there is. A key that no page can ask for any more shows as unused.
ENDINGS = {
    "accounts.{}": "find role state",
    "accounts.col_{}": "login name role reach last state",
    "accounts.do_{}": "unlock enable reset end disable",
    "accounts.done_{}": "create change unlock enable reset end disable",
    "accounts.fact_{}": "login role units areas places state last signed_in created password"
    " failures",
    "accounts.limit_{}": "departments areas jurisdictions",
    "accounts.limit_{}_help": "departments areas jurisdictions",
    "accounts.of_{}": "paused disabled",
    "accounts.state_{}": "open paused disabled",
    "accounts.sure_{}": "unlock enable reset end disable",
    "accounts.what_{}": "unlock enable reset end disable",
    "audit.{}": "since until span actor action about",
    "audit.{}_hint": "actor about",
    "audit.all_{}": " ".join(KINDS_OF_ACTIONS.values()),
    "audit.col_{}": "seq at actor action about detail",
    "audit.do_{}": " ".join(LOGGED),
    "audit.field_{}": " ".join(LOGGED_FIELDS),
    "audit.key_{}": " ".join(KEY_KINDS),
    "audit.lately_{}": "failed opened",
    "audit.span_{}": "today 7d 30d custom",
    "audit.value_{}": " ".join(LOGGED_VALUES),
    "batch.{}": "read inserted updated unchanged quarantined",
    "batch.status_{}": "running done failed interrupted undone",
    "compare.{}": "metric variant basis against at_least at_most",
    "compare.{}_{}": "basis_raw basis_assessed against_week against_month against_year",
    "compare.due_{}": "above below",
    "compare.due_season_{}": "up down",
    "compare.effect_{}": "volume mix place rate",
    "compare.peer_{}": "better worse same small_n alone",
    "compare.target_{}": "reached missed near",
    "geo.col_{}": "area tickets n value smoothed interval z p",
    "help.colour_{}": "ours acts band opens",
    "deadlines.based_{}": "unit_category unit limit city",
    "deadlines.level_{}": "high raised low",
    "deadlines.short_{}": "unit_category unit limit city",
    "help.page_{}": "today warnings hotspots map topic repeats forecast daily tasks unit mytasks"
    " progress"
    " tickets compare import runs readiness accounts sessions audit notices start",
    "help.term_{}": "expected range matter event lead assessed",
    "jump.kind_{}": "page area department category metric",
    "fc.{}": "holiday make_up begin cell_week cell_month cell_low cell_high day_mean calls"
    " col_expected col_norm level off_week off_month",
    "fc.apart_{}": "week year holiday trend more less",
    "fc.apart_trend_{}": "up down flat",
    "fc.col_{}": "rank matter expected rise start units evidence",
    "fc.drivers_{}": "month year",
    "fc.missing_{}": "run units_later channel both both_own both_limited category none outside"
    " few_unit few_category few_area",
    "fc.model_{}": "snaive theta tsb regression regression_quick ets stl_arima sarimax prophet"
    " combination",
    "fc.month_{}": "holiday make_up begin",
    "fc.own_{}": "unit area",
    "fc.reading_{}": "made category area who",
    "fc.sums_{}": "unit area",
    "fc.sums_name_{}": "unit area",
    "fc.table_{}": "cells days before models apart items drivers seats findings",
    "fc.tile_{}": "week month",
    "filter.{}": "area category department channel",
    "filter.count_{}": "tickets matters",
    "filter.span_{}": "7d 30d month custom",
    "hot.col_{}": "rank topic recent heat where state name category n_recent expected n stability",
    "hot.depth_{}": "1 2 3",
    "hot.edit_{}": "pin hide",
    "hot.edit_un{}": "pin hide",
    "hot.state_{}": "born growing steady seasonal fading merged split gone",
    "hot.strong_{}": "growth spread tone",
    "hot.window_{}": "7d 30d 90d 365d",
    "hot.tool_{}": "rename pin hide merge split",
    "import.col_{}": "field column example state",
    "import.help_{}": "inserted updated unchanged quarantined",
    "import.map_{}": "mapped unused absent",
    "event.kind_{}": "warning topic repeat peak",
    "event.no_{}": "warnings hotspots",
    "event.state_{}": "new growing steady fading ended",
    "import.size_{}": "county city province",
    "import.state_{}": "waiting loading refreshing",
    "import.view_{}": "file batches quarantine",
    "template.col_{}": "label name by at state",
    "template.doubt_{}": "epochs unread either_way open_codes unlike",
    "template.step_{}": "file fields values trial",
    "template.sure_{}": "sure likely unsure",
    "template.which_{}": "all check none",
    "today.matter_{}": "above below within unknown",
    "today.target_{}": "reached missed near at_least at_most",
    "map.{}": "level measure",
    "map.col_{}": "stands pattern side note",
    "map.kind_{}": "HH LL HL LH",
    "map.method_{}": " ".join(MEASURES),
    "map.name_{}": " ".join(MEASURES),
    "map.pattern_{}": f"hot cold {' '.join(PATTERNS)}",
    "map.unit_{}": " ".join(MEASURES),
    "map.value_{}": "count per_10k to_expected share",
    "menu.{}": "look do find report run",
    "office.{}": "before after",
    "office.ask_{}": " ".join(WAITING),
    "office.chip_{}": f"all {' '.join(OFFICE_ROWS)}",
    "office.col_{}": "urgency kind what asks place unit since",
    "office.kind_{}": " ".join(OFFICE_ROWS),
    "office.urgency_{}": " ".join(URGENCIES),
    "page.{}": " ".join(page.key for page in (*PAGES, NOTICES, START)),
    "tour.{}": "numbers jump views help",
    "tour.{}_title": "numbers jump views help",
    "unit.advice_{}": "late overdue high calm",
    "unit.col_{}": "title risk left deadline basis",
    "unit.held_{}": "soon high all",
    "unit.list_{}": "overdue dissatisfied returned",
    "unit.problem_{}": "overdue dissatisfied returned",
    "unit.said_{}": "tasks tasks_late overdue soon high",
    "unit.target_{}": "reached missed near",
    "mytasks.{}": "waiting helping elsewhere",
    "progress.tile_{}": "open overdue in_time",
    "progress.{}": "to_list to_unsigned to_ended to_in_time",
    "progress.why_{}": "issued refused returned reopened",
    "quarantine.{}": "file reason rows",
    "ready.col_{}": (
        "system verdict guide ours missing kpi formula needs field opens level share filed found"
    ),
    "ready.level_{}": "community street county none",
    "ready.loop_{}": "governance service",
    "rep.decided_{}": "accepted refused",
    "rep.help_{}": "tickets matters repeated",
    "rep.kind_{}": "ticket caller place community matter unit",
    "rep.sug_{}": "accepted refused",
    "rep.sug_do_{}": "accepted refused",
    "rep.merge_col_{}": "name gain sure",
    "rep.tile_{}": "tickets matters repeated",
    "scorecards.col_{}": ("indicator value hits n interval target expected band verdict year unit"),
    "scorecards.target_{}": "at_least at_most reached missed near",
    "scorecards.verdict_{}": ("better maybe_better same maybe_worse worse small_n saturated"),
    "search.limit_{}": "sign contact own_sign own_contact close callback kept missed running",
    "task.action_{}": " ".join(ACTIONS),
    "task.colour_{}": " ".join(ORDER),
    "task.fact_{}": "unsigned due_soon overdue unanswered refused climb",
    "tasks.check_{}": "unsolved again",
    "tasks.next_{}": (
        "drafted issued refused signed planned in_work extension_asked reported returned verified "
        "reopened proposed"
    ),
    "tasks.problem_{}": "overdue dissatisfied returned passed",
    "task.field_{}": "title basis requirement lead assisting area category step due until"
    " confidential readers note outcome files checked proposal",
    "task.outcome_{}": " ".join(OUTCOMES),
    "task.party_{}": " ".join((*PARTIES, "former")),
    "task.source_{}": "warning topic repeat calendar tickets note event",
    "task.state_{}": " ".join(("new", *STATES)),
    "task.step_{}": " ".join(NAMES),
    "tasks.begun_{}": "issue draft",
    "tasks.bulk_{}": "remind change_due",
    "tasks.by_{}": "colour step unit source",
    "tasks.col_{}": "colour title state lead due step number updated",
    "tasks.column_{}": "drafted issued answer work check closed",
    "tasks.do_{}": _FORMS,
    "tasks.figure_{}": "numerator denominator n",
    "tasks.group_{}": "open issued sign office proposed closed all",
    "tasks.note_{}": _FORMS,
    "shell.appearance_{}": "light dark system",
    "night.label_{}": "demo refresh forecasting hotspots deadlines warnings events telling places"
    " tasks digests",
    "runs.kind_{}": "pipeline pipeline_light",
    "runs.col_{}": "begun kind state took steps words step noted place last age refreshed",
    "runs.figure_{}": " ".join(RUN_FIGURES),
    "runs.state_{}": "done failed running broken skipped",
    "sessions.col_{}": "login name role since seen until",
    "shell.page_{}": "before after",
    "tasks.sheet_{}": "feedback checked",
    "tasks.view_{}": "board table",
    "tasks.wait_{}": "refused extension_asked reported verified drafted proposed",
    "topic.heat_{}": "part value means",
    "topic.means_{}": "volume growth breadth spread tone",
    "topic.part_{}": "volume growth breadth spread tone",
    "topic.tile_{}": "recent all heat",
    "wall.{}": "unknown ended expired",
    "wall.scene_{}": "today trend areas work topics",
    "warn.{}": "due more",
    "warn.{}_none": "deadline emotion shift scan",
    "warn.{}_none_part": "deadline emotion shift scan",
    "warn.{}_why": "emotion shift scan",
    "warn.judge_{}": "true false known",
    "tickets.place_why_{}": "title content address directory list past homophone misspelt home"
    " asked against_unit unit not_known",
    "tickets.belongs_{}": "event topic repeat warning",
    "tickets.col_{}": "accepted title area unit category channel status deadline number",
    "tickets.dimension_{}": "day week month hour department channel area_county area_street"
    " area_community"
    " category_1 category_2 category_3 ticket_type",
    "tickets.of_{}": "first later",
    "tickets.figure_{}": "n numerator denominator",
    "tickets.sort_{}": "newest oldest deadline",
    "warn.state_{}": "opened growing fading closed",
    "warn.delay_{}": "nightly hourly",
    "tickets.before_{}": "more less same",
    "views.shared_{}": "own unit place",
    "views.told_{}": "none daily weekly",
}
_SECTIONS = {key.partition(".")[0] for key in TEXTS}
_COLUMN_HEADS = "column_heads"


def nodes() -> Iterator[ast.AST]:
    for tree in TREES:
        yield from ast.walk(tree)


def constants() -> set[str]:
    """Every string in the code; heads of columns under their full key."""
    found = {n.value for n in nodes() if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    heads = [
        str(argument.value)
        for n in nodes()
        if isinstance(n, ast.Call) and getattr(n.func, "id", "") == _COLUMN_HEADS
        for argument in n.args
        if isinstance(argument, ast.Constant)
    ]
    return found | {f"column.{head}" for head in heads}


def patterns() -> set[str]:
    """Keys with blanks, such as ``filter.span_{}``."""
    found = set()
    for n in nodes():
        if isinstance(n, ast.JoinedStr):
            parts = [
                str(getattr(v, "value", "")) if isinstance(v, ast.Constant) else "{}"
                for v in n.values
            ]
            words = "".join(parts)
            if (
                re.fullmatch(r"[a-z]+\.[a-z0-9_.{}]*", words)
                and words.partition(".")[0] in _SECTIONS
            ):
                found.add(words)
    return found


def put_together() -> set[str]:
    """Every key that the patterns can become."""
    return {
        key
        for pattern, endings in ENDINGS.items()
        for ending in endings.split()
        for key in [re.sub(r"(\{\}_)?\{\}", lambda _, e=ending: e, pattern)]  # type: ignore[misc]
    }


@pytest.mark.parametrize("key", TEXTS)
def test_texts_are_chinese_and_in_full_width_punctuation(key):
    words = TEXTS[key]
    assert re.search(r"[\u4e00-\u9fff]", words) or words.startswith("{")
    assert punctuate(words) == words
    # What stands in a blank is Chinese or a figure: a half-width mark beside it is one too many.
    assert not re.search(r"[,;:!?](?=[\u2e80-\uffef{])|(?<=[\u2e80-\uffef}%])[,;:!?]", words)
    assert not re.search(r"[()](?=[\u2e80-\uffef{])|(?<=[\u2e80-\uffef}%])[()]", words)


def test_no_key_stands_in_two_modules():
    counts = Counter(key for part in PARTS for key in part)
    assert not {key for key, n in counts.items() if n > 1}


def test_every_key_that_is_put_together_has_its_endings_listed():
    assert patterns() - {"column.{}", "task.{}"} == set(ENDINGS)


def test_every_key_asked_for_exists():
    calls = [n for n in nodes() if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "text"]
    asked: set[object] = set()
    for call in calls:
        inside = list(ast.walk(call.args[0]))
        blanks = {id(v) for n in inside if isinstance(n, ast.JoinedStr) for v in n.values}
        asked |= {n.value for n in inside if isinstance(n, ast.Constant) and id(n) not in blanks}
    keys = {key for key in asked if re.fullmatch(r"[a-z]+\.[a-z0-9_.]*[a-z0-9]", str(key))}
    assert keys | put_together() <= set(TEXTS)


def test_no_key_is_made_of_blanks_alone():
    calls = [n for n in nodes() if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "text"]
    joined = [j for n in calls for j in ast.walk(n.args[0]) if isinstance(j, ast.JoinedStr)]
    assert all(isinstance(j.values[0], ast.Constant) for j in joined)


def test_every_text_is_used():
    assert set(TEXTS) - constants() - put_together() == set()


def test_blanks_are_filled_by_name():
    assert text("filter.more_count", count=2) == "更多筛选\uff082\uff09"
