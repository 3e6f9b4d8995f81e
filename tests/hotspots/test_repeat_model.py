"""The pair score: what it stores, how calibrated it is, and what it says of real messages."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data_access.types import WeisuError
from hotspots.evaluation.repeat_scores import calibration, label_score
from hotspots.evaluation.repeat_truth import RepeatTruth
from hotspots.repeats.features import FEATURES
from hotspots.repeats.labels import held_out_scores, labelled, train_on_labels
from hotspots.repeats.marks import MarkedPairs
from hotspots.repeats.model import MESSAGES, TICKETS, PairModel
from hotspots.repeats.train import hide_columns, labelled_pairs
from hotspots.repeats.types import RepeatSettings
from tests.conftest import SHARED_DATA

LABELS = Path(__file__).parent / "labels" / "teddy_pairs.csv"
TEDDY = SHARED_DATA / "teddy" / "messages_2019.xlsx"
CHICAGO = SHARED_DATA / "chicago311" / "sanitation_2011_2013.csv.gz"


def toy(n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.Generator(np.random.PCG64(1))
    table = draw.random((n, len(FEATURES))).astype(np.float32)
    table[draw.random(table.shape) < 0.1] = np.nan
    same = np.nan_to_num(table[:, FEATURES.index("title_cosine")], nan=0.3)
    return table, (draw.random(n) < same).astype(np.int8)


def test_stored_and_read_it_says_the_same() -> None:
    table, labels = toy()
    model = PairModel.fit(table[:400], labels[:400], held_out=(table[400:], labels[400:]))
    again = PairModel.from_json(model.to_json())
    assert np.abs(model.probability(table) - again.probability(table)).max() < 1e-3
    assert (model.probability(table[:0]).shape) == (0,)


@pytest.mark.parametrize("kind", [TICKETS, MESSAGES])
def test_trees_applied_node_by_node_say_what_a_walk_says(kind: str) -> None:
    model = PairModel.shipped(kind)
    draw = np.random.Generator(np.random.PCG64(7))
    # Values on, just above and below the thresholds, and missing ones.
    table = np.empty((20_000, len(FEATURES)), dtype=np.float32)
    for column in range(len(FEATURES)):
        known = [t.threshold[(t.feature == column) & (t.left != np.arange(len(t.left)))]
                 for t in model.trees]  # fmt: skip
        values = np.concatenate([*known, np.zeros(1, dtype=np.float32)])
        table[:, column] = draw.choice(values, len(table)) + draw.choice([0, 0.01, -0.01], 20_000)
    table[draw.random(table.shape) < 0.2] = np.nan
    walked = np.full(len(table), model.baseline)
    for tree in model.trees:
        tree.add_to(walked, table)
    assert (model.raw_score(table) == 1 / (1 + np.exp(-walked))).all()


def test_more_alike_is_never_less_probable() -> None:
    table, labels = toy()
    model = PairModel.fit(table[:400], labels[:400], held_out=(table[400:], labels[400:]))
    more = table.copy()
    more[:, FEATURES.index("title_cosine")] += 0.2
    assert (model.probability(more) >= model.probability(table) - 1e-9).all()


def test_too_few_labels_are_an_error_in_words() -> None:
    table, labels = toy(30)
    with pytest.raises(WeisuError, match="训练数据太少"):
        PairModel.fit(table, labels, held_out=(table, labels))


def test_a_model_of_other_features_is_refused() -> None:
    text = PairModel.shipped().to_json().replace('"title_cosine"', '"something_else"')
    with pytest.raises(WeisuError, match="重新训练"):
        PairModel.from_json(text)


@pytest.mark.parametrize("kind", [TICKETS, MESSAGES])
def test_a_shipped_model_says_what_it_is(kind: str) -> None:
    card = PairModel.shipped(kind).card
    assert card["trained_on"]
    assert card["unseen"]


def test_probabilities_are_what_happens(frame: pd.DataFrame, truth: RepeatTruth) -> None:
    pairs = labelled_pairs(
        frame, lambda number: truth.codes("all", number), RepeatSettings(), negatives=None
    )
    said = PairModel.shipped().probability(pairs.table)
    _, gap = calibration(said, pairs.labels)
    assert gap <= 0.01
    sure = said >= 0.9
    assert pairs.labels[sure].mean() >= 0.9


def test_hidden_columns_are_missing_and_nothing_else() -> None:
    table, _ = toy()
    hidden = hide_columns(table, 4)
    kept = ~np.isnan(hidden)
    assert (hidden[kept] == table[kept]).all()
    assert kept.mean() < 0.85
    assert (hide_columns(table, 4)[kept] == hidden[kept]).all()


# ---------------------------------------------------------------- real messages
def teddy_frame() -> pd.DataFrame:
    raw = pd.read_excel(TEDDY, engine="calamine")
    raw.columns = pd.Index(["no", "user", "title", "at", "text", "down", "up"])
    at = pd.to_datetime(raw["at"].astype(str), format="mixed")
    text = raw["text"].astype(str).str.split().str.join(" ")
    return pd.DataFrame(
        {
            "ticket_no": raw["no"].astype(str),
            "day": at.dt.normalize(),
            "t_accept": at,
            "caller_key": raw["user"].astype(str).str.strip(),
            "title": raw["title"].astype(str).str.strip(),
            "content": text,
        }
    )


@pytest.mark.skipif(not TEDDY.exists(), reason="the trial messages are not beside the repository")
def test_hand_labelled_messages() -> None:
    """Labels were made by reading; every pair is judged by a model that saw nothing of its part."""
    labels = pd.read_csv(LABELS, dtype={"a": str, "b": str})
    assert len(labels) >= 400
    assert labels["same"].sum() >= 100
    pairs = labelled(teddy_frame(), labels)
    found = pd.DataFrame(
        [label_score(held_out_scores(pairs, seed=seed), pairs.labels) for seed in range(3)]
    ).mean()
    assert found["average_precision"] >= 0.72
    assert found["f1"] >= 0.62
    shipped = PairModel.shipped(MESSAGES)
    again = train_on_labels(pairs)
    assert np.abs(shipped.probability(pairs.table) - again.probability(pairs.table)).max() < 0.01


@pytest.mark.slow
@pytest.mark.skipif(not CHICAGO.exists(), reason="the trial requests are not beside the repository")
def test_chicagos_own_marks() -> None:
    """Twice the average precision of "same address and type within 14 days", on a later year."""
    from datetime import date

    from sklearn.metrics import average_precision_score

    marks = MarkedPairs(chicago_frame())
    model = marks.fit(date(2012, 12, 31))
    later = marks.day >= np.datetime64("2013-01-01", "D").astype(np.int64)
    ours = average_precision_score(marks.marked[later], marks.ticket_scores(model)[later])
    rule = average_precision_score(marks.marked[later], marks.rule()[later])
    assert ours >= 2 * rule


def chicago_frame() -> pd.DataFrame:
    raw = pd.read_csv(CHICAGO, low_memory=False)
    raw = raw.assign(day=pd.to_datetime(raw["Creation_Date"], errors="coerce"))
    raw = raw[raw["day"].between("2010-01-01", "2014-01-31")]
    raw = raw.drop_duplicates("Service_Request_Number", keep="last")
    kind = raw["What_is_the_Nature_of_this_Code_Violation"]
    code = {name: f"01{k:02d}" for k, name in enumerate(sorted(kind.dropna().unique()), 1)}
    return pd.DataFrame(
        {
            "ticket_no": raw["Service_Request_Number"],
            "day": raw["day"],
            "category_code": kind.map(code).fillna("01"),
            "area_county": raw["Ward"].astype(str),
            "area_street": raw["Community_Area"].astype(str),
            "place_key": raw["Street_Address"].str.strip().str.upper(),
            "lon": raw["Longitude"],
            "lat": raw["Latitude"],
            "duplicate_of": raw["Status"].where(raw["Status"].str.contains("Dup")),
        }
    ).reset_index(drop=True)
