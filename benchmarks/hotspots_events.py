"""``python -m benchmarks.hotspots_events``: a demo city's events as topics, and how soon.

For seeds that nothing was tuned on: agreement of the fine topics with the events over a year; and
for events of the second half year with ten first reports or more, whether the night two days
after the tenth has a new topic that is mostly of this event.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.hotspots_data import city, events
from demo_city import write_city
from hotspots.evaluation.events import agreement, noticed
from hotspots.topics.find import find_topics
from hotspots.topics.settings import TopicSettings
from hotspots.vectors.embedder import joined
from hotspots.vectors.lsa import Lsa

LAST = date(2026, 6, 30)
WINDOW = 63
SETTINGS = TopicSettings(samples=0)


def main() -> int:
    """Print one JSON document, a row per seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="101,102")
    parser.add_argument("--only", choices=("year", "nights"))
    parser.add_argument("--most", type=int, default=100, help="events whose nights are run")
    given = parser.parse_args()
    rows = []
    for seed in map(int, given.seeds.split(",")):
        with tempfile.TemporaryDirectory(prefix="weisu-topics-") as name:
            write_city(Path(name), last_day=LAST, days=365, seed=seed)
            row: dict[str, Any] = {"seed": seed}
            if given.only != "nights":
                row |= year(Path(name))
            if given.only != "year":
                row |= nights(Path(name), given.most)
            rows.append(row)
            sys.stderr.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return 0


def year(folder: Path) -> dict[str, Any]:
    """Return the agreement of a whole year's topics with its events."""
    frame, names = city(folder)
    run = find_topics(frame, names, as_of=LAST, settings=SETTINGS)
    found = agreement(run.topic_ticket, events(folder))
    return {
        "nmi": round(found.nmi, 3),
        "covered": round(found.covered, 3),
        "event_tickets": found.tickets,
        "outlier_share": round(run.outlier_share, 3),
    }


def nights(folder: Path, most: int) -> dict[str, Any]:
    """Return how many events were noticed two days after their tenth report."""
    frame, names = city(folder)
    middle = frame["day"].iloc[0] + pd.Timedelta(days=182)
    texts = [joined(t, c) for t, c in zip(frame["title"], frame["content"], strict=True)]
    past = (frame["day"] <= middle).to_numpy()
    model = Lsa.fit([text for text, old in zip(texts, past, strict=True) if old], names)
    vectors = model.encode(texts)
    base = find_topics(
        frame[past], names, as_of=middle.date(), vectors=vectors[past], settings=SETTINGS
    )
    known = set(base.topics["topic_id"])
    told = frame.merge(events(folder), on="ticket_no").sort_values(["day", "ticket_no"])
    missed, tried = [], 0
    for event, rows in told.groupby("event_id"):
        if len(rows) < 10 or rows["day"].iloc[0] <= middle or tried == most:
            continue
        tried += 1
        night = rows["day"].iloc[9] + pd.Timedelta(days=2)
        window = (frame["day"] <= night) & (frame["day"] > night - pd.Timedelta(days=WINDOW))
        inside = np.flatnonzero(window.to_numpy())
        run = find_topics(
            frame.iloc[inside],
            names,
            as_of=night.date(),
            vectors=vectors[inside],
            previous=base,
            refit=False,
            settings=SETTINGS,
        )
        born = set(run.topics["topic_id"]) - known
        so_far = rows.loc[rows["day"] <= night, "ticket_no"].tolist()
        if not noticed(run.topic_ticket, born, so_far):
            missed.append(str(event))
    return {"events": tried, "noticed_in_two_days": tried - len(missed), "missed": missed}


if __name__ == "__main__":
    sys.exit(main())
