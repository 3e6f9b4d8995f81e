"""``python -m benchmarks.hotspots_topics``: beside default BERTopic, LDA, TF-IDF + k-means.

All get the same words and vectors of the Teddy Cup's messages; the peers run in an environment of
their own (``--peers``). Figures are told, never judged.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.hotspots_data import NO_NAMES, messages
from hotspots.evaluation.coherence import diversity, npmi
from hotspots.topics.find import find_topics
from hotspots.topics.prepare import Prepared, prepare
from hotspots.topics.settings import TopicSettings

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".venv-peers"
DATA = ROOT.parent / "shared" / "data" / "teddy" / "messages_2019.xlsx"
SEEDS = (0, 1, 2)
NO_SAMPLES = TopicSettings(samples=0)


def main() -> int:
    """Print one JSON document with a row per method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=PEERS, help="environment of the peers")
    parser.add_argument("--data", type=Path, default=DATA, help="messages_2019.xlsx")
    given = parser.parse_args()
    frame = messages(given.data)
    as_of = frame["day"].max().date()
    data = prepare(frame, NO_NAMES, as_of=as_of, seed=0, vectors=None, settings=NO_SAMPLES)
    with tempfile.TemporaryDirectory(prefix="weisu-topics-") as name:
        rows = compare(Path(name), data, given.peers / "bin" / "python", as_of)
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return 0


def compare(folder: Path, data: Prepared, python: Path, as_of: Any) -> list[dict[str, Any]]:
    """Return a row per method: words, coherence, diversity, outliers, stability, time."""
    documents = [words for words, _ in data.cuts]
    (folder / "tokens.json").write_text(json.dumps(documents, ensure_ascii=False), "utf-8")
    np.save(folder / "vectors.npy", data.vectors)
    found: dict[str, list[dict[str, Any]]] = {}
    for title, depth, together in (
        ("ours, fine topics", 3, True),
        ("ours, fine topics, plain c-TF-IDF words", 3, False),
        ("ours, middle topics", 2, True),
    ):
        found[title] = [
            ours(data, seed, depth, as_of, settings=replace(NO_SAMPLES, together=together))
            for seed in SEEDS
        ]
    topics = len(found["ours, fine topics"][0]["words"])
    for title, method in (
        ("BERTopic: UMAP + HDBSCAN", "bertopic"),
        ("TF-IDF + k-means", "kmeans"),
        ("LDA", "lda"),
    ):
        found[title] = [peer(folder, python, method, seed, topics) for seed in SEEDS]
    words = {name: runs[0]["words"] for name, runs in found.items()}
    (folder / "topics.json").write_text(json.dumps(words, ensure_ascii=False), "utf-8")
    _run([str(python), _script(), str(folder), "0", "c_v"])
    c_v = json.loads((folder / "c_v.json").read_text("utf-8"))
    return [_row(name, runs, documents, c_v[name]) for name, runs in found.items()]


def _row(
    name: str, runs: list[dict[str, Any]], documents: list[list[str]], c_v: float
) -> dict[str, Any]:
    from sklearn.metrics import adjusted_mutual_info_score

    words = runs[0]["words"]
    coherence = float(npmi(words, documents).mean())
    pairs = itertools.combinations([run["labels"] for run in runs], 2)
    return {
        "method": name,
        "topics": len(words),
        "npmi": round(coherence, 3),
        "c_v": round(c_v, 3),
        "diversity": round(diversity(words), 3),
        "npmi_x_diversity": round(coherence * diversity(words), 3),
        "covered": round(float((np.asarray(runs[0]["labels"]) >= 0).mean()), 3),
        "npmi_x_diversity_x_covered": round(
            coherence * diversity(words) * float((np.asarray(runs[0]["labels"]) >= 0).mean()), 3
        ),
        "ami_between_seeds": round(
            float(np.mean([adjusted_mutual_info_score(a, b) for a, b in pairs])), 3
        ),
        "cpu_s_per_1000_texts": round(
            float(np.median([run["seconds"] for run in runs])) / len(documents) * 1_000, 3
        ),
        "texts": len(documents),
    }


def ours(
    data: Prepared, seed: int, depth: int, as_of: Any, *, settings: TopicSettings
) -> dict[str, Any]:
    """Return labels, words and processor seconds of our topics, the vectors at hand."""
    start = time.process_time()
    run = find_topics(
        data.frame,
        data.names,
        as_of=as_of,
        seed=seed,
        vectors=data.vectors,
        settings=settings,
    )
    seconds = time.process_time() - start
    topics = run.topics[run.topics["depth"] == depth]
    column = {1: "topic_coarse", 2: "topic_mid", 3: "topic_id"}[depth]
    number = {topic: index for index, topic in enumerate(topics["topic_id"])}
    of = run.topic_ticket.set_index("ticket_no")[column]
    labels = data.frame["ticket_no"].map(of).map(number).fillna(-1).astype(int)
    words = [[word for word, _ in json.loads(text)] for text in topics["words"]]
    return {"labels": labels.tolist(), "words": words, "seconds": seconds}


def peer(folder: Path, python: Path, method: str, seed: int, topics: int) -> dict[str, Any]:
    """Return the same of a peer, which runs in an environment of its own."""
    _run([str(python), _script(), str(folder), str(seed), method, str(topics)])
    text = (folder / f"{method}-{seed}.json").read_text("utf-8")
    return dict(json.loads(text))


def _script() -> str:
    return str(Path(__file__).with_name("hotspots_topics_peers.py"))


def _run(command: list[str]) -> None:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{' '.join(command)} failed: {done.stderr[-2_000:]}"
        raise RuntimeError(message)


if __name__ == "__main__":
    sys.exit(main())
