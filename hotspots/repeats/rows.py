"""The frames of a run: groups with their kinds, members, evidence, suggestions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots.frames import GROUPS, MEMBERS, PAIRS, SUGGESTIONS
from hotspots.repeats.cluster import Cluster
from hotspots.repeats.copies import copied
from hotspots.repeats.evidence import common_phrase, evidence_json
from hotspots.repeats.features import Comparer, Table
from hotspots.repeats.grams import Ints
from hotspots.repeats.prepare import texts_of
from hotspots.repeats.types import (
    COPIES,
    MANY_CALLERS,
    ONE_CALLER,
    Decisions,
    NamesLike,
    RepeatRun,
    RepeatSettings,
)

_NAME_LENGTH = 60
_COPY_MAJORITY = 0.5


def run_of(
    part: pd.DataFrame,
    groups: list[Cluster],
    *,
    comparer: Comparer,
    judge: Callable[[Table], NDArray[np.float64]],
    names: NamesLike,
    settings: RepeatSettings,
    decisions: Decisions,
    counts: Mapping[str, int],
    notes: tuple[str, ...],
) -> RepeatRun:
    """Return the run; ``part``: the tickets in the order that the groups' positions mean."""
    titles = texts_of(part, "title")
    members = _members(part, groups)
    best = [group.members[int(np.argmax(group.probability))] for group in groups]
    a, b, owner = _told_pairs(groups, best)
    table = comparer.compare(a, b)
    probability = judge(table)
    are_copies = _mostly(copied(table, settings), owner, len(groups))
    phrases = [common_phrase(titles[i], titles[j]) for i, j in zip(a, b, strict=True)]
    number = part["ticket_no"].astype("str").to_numpy(dtype=object)
    evidence = evidence_json(table, phrases)
    pairs = pd.DataFrame(
        {"a": number[a], "b": number[b], "probability": probability, "evidence": evidence},
        columns=list(PAIRS.names),
    )
    found = _groups(part, members, best, are_copies, names)
    reasons = dict(zip(members["group_id"].unique(), _first_of(evidence, owner), strict=True))
    suggestions = _suggestions(found, members, reasons, settings, decisions)
    grouped = len(members)
    told = {f"candidates_{name}": count for name, count in counts.items()}
    totals = {
        "tickets": len(part),
        "matters": len(part) - grouped + len(groups),
        "groups": len(groups),
        "grouped": grouped,
        "suggestions": len(suggestions),
    }
    return RepeatRun(found, members.drop(columns="row"), pairs, suggestions, totals | told, notes)


def _members(part: pd.DataFrame, groups: list[Cluster]) -> pd.DataFrame:
    rows = np.concatenate([g.members for g in groups]) if groups else np.zeros(0, np.int64)
    number = part["ticket_no"].astype("str").to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "ticket_no": number[rows],
            "group_id": np.concatenate(
                [np.repeat(number[g.members[0]], len(g.members)) for g in groups]
            )
            if groups
            else np.zeros(0, dtype=object),
            "rank": np.concatenate([np.arange(1, len(g.members) + 1) for g in groups])
            if groups
            else rows,
            "probability": np.concatenate([g.probability for g in groups])
            if groups
            else rows.astype(float),
            "row": rows,
        },
        columns=[*MEMBERS.names, "row"],
    )


def _told_pairs(groups: list[Cluster], best: list[np.int64]) -> tuple[Ints, Ints, Ints]:
    """Pairs that are told as evidence: every member with the most typical one."""
    left, right, owner = [], [], []
    for k, (group, typical) in enumerate(zip(groups, best, strict=True)):
        others = group.members[group.members != typical]
        left.append(np.minimum(others, typical))
        right.append(np.maximum(others, typical))
        owner.append(np.full(len(others), k))
    if not groups:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    return np.concatenate(left), np.concatenate(right), np.concatenate(owner)


def _mostly(yes: NDArray[np.bool_], owner: Ints, groups: int) -> NDArray[np.bool_]:
    """Return for which groups more than half of the told pairs are so."""
    counts = np.maximum(np.bincount(owner, minlength=groups), 1)
    return np.asarray(np.bincount(owner, yes, minlength=groups) / counts > _COPY_MAJORITY)


