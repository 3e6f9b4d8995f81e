"""Measures of topics and repeats: on the data alone, and against truth where there is some."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from data_access.extract.texts import Names, ticket_frame
from data_access.results.store import ResultStore
from data_access.types import Period, Scope, WeisuError
from hotspots.analysis import SEED, Asked, analyse
from hotspots.frames import GROUPS, MEMBERS, SUGGESTIONS, TOPIC_TICKET, TOPICS

DOCUMENTS = 20_000
WORDS = 10


def measure(
    results: ResultStore,
    scope: Scope,
    code: str,
    *,
    period: Period | None = None,
    truth: Path | None = None,
    seed: int = SEED,
) -> dict[str, Any]:
    """Return the document of ``weisu evaluate hotspots``; its schema is in docs/hotspots.md."""
    found = analyse(results, scope, Asked(code, None, period, seed=seed, keep_ids=False))
    frame = ticket_frame(results.extract, scope, code, found.period, as_of=found.as_of)
    topics, members = found.frames[TOPICS], found.frames[TOPIC_TICKET]
    fine = topics[(topics["depth"] == 3) & (topics["n"] > 0)]
    names = Names.of(results.extract.directory(scope, code))
    document: dict[str, Any] = {
        "jurisdiction": code,
        "as_of": found.as_of.isoformat(),
        "from": found.period.start.isoformat(),
        "to": found.period.end.isoformat(),
        "tickets": found.tickets,
        "seed": seed,
        "topics": {
            "coarse": int(((topics["depth"] == 1) & (topics["n"] > 0)).sum()),
            "middle": int(((topics["depth"] == 2) & (topics["n"] > 0)).sum()),
            "fine": len(fine),
            **_words_measures(fine, frame, names),
            "stability": _mean(fine["stability"]),
            "stable_share": _mean(fine["stable"].astype(float)),
            "outlier_share": found.facts.outlier_share,
        },
        "repeats": {
            "groups": len(found.frames.get(GROUPS, ())),
            "grouped": len(found.frames.get(MEMBERS, ())),
            "suggestions": len(found.frames.get(SUGGESTIONS, ())),
        },
    }
    if truth is not None:
        document["truth"] = _against_truth(found.frames, frame, members, truth)
    return document


def _words_measures(fine: Any, frame: Any, names: Names) -> dict[str, float | None]:
    """Return NPMI coherence (over at most 20,000 tickets) and diversity of the topics' words."""
    from hotspots.evaluation.coherence import diversity, npmi
    from hotspots.vectors.embedder import joined
    from hotspots.words.segment import Segmenter

    words = [[w for w, _ in json.loads(text)][:WORDS] for text in fine["words"]]
    words = [w for w in words if len(w) > 1]
    if not words:
        return {"npmi": None, "diversity": None}
    part = frame.iloc[:: max(1, -(-len(frame) // DOCUMENTS))]
    texts = [
        joined(title, content)
        for title, content in zip(part["title"].fillna(""), part["content"].fillna(""), strict=True)
    ]
    documents = Segmenter.learned(texts, names).words(texts)
    return {"npmi": float(npmi(words, documents).mean()), "diversity": diversity(words)}


def _against_truth(frames: Any, frame: Any, members: Any, truth: Path) -> dict[str, Any]:
    from dataclasses import asdict

    from hotspots.evaluation.event_scores import event_scores, read_events
    from hotspots.evaluation.repeat_truth import read_truth

    folder = truth if (truth / "truth").is_dir() else truth.parent
    if not (folder / "truth").is_dir():
        raise WeisuError(
            f"“{truth}”中没有真值文件（truth/event_tickets.csv 等）。请给出示范城市的目录。"
        )
    events = asdict(event_scores(read_events(folder), members, frame))
    found: dict[str, Any] = {"events": events}
    if MEMBERS in frames:
        found["repeats"] = _repeat_scores(frames[MEMBERS], frame, read_truth(folder))
    return found


def _repeat_scores(members: Any, frame: Any, truth: Any) -> dict[str, Any]:
    import numpy as np
    import pandas as pd

    from hotspots.evaluation.repeat_scores import pairwise

    number = frame["ticket_no"].astype("str")
    groups = members.set_index("ticket_no")["group_id"]
    matter = number.map(groups).fillna(number).astype("str")
    codes = pd.factorize(matter)[0].astype(np.int64)
    array = number.to_numpy(dtype=object)
    scores = {kind: pairwise(truth.codes(kind, array), codes) for kind in truth.by_kind}
    every = scores["all"]
    return {
        "precision": every.precision,
        "recall": every.recall,
        "f1": every.f1,
        "recall_by_kind": {kind: s.recall for kind, s in scores.items() if kind != "all"},
    }


def _mean(values: Any) -> float | None:
    return float(values.mean()) if len(values) else None
