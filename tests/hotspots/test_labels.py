"""Titles from a short list are categories: they tie no tickets and name no topic."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from hotspots.repeats.find import find_repeats
from hotspots.words.labels import is_labels, without_labels
from tests.support.topic_frames import frame_of

AS_OF = date(2026, 6, 30)
LABELS = [f"Noise - {what}" for what in ("Loud Music/Party", "Banging", "Loud Talking", "Alarm")]


def labelled(n: int = 400) -> pd.DataFrame:
    """Return complaints all over a city, each with a type where a title is expected."""
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "ticket_no": [f"N{k}" for k in range(n)],
            "day": pd.Timestamp(AS_OF) - pd.to_timedelta(rng.integers(0, 30, n), "D"),
            "category_code": [f"01{k % 4 + 1:02d}" for k in range(n)],
            "area_county": [f"c{k % 5}" for k in range(n)],
            "area_street": [f"c{k % 5}s{k % 35}" for k in range(n)],
            "area_code": [f"c{k % 5}s{k % 35}" for k in range(n)],
            "place_key": [f"p{k}" for k in range(n)],
            "title": [LABELS[k % 4] for k in range(n)],
            "content": None,
        }
    )


def test_a_short_list_is_no_text():
    frame, note = without_labels(labelled())
    assert frame["title"].isna().all()
    assert "标题" in note
    assert "正文" not in note


def test_labels_make_no_matter_of_strangers():
    names = SimpleNamespace(categories={"0101": "噪声"}, areas={})
    frame, _ = without_labels(labelled())
    groups = find_repeats(frame, names, as_of=AS_OF).groups
    assert groups["n"].max() <= 10 if len(groups) else True
    assert "转述/模板" not in set(groups["kind"])


def test_peoples_words_stay():
    frame = frame_of()
    kept, note = without_labels(frame.assign(title=[f"第{k}件" for k in range(len(frame))]))
    assert kept["content"].notna().all()
    assert not note


@pytest.mark.parametrize(("n", "told"), [(199, False), (200, True)])
def test_few_texts_tell_nothing(n, told):
    assert is_labels(pd.Series(["噪声"] * n)) is told


def test_many_copies_beside_peoples_words_are_no_list():
    assert not is_labels(pd.Series(["同一封信"] * 300 + [f"第{k}件事" for k in range(200)]))
