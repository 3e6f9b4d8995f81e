"""One batch of tickets as the columns of ``tickets.csv``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demo_city.aftermath import MOST_REDOS, RESULTS, SATISFACTION
from demo_city.categories import COMPLAINED, TYPES, leaves
from demo_city.faults import names_in_force
from demo_city.identity import CITY_NAME
from demo_city.intake import CHANNELS, DIRECT_PATH, KINDS, LEVELS, OPEN_PATH, PRAISE, Columns
from demo_city.lifecycle import NEVER
from demo_city.organisations import HOTLINE, organisations
from demo_city.people import AGES, age_bands, full_names, id_numbers, phones, share, women
from demo_city.place import city
from demo_city.states import STATES
from demo_city.words import choices, phrases, texts

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
# Lists by name, one entry a ticket: what ``words.texts`` returns.
Written = dict[str, Any]
URGENCIES = ("普通", "加急", "紧急")
TAGS = (("10", "七有五性"), ("12", "七有五性"), ("18", "七有五性"), ("23", "营商环境"),
        ("04", "民生实事"), ("05", "民生实事"), ("0104", "民生实事;每月一题"))  # fmt: skip
SENSITIVE = (("060202", "安全隐患"), ("1502", "安全隐患"), ("010202", "安全隐患"),
             ("100101", "群体"), ("010301", "群体"), ("130201", "群体"), ("1203", "涉未成年"),
             ("210202", "涉稳"))  # fmt: skip
COORDINATES, IDENTITY, KNOWN_DUPLICATE, EXCLUDED = 0.72, 0.12, 0.6, 0.018
LEADER_NOTE = 0.0015


def named(options: Sequence[str], at: Ints, there: Flags | None = None) -> pa.Array:
    """Return the options at the positions; null where the position is -1 or ``there`` is False."""
    mask = at < 0 if there is None else ~there | (at < 0)
    return pa.DictionaryArray.from_arrays(
        pa.array(np.where(mask, 0, at).astype(np.int32), mask=mask), pa.array(options)
    )


def times(when: Ints) -> pa.Array:
    """Return local seconds as times; null where it doesn't happen."""
    mask = (when >= NEVER) | (when < 0)
    return pa.array(np.where(mask, 0, when), mask=mask).cast(pa.timestamp("s"))


def yes_no(values: Flags, there: Flags | None = None) -> pa.Array:
    """Return 是/否; null where ``there`` is False."""
    return named(("否", "是"), values.astype(np.int64), there)


def strings(values: Any, there: Flags | None = None) -> pa.Array:
    """Return texts; null where ``there`` is False or the text is empty."""
    found = np.asarray(values, dtype=object)
    empty = found == ""
    return pa.array(found, type=pa.string(), mask=empty if there is None else empty | ~there)


def ticket_numbers(number: Ints, there: Flags | None = None) -> pa.Array:
    """Return ticket numbers as 18 digits."""
    mask = None if there is None else ~there
    return pa.array(number, mask=mask).cast(pa.string())


def _prefixed(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], Ints]:
    """Return the words and, for each leaf, the position of its word or -1 (later pairs win)."""
    at = np.full(len(leaves().codes), -1)
    for k, (prefix, _) in enumerate(pairs):
        at[leaves().starting(prefix)] = k
    return tuple(word for _, word in pairs), at


def last_callback(columns: Columns) -> tuple[Flags, Flags, Ints]:
    """Return of the last callback that reached the caller: whether there is one, solved, grade."""
    reached = np.zeros(len(columns["leaf"]), dtype=np.bool_)
    solved, grade = reached.copy(), np.full(len(reached), -1)
    for turn in range(MOST_REDOS + 1):
        now = columns[f"cb{turn}_reached"] & (columns[f"cb{turn}_t"] < NEVER)
        solved = np.where(now, columns[f"cb{turn}_solved"], solved)
        grade = np.where(now, columns[f"cb{turn}_grade"], grade)
        reached |= now
    return reached, solved, grade


