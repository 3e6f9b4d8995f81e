"""``python -m benchmarks.hotspots_large``: 100,000 texts beside UMAP and HDBSCAN.

Both find topics from the same vectors and words of a demo city, once, with one seed: coherence
times diversity of the words, and processor seconds. Ours include the measurement of stability, the
peer's its compilation, as a user would wait for both.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.hotspots_data import city
from benchmarks.hotspots_speed import LAST
from benchmarks.hotspots_topics import PEERS, ours, peer
from demo_city import write_city
from hotspots.evaluation.coherence import diversity, npmi
from hotspots.topics.prepare import prepare
from hotspots.topics.settings import TopicSettings

SAMPLE = 20_000
"""Texts over which coherence is counted."""


def main() -> int:
    """Print one JSON document with a row per method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="a demo city that is there already")
    parser.add_argument("--peers", type=Path, default=PEERS, help="environment of the peers")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weisu-topics-") as name:
        folder = given.folder or Path(name)
        if given.folder is None:
            per_day = given.tickets // 365
            write_city(folder, last_day=LAST, days=365, per_day=per_day, seed=7, truth=False)
        rows = compare(folder, Path(name), given.peers / "bin" / "python")
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return 0


def compare(folder: Path, work: Path, python: Path) -> list[dict[str, Any]]:
    """Return a row per method."""
    frame, names = city(folder)
    data = prepare(frame, names, as_of=LAST, seed=0, vectors=None, settings=TopicSettings())
    documents = [words for words, _ in data.cuts]
    (work / "tokens.json").write_text(json.dumps(documents, ensure_ascii=False), "utf-8")
    np.save(work / "vectors.npy", data.vectors)
    found = {
        "ours, fine topics": ours(data, 0, 3, LAST, settings=TopicSettings()),
        "UMAP + HDBSCAN": peer(work, python, "bertopic", 0, 0),
    }
    step = max(1, len(documents) // SAMPLE)
    rows = []
    for name, run in found.items():
        coherence = float(npmi(run["words"], documents[::step]).mean())
        apart = diversity(run["words"])
        rows.append(
            {
                "method": name,
                "texts": len(documents),
                "topics": len(run["words"]),
                "npmi": round(coherence, 3),
                "diversity": round(apart, 3),
                "npmi_x_diversity": round(coherence * apart, 3),
                "covered": round(float((np.asarray(run["labels"]) >= 0).mean()), 3),
                "cpu_s": round(run["seconds"], 1),
            }
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