def _groups(
    part: pd.DataFrame,
    members: pd.DataFrame,
    best: list[np.int64],
    are_copies: NDArray[np.bool_],
    names: NamesLike,
) -> pd.DataFrame:
    if not len(members):
        return pd.DataFrame(columns=list(GROUPS.names))
    wanted = ("caller_key", "place_key", "category_code", "area_code", "org_lead", "n_return")
    rows = part.iloc[members["row"].to_numpy()].reset_index(drop=True)
    rows = rows.assign(**{name: None for name in wanted if name not in rows})
    rows["group_id"] = members["group_id"].to_numpy()
    rows["probability"] = members["probability"].to_numpy()
    by = rows.groupby("group_id", sort=False)
    known, unknown = by["caller_key"].nunique(), by["caller_key"].count() < by.size()
    places = by["place_key"].nunique()
    at_one = (places == 1) & (by["place_key"].count() == by.size())
    nobody = not rows["caller_key"].notna().any()
    single = (known <= 1) & (~unknown | (at_one & (not nobody)))
    kind = np.where(single, ONE_CALLER, np.where(are_copies, COPIES, MANY_CALLERS))
    return pd.DataFrame(
        {
            "group_id": known.index.to_numpy(dtype=object),
            "kind": kind,
            "n": by.size().to_numpy(),
            "callers": known.to_numpy(),
            "places": places.to_numpy(),
            "first": by["day"].min().to_numpy(),
            "last": by["day"].max().to_numpy(),
            "name": _names(part, best, names),
            "category_code": _commonest(rows, "category_code").reindex(known.index).to_numpy(),
            "area_code": _commonest(rows, "area_code").reindex(known.index).to_numpy(),
            "units": _units(rows).reindex(known.index, fill_value="[]").to_numpy(),
            "score": by["probability"].mean().to_numpy(),
            "returns": pd.to_numeric(rows["n_return"])
            .fillna(0)
            .groupby(rows["group_id"], sort=False)
            .sum()
            .astype(int)
            .to_numpy(),
        },
        columns=list(GROUPS.names),
    )


def _names(part: pd.DataFrame, best: list[np.int64], names: NamesLike) -> list[str]:
    typical = part.iloc[np.array(best, dtype=np.int64)]
    codes = typical["category_code"].tolist() if "category_code" in typical else [None] * len(best)
    texts = zip(texts_of(typical, "title"), texts_of(typical, "content"), codes, strict=True)
    return [
        (title.strip() or " ".join(content[: 4 * _NAME_LENGTH].split()))[:_NAME_LENGTH]
        or names.categories.get(str(code), "（无标题）")
        for title, content, code in texts
    ]


def _commonest(rows: pd.DataFrame, name: str) -> pd.Series:
    """The value that most members have, the smallest of several; by group."""
    counted = rows.groupby(["group_id", name], sort=True).size().reset_index(name="times")
    counted = counted.sort_values(["group_id", "times", name], ascending=[True, False, True])
    return counted.drop_duplicates("group_id").set_index("group_id")[name].astype(object)


def _units(rows: pd.DataFrame) -> pd.Series:
    counted = rows.groupby(["group_id", "org_lead"]).size().reset_index(name="times")
    counted = counted.sort_values(["group_id", "times", "org_lead"], ascending=[True, False, True])
    return counted.groupby("group_id", sort=False)["org_lead"].agg(
        lambda units: json.dumps([str(u) for u in units], ensure_ascii=False)
    )


def _first_of(evidence: list[str], owner: Ints) -> list[str]:
    firsts = np.flatnonzero(np.diff(owner, prepend=-1))
    return [evidence[k] for k in firsts]


def _suggestions(
    groups: pd.DataFrame,
    members: pd.DataFrame,
    reasons: dict[str, str],
    settings: RepeatSettings,
    decisions: Decisions,
) -> pd.DataFrame:
    rows = []
    tickets = members.groupby("group_id", sort=False)["ticket_no"].agg(list)
    for group in groups.to_dict("records"):
        numbers = tickets[group["group_id"]]
        joined = [tuple(sorted((numbers[0], other))) in decisions.together for other in numbers[1:]]
        if group["score"] < settings.suggest_from or all(joined):
            continue
        text = json.dumps(numbers, ensure_ascii=False)
        mark = hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()[:16]
        why = "、".join(json.loads(reasons[group["group_id"]]))
        span = (pd.Timestamp(group["last"]) - pd.Timestamp(group["first"])).days + 1
        who = f"{group['callers']} 位诉求人" if group["callers"] else "诉求人未知"
        reason = (
            f"{group['kind']}：{group['n']} 件，{who}，{span} 天内，"
            f"平均把握 {group['score']:.0%}。与最典型的一件相比：{why}。"
        )
        rows.append((mark, group["group_id"], text, group["score"], reason))
    return pd.DataFrame(rows, columns=list(SUGGESTIONS.names))