def _what(
    columns: Columns, written: Written | None, seed: int, *, faults: bool
) -> dict[str, pa.Array]:
    """Return what is asked: category, words, urgency."""
    kinds, leaf, filed = leaves(), columns["leaf"], columns["filed"]
    in_force, names, codes = filed, list(kinds.level_3), list(kinds.codes)
    if faults:
        in_force, names, codes = names_in_force(seed, filed, columns["t_accept"])
    tags, tag_at = _prefixed(TAGS)
    flags, flag_at = _prefixed(SENSITIVE)
    everything: dict[str, pa.Array] = {
        "ticket_no": ticket_numbers(columns["number"]),
        "case_no": pa.array(np.where(columns["merged"], columns["parent"], columns["number"])).cast(
            pa.string()
        ),
        "source_channel": named(CHANNELS, columns["channel"]),
        "accept_level": named(LEVELS, columns["level"]),
        "ticket_type": named(TYPES, columns["type"]),
        "category_1": named(kinds.level_1, filed),
        "category_2": named(kinds.level_2, filed),
        "category_3": named(names, in_force),
        "category_code": named(codes, in_force),
        "tags": named(tags, tag_at[leaf]),
        "urgency": named(URGENCIES, columns["urgency"]),
        "sensitive_flag": named(flags, flag_at[leaf], share(columns["number"], 40) < 0.35),
    }
    if written is not None:
        everything["title"] = strings(written["title"])
        everything["content"] = strings(written["content"])
        answered = columns["t_reply"] < NEVER
        everything["reply_public"] = strings(written["reply_public"], answered)
    return everything


def _who_and_where(columns: Columns, written: Written | None) -> dict[str, pa.Array]:
    home, caller, community = city(), columns["caller"], columns["community"]
    open_name, firm = columns["kind"] != KINDS.index("匿名"), columns["kind"] == 1
    placed = share(columns["number"], 41) < COORDINATES
    asked_id = open_name & ~firm & (share(caller, 42) < IDENTITY)
    point = columns["point"].round(5)
    filed = ~columns["no_district"] if "no_district" in columns else np.ones(len(caller), bool)
    online = ~np.isin(columns["channel"], (0, 6)) & open_name
    answer: dict[str, pa.Array] = {
        "caller_name": strings(full_names(caller), open_name),
        "caller_phone": strings(phones(caller), open_name),
        "caller_id_number": strings(id_numbers(caller), asked_id),
        "caller_ref": pa.array(caller, mask=~online).cast(pa.string()),
        "caller_kind": named(KINDS, columns["kind"]),
        "caller_age_band": named(
            AGES, age_bands(caller), open_name & ~firm & (share(caller, 43) < 0.6)
        ),
        "caller_gender": named(("男", "女"), women(caller).astype(np.int64), open_name & ~firm),
        "area_code": named(home.codes, community, filed),
        "county": named((CITY_NAME,), np.zeros_like(community), filed),
        "street": named(home.street_names, home.street_of[community], filed),
        "community": named(home.names, community, filed),
        "lon": pa.array(point[:, 0], mask=~placed),
        "lat": pa.array(point[:, 1], mask=~placed),
    }
    if written is not None:
        answer["addr_text"] = strings(written["addr_text"])
    return answer


def _handling(columns: Columns) -> dict[str, pa.Array]:
    """Return units, node times, deadlines and counts."""
    units, path = organisations(), columns["path"]
    handled = columns["t_dispatch"] < NEVER
    closed = handled & (columns["t_close"] < NEVER)
    mode = np.where(share(columns["number"], 44) < 0.7, 0, 1)
    stated = ("t_occur", "t_call", "t_accept", "t_dispatch", "t_sign", "t_first_contact", "t_reply",
              "t_close", "t_archive", "deadline", "deadline_orig")  # fmt: skip
    counts = {
        "n_return": columns["return_granted"], "n_extend": columns["extend_granted"],
        "n_redo": columns["n_redo"], "n_urge": columns["n_urge"],
        "n_supervise": columns["n_supervise"],
    }  # fmt: skip
    return {
        "org_accept": named((HOTLINE,), np.zeros_like(path)),
        "org_lead": named(units.names, columns["lead"], handled),
        "orgs_assist": named(units.names, columns["assist"], handled),
        "dispatch_mode": named(("自动", "人工"), mode, handled),
        "direct_reply": yes_no(path == DIRECT_PATH),
        **{name: times(columns[name]) for name in stated},
        "t_callback": times(columns["cb0_t"]),
        "due_result": named(("按时", "超期"), columns["overdue"].astype(np.int64), closed),
        **{n: pa.array(v.astype(np.int64), mask=path != OPEN_PATH) for n, v in counts.items()},
    }


