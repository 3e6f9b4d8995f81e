"""What the texts of recent tickets say: risk classes with their words, and unusual feeling."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd

from early_warning.detection import Detection
from early_warning.frames import TICKET_SIGNAL
from early_warning.surge.thresholds import upper_tail
from early_warning.text.emotion import lexicon_scores, net_of_category
from early_warning.text.risk_words import Dictionary, find_risks, shipped

UNUSUAL = 3.0  # standard deviations above the category from where a feeling is worth a word
RISK_WINDOW = 3
RISK_PAST = 56
RISK_LEVEL = 1e-3
RISK_LEAST = 3
FEELINGS = {"anger": "愤怒", "despair": "绝望", "threat": "扬言"}


def labels(dictionary: Dictionary | None = None) -> Mapping[str, str]:
    """Return the classes of risk by name with what they are called."""
    return {one.name: one.label for one in (dictionary or shipped()).classes}


def ticket_signals(texts: pd.DataFrame, dictionary: Dictionary | None = None) -> pd.DataFrame:
    """Return a row for every ticket whose text raises or mentions a risk, or sounds unusual.

    ``texts``: ticket_no, day, category, text. The columns are those of ``TICKET_SIGNAL``; ``words``
    lists every hit as [class, words, how it is meant]; ``risks`` only the classes that count.
    """
    words = dictionary or shipped()
    life = words.threatening
    category = texts["category"].fillna("").str[:4]
    scores = lexicon_scores(list(texts["text"].fillna("")))
    net = pd.DataFrame({c: net_of_category(scores[c], category) for c in scores})
    raw = scores.to_numpy()
    top = np.where(raw > 0, net.to_numpy(), -np.inf)
    best = top.argmax(axis=1) if len(texts) else np.zeros(0, dtype=int)
    rows = []
    for k, (number, day, text) in enumerate(
        zip(texts["ticket_no"], texts["day"], texts["text"].fillna(""), strict=True)
    ):
        hits = find_risks(str(text), words)
        score = float(top[k, best[k]])
        felt = score >= UNUSUAL
        if not hits and not felt:
            continue
        raised = sorted({h.risk for h in hits if h.raises})
        rows.append(
            (
                number, day, FEELINGS[scores.columns[best[k]]] if felt else None,
                score if felt else np.nan, json.dumps(raised, ensure_ascii=False),
                json.dumps([[h.risk, h.words, h.status] for h in hits], ensure_ascii=False),
                bool(raised), bool(life & set(raised)), words.version,
            )
        )  # fmt: skip
    found = pd.DataFrame(rows, columns=list(TICKET_SIGNAL.names))
    return found.astype({"emotion_score": "float64", "raises": "bool", "life": "bool"})


def risk_detections(
    signals: pd.DataFrame, texts: pd.DataFrame, day: pd.Timestamp, number: int
) -> list[Detection]:
    """Return classes of risk that a street and category raise more than is usual for them.

    Callers of the last ``RISK_WINDOW`` days against the ``RISK_PAST`` days before, by Poisson's
    upper tail; at least ``RISK_LEAST`` callers, one of them on ``day``. Pure: what lies after the
    day is not looked at.
    """
    if signals.empty:
        return []
    cell = ["risk", "area", "category"]
    age = (day - signals["day"]).dt.days
    recent = signals[signals["raises"] & (age >= 0) & (age < RISK_WINDOW + RISK_PAST)]
    raised = recent.merge(texts[["ticket_no", "area", "category", "caller"]], on="ticket_no")
    if raised.empty:
        return []
    raised = raised.assign(
        risk=raised["risks"].map(json.loads),
        area=raised["area"].fillna("").str[:9],
        category=raised["category"].fillna("").str[:4],
        age=(day - raised["day"]).dt.days,
    ).explode("risk")
    now = raised[raised["age"] < RISK_WINDOW]
    past = raised[raised["age"] >= RISK_WINDOW].groupby(cell).size()
    found = []
    # Most cells are quiet: only those with enough callers are looked at one by one.
    many = now.groupby(cell)["caller"].transform("nunique") >= RISK_LEAST
    for (risk, area, category), rows in now[many].groupby(cell, sort=True):
        if not (rows["age"] == 0).any():
            continue
        seen = rows["caller"].nunique()
        before = int(past.get((risk, area, category), 0))
        due = max(before * RISK_WINDOW / RISK_PAST, 0.05)
        p = float(upper_tail(np.array([float(seen)]), np.array([due]), np.array([1.0]))[0])
        if p < RISK_LEVEL:
            found.append(
                Detection(
                    "risk_words", "risk", number, RISK_WINDOW, float(seen), due, p,
                    area=str(area), category=str(category), note=str(risk),
                    evidence=tuple(sorted(rows["ticket_no"].astype(str))),
                )
            )  # fmt: skip
    return found
