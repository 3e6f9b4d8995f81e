"""Tickets filed under another code: found by counts and texts, and never called an event."""

import numpy as np
import pandas as pd

from early_warning.engine import fit_city, look
from early_warning.history import History
from early_warning.rules.recode import Move, Readings, recoded
from early_warning.settings import EngineSettings

NAMES = ["010101", "010102", "010103", "020101"]
SAID = ("路灯不亮晚上看不清", "井盖松动车过就响", "绿化带里垃圾没人扫", "楼上漏水泡了墙面")
DAYS, MOVED = 470, 452


def tickets(*, moved: bool, burst: bool = False) -> pd.DataFrame:
    """Four categories, each in its own words; from ``MOVED`` on the first's come under the second.

    ``burst``: the second has many more of its own, and the first fewer, as chance has it.
    """
    random = np.random.default_rng(5)
    rows: list[tuple[object, ...]] = []
    for day in range(DAYS):
        late = day >= MOVED
        rates = (0.1, 3.0, 3.0, 3.0) if burst and late else (1.5, 1.5, 3.0, 3.0)
        for leaf, rate in enumerate(rates):
            for _ in range(random.poisson(rate)):
                filed = 1 if moved and late and leaf == 0 and random.random() < 0.9 else leaf
                who = len(rows)
                words = "".join(chr(0x5000 + int(c)) for c in random.integers(0, 3000, 8))
                rows.append((day, NAMES[filed], SAID[leaf] + words, f"T{who}", f"c{who}"))
    frame = pd.DataFrame(rows, columns=["day", "category", "text", "ticket_no", "caller"])
    at = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["day"], unit="D")
    return frame.assign(
        t_accept=at + pd.Timedelta(hours=9), area="990181001001", channel="热线"
    ).drop(columns="day")


def found_in(frame: pd.DataFrame) -> list[tuple[str, str]]:
    history = History(frame, np.datetime64("2024-01-01"))
    settings = EngineSettings()
    model = fit_city(history, 440)
    seen = look(history, DAYS - 1, model, settings)
    recodes = [d for d in seen.data if d.detector == "recode"]
    assert all(d.kind == "data" and not d.known for d in recodes)
    taken = {d.category for d in recodes}
    assert not [d for d in (*seen.city, *seen.local) if d.category in taken]
    return [(d.note, d.category) for d in recodes]


def test_a_recoding_is_found_and_its_rise_is_no_event() -> None:
    assert found_in(tickets(moved=True)) == [("010101", "010102")]


def test_a_rise_in_its_own_words_beside_a_fall_is_no_recoding() -> None:
    assert found_in(tickets(moved=False, burst=True)) == []
    assert found_in(tickets(moved=False)) == []


def test_without_texts_the_counts_must_be_surer() -> None:
    mean = np.full((3, 400), 1.0)
    counts = np.random.default_rng(1).poisson(mean).astype(float)
    counts[0, -14:], counts[1, -14:] = 0.0, 2.0
    names = NAMES[:3]
    assert recoded(counts, mean, names, 399) == []
    counts[0, -28:], counts[1, -28:] = 0.0, 2.0
    assert [(d.note, d.category) for d in recoded(counts, mean, names, 399)] == [
        ("010101", "010102")
    ]


def test_what_was_filed_before_tells_how_tickets_read() -> None:
    own = [chr(0x5000 + k) for k in range(208)]
    texts = [SAID[k % 2] + own[k] for k in range(200)] + [SAID[0] + w for w in own[200:]] + [""]
    leaf = np.array([k % 2 for k in range(200)] + [1] * 9)
    day = np.concatenate([np.arange(200) // 2, np.full(9, 110)])
    move = Move(0, 1, 5, 8.0, 1.0, 7.0, 1e-3, 1e-3)
    k, due = Readings(texts, day, leaf).alike(move, 112) or (0, 0.0)
    assert k == 8
    assert due < 0.2
    order = np.random.default_rng(3).permutation(200)
    mixed = [*order[np.argsort(day[order], kind="stable")].tolist(), *range(200, 209)]
    again = Readings([texts[i] for i in mixed], day[mixed], leaf[mixed]).alike(move, 112)
    assert again == (k, due)
    assert Readings(texts[:30], day[:30], leaf[:30]).alike(move, 112) is None