def _outcome(columns: Columns) -> dict[str, pa.Array]:
    """Return the unit's result, the caller's answer, marks of the source system, and the state."""
    count = len(columns["leaf"])
    closed = columns["t_close"] < NEVER
    units_own = closed & (columns["path"] == OPEN_PATH)
    reached, solved, grade = last_callback(columns)
    checked = units_own & np.isin(columns["type"], COMPLAINED)
    whim = share(columns["number"], 45)
    excluded = units_own & (whim < EXCLUDED)
    noted = (columns["type"] != PRAISE) & (whim > 1 - LEADER_NOTE) & (columns["path"] == OPEN_PATH)
    shared = phrases()
    repeat = (columns["rank"] > 0) & (share(columns["number"], 46) < KNOWN_DUPLICATE)
    return {
        "result_unit": named(RESULTS, columns["claimed"], closed),
        "is_true": yes_no(columns["is_true"], checked),
        "beyond_duty": yes_no(columns["beyond_duty"], units_own),
        "unresolved_reason": named(
            shared["unsolved"], columns["reason"], units_own & np.isin(columns["claimed"], (1, 2))
        ),
        "solved": yes_no(solved, reached),
        "satisfied": named(SATISFACTION, grade, reached),
        "duplicate_of": ticket_numbers(columns["parent"], repeat | columns["merged"]),
        "keep_flag": named(("保留", "剔除"), excluded.astype(np.int64), units_own),
        "exclude_reason": named(shared["exclude"], choices("exclude", columns, 47), excluded),
        "leader_note": named(
            shared["supervisor_note"], choices("supervisor_note", columns, 48), noted
        ),
        "status": named(STATES, columns["state"], np.ones(count, dtype=np.bool_)),
    }


def write_words(columns: Columns) -> Written:
    """Return title, content, address and reply of each ticket, and perhaps ``spans``."""
    return texts(columns)


def span_columns(columns: Columns, written: Written | None) -> dict[str, pa.Array] | None:
    """Return where personal data stands in the words, as columns of ``personal_spans``."""
    if written is None or "spans" not in written:
        return None
    spans: list[list[tuple[str, int, int, str]]] = written["spans"]
    count = np.array([len(s) for s in spans], dtype=np.int64)
    flat = [span for of_one in spans for span in of_one]
    row = np.repeat(np.arange(len(count)), count)
    return {
        "ticket_no": ticket_numbers(columns["number"][row]),
        "field": pa.array([s[0] for s in flat], type=pa.string()),
        "start": pa.array([s[1] for s in flat], type=pa.int64()),
        "end": pa.array([s[2] for s in flat], type=pa.int64()),
        "kind": pa.array([s[3] for s in flat], type=pa.string()),
    }


def ticket_columns(
    columns: Columns, written: Written | None, seed: int, *, faults: bool
) -> dict[str, pa.Array]:
    """Return every column of ``tickets.csv`` by name; without words, free text stays empty."""
    found = {
        **_what(columns, written, seed, faults=faults),
        **_who_and_where(columns, written),
        **_handling(columns),
        **_outcome(columns),
    }
    for name in ("title", "content", "reply_public", "addr_text"):
        found.setdefault(name, pa.nulls(len(columns["leaf"]), pa.string()))
    return found
