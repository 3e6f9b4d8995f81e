"""Nights in the pipeline: only new tickets cost, nothing is lost or kept that should not be."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data_access.extract.refresh import refresh
from data_access.extract.texts import Names, ticket_frame
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore, RunInfo
from data_access.settings import load_settings
from data_access.store.engine import migrate, open_store
from data_access.types import Period, Scope
from demo_city import CITY_CODE, write_city
from hotspots import actions, repeat_frames
from hotspots.analysis import SEED, Asked
from hotspots.frames import ANCHORS, TOPIC_TICKET, TOPICS
from hotspots.kept_vectors import vector_store
from hotspots.last_run import Past, previous_topics, strange
from hotspots.nightly_run import run_hotspots
from hotspots.topics.find import find_topics
from hotspots.topics.result import TopicRun
from hotspots.vectors.embedder import joined
from hotspots.vectors.lsa import Lsa
from hotspots.vectors.store import WORDS
from weisu.demo import load_files

SYSTEM = Scope.system("tests")
LAST = date(2025, 11, 23)
ASKED = Asked(CITY_CODE)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small city in it, nothing analysed."""
    home, files = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")
    write_city(files, seed=12, days=70, per_day=20.0, last_day=LAST)
    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    load_files(store, settings, SYSTEM, files, lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    store.close()
    return home


@dataclass(frozen=True)
class Found:
    """A home in which everything was found anew once: tests work on copies."""

    home: Path
    run: RunInfo


def found_anew(city: Path, home: Path, day: date) -> Found:
    """Copy the city to ``home`` and run there with everything found anew."""
    with pytest.MonkeyPatch.context() as patch, copied(city, home) as results:
        without_repeats(patch)
        return Found(home, whole(results, day))


@pytest.fixture(scope="module")
def day_before(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The city with all found anew on the day before the last."""
    return found_anew(city, tmp_path_factory.mktemp("before") / "home", LAST - timedelta(days=1))


@pytest.fixture(scope="module")
def last_day(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The city with all found anew on the last day."""
    return found_anew(city, tmp_path_factory.mktemp("last") / "home", LAST)


def without_repeats(patch: pytest.MonkeyPatch) -> None:
    """Look for no repeats: hardly a test here is about them."""
    patch.setattr("hotspots.analysis.find", lambda *_, **__: repeat_frames.RepeatFrames())


@contextmanager
def copied(one: Path, home: Path) -> Iterator[ResultStore]:
    """Copy a home and open the results of the copy."""
    shutil.copytree(one, home)
    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    yield ResultStore.open(store, settings)
    store.close()


@pytest.fixture
def results(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ResultStore]:
    """The results beside a copy of the city: nothing is analysed."""
    without_repeats(monkeypatch)
    with copied(city, tmp_path / "home") as found:
        yield found


@pytest.fixture
def next_night(
    day_before: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ResultStore]:
    """The results as the last day's night finds them: a copy."""
    without_repeats(monkeypatch)
    with copied(day_before.home, tmp_path / "home") as found:
        yield found


@pytest.fixture
def same_day(
    last_day: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ResultStore]:
    """The results as a second run of the last day finds them: a copy."""
    without_repeats(monkeypatch)
    with copied(last_day.home, tmp_path / "home") as found:
        yield found


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts each call of the model has made vectors of."""
    counts: list[int] = []
    encode = Lsa.encode

    def counted(self: Lsa, texts: list[str]) -> np.ndarray:
        counts.append(len(texts))
        return encode(self, texts)

    monkeypatch.setattr(Lsa, "encode", counted)
    return counts


def whole(results: ResultStore, day: date) -> RunInfo:
    """Run with everything found anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hotspots.analysis.past_of", lambda *_, **__: Past())
        return run_hotspots(results, SYSTEM, replace(ASKED, as_of=day))


def frames(results: ResultStore, run: RunInfo) -> dict[str, pd.DataFrame]:
    order = {TOPICS: ["topic_id"], TOPIC_TICKET: ["ticket_no"], ANCHORS: ["number"]}
    return {f.name: results.read(SYSTEM, run, f, order=by) for f, by in order.items()}


def the_frame(results: ResultStore, day: date) -> tuple[pd.DataFrame, Names]:
    first = results.extract.manifest.jurisdictions[CITY_CODE].first_day
    assert first is not None
    period = Period(first, day + timedelta(days=1))
    frame = ticket_frame(results.extract, SYSTEM, CITY_CODE, period, as_of=day)
    return frame, Names.of(results.extract.directory(SYSTEM, CITY_CODE))


def test_nights_give_what_one_call_with_the_same_pieces_gives(
    results: ResultStore, encoded: list[int]
) -> None:
    first = whole(results, LAST - timedelta(days=2))
    assert "完整重算" in first.message
    for ago in (1, 0):
        day = LAST - timedelta(days=ago)
        before = results.current("hotspots", CITY_CODE)
        encoded.clear()
        run = run_hotspots(results, SYSTEM, replace(ASKED, as_of=day))
        assert "沿用" in run.message
        frame, names = the_frame(results, day)
        new = frame["ticket_no"][frame["day"] > pd.Timestamp(day - timedelta(days=1))].tolist()
        assert encoded == [len(new)]
        past = previous_topics(results, SYSTEM, before, day)
        assert past is not None
        model = Lsa.load(vector_store(results, CITY_CODE).folder / past.model)
        texts = [joined(t, c) for t, c in zip(frame["title"], frame["content"], strict=True)]
        once = find_topics(
            frame,
            names,
            as_of=day,
            seed=SEED,
            vectors=model.encode(texts).astype(np.float16),
            previous=past,
            refit=False,
            model=model,
            anew=new,
        )
        stored = previous_topics(results, SYSTEM, run, day)
        assert stored is not None
        by_id = once.topics.sort_values("topic_id").reset_index(drop=True)
        pd.testing.assert_frame_equal(stored.topics, by_id)
        pd.testing.assert_frame_equal(
            stored.topic_ticket, once.topic_ticket.sort_values("ticket_no").reset_index(drop=True)
        )
        assert stored.centroids is not None
        assert np.array_equal(stored.centroids, np.asarray(once.centroids, np.float32))
        assert stored.centroid_parents == once.centroid_parents


def test_a_night_leaves_out_what_the_last_run_left_out(next_night: ResultStore) -> None:
    day = LAST - timedelta(days=1)
    before = previous_topics(next_night, SYSTEM, next_night.current("hotspots", CITY_CODE), day)
    assert before is not None
    run = run_hotspots(next_night, SYSTEM, ASKED)
    assert "沿用" in run.message
    after = previous_topics(next_night, SYSTEM, run, LAST)
    assert after is not None
    frame, _ = the_frame(next_night, LAST)
    known = frame[frame["day"] <= pd.Timestamp(day)]
    out = set(known["ticket_no"]) - set(before.topic_ticket["ticket_no"])
    assert out
    now = after.topic_ticket.set_index("ticket_no")["topic_id"]
    moved = now[now.index.isin(out)]
    # Only a matter of these weeks takes one in: a topic by text never does.
    assert not set(moved) & set(after.centroid_ids)


def test_counts_of_words_are_kept_from_night_to_night(
    results: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspots.analysis.find", repeat_frames.find)
    folder = vector_store(results, CITY_CODE).folder / WORDS
    shutil.rmtree(folder, ignore_errors=True)
    whole(results, LAST - timedelta(days=2))
    assert not folder.exists()
    for ago, said in ((1, "用词统计新算 69 天、沿用 0 天"), (0, "用词统计新算 1 天、沿用 69 天")):
        run = run_hotspots(results, SYSTEM, replace(ASKED, as_of=LAST - timedelta(days=ago)))
        assert run.message.endswith(said)
    days = sorted(folder.iterdir())
    assert len(days) == 70
    content = days[7].read_bytes()
    days[7].write_bytes(content[: len(content) // 2])
    assert run_hotspots(results, SYSTEM, ASKED).message.endswith("用词统计新算 1 天、沿用 69 天")
    assert days[7].read_bytes() == content
    assert "用词统计" not in whole(results, LAST).message
    assert sorted(folder.iterdir()) == days


def test_a_second_run_of_a_day_computes_nothing_and_changes_nothing(
    same_day: ResultStore, last_day: Found, encoded: list[int]
) -> None:
    one = last_day.run
    two = run_hotspots(same_day, SYSTEM, ASKED)
    encoded.clear()
    three = run_hotspots(same_day, SYSTEM, ASKED)
    assert encoded == []
    assert "计算文本向量 0 件" in three.message
    of = [frames(same_day, run)["topic_ticket"].set_index("ticket_no") for run in (one, two, three)]
    pd.testing.assert_frame_equal(of[1], of[2])
    both = of[0].index.intersection(of[2].index)
    assert len(both) > 0.97 * max(len(of[0]), len(of[2]))
    assert (of[0].loc[both, "topic_id"] == of[2].loc[both, "topic_id"]).mean() > 0.97


def test_changed_texts_are_placed_anew_and_deleted_ones_leave_no_vector(
    same_day: ResultStore,
    last_day: Found,
    encoded: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = frames(same_day, last_day.run)
    frame, _ = the_frame(same_day, LAST)
    topics = found["topic_ticket"]
    changed, deleted = topics["ticket_no"].iloc[0], topics["ticket_no"].iloc[1]
    by_text = topics[topics["topic_id"].isin(found["anchors"]["topic_id"])]
    by_text = by_text[by_text["topic_id"] != topics["topic_id"].iloc[0]]
    like = by_text.sort_values("weight")["ticket_no"].iloc[-1]
    text = frame.set_index("ticket_no").loc[like]

    def altered(*args: object, **kwargs: object) -> pd.DataFrame:
        rows = ticket_frame(*args, **kwargs)  # type: ignore[arg-type]
        rows = rows[rows["ticket_no"] != deleted].reset_index(drop=True)
        rows.loc[rows["ticket_no"] == changed, ["title", "content"]] = [
            text["title"], text["content"],
        ]  # fmt: skip
        return rows

    monkeypatch.setattr("hotspots.analysis.ticket_frame", altered)
    encoded.clear()
    run = run_hotspots(same_day, SYSTEM, ASKED)
    assert encoded == [1]
    now = frames(same_day, run)["topic_ticket"].set_index("ticket_no")["topic_id"]
    assert now[changed] == now[like]
    assert deleted not in now.index
    past = previous_topics(same_day, SYSTEM, run, LAST)
    assert past is not None
    store = vector_store(same_day, CITY_CODE)
    assert set(store.kept(past.model)) == set(frame["ticket_no"]) - {deleted}
    shown = " ".join(past.topics["typical"])
    assert f'"{deleted}"' not in shown


@pytest.mark.parametrize("why", ["days", "merge", "model", "period", "new"])
def test_what_topics_rest_on_calls_for_a_whole_run(
    next_night: ResultStore, day_before: Found, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    topics = frames(next_night, day_before.run)["topics"]
    edit = None
    asked = replace(ASKED, as_of=LAST)
    if why == "days":
        daily = next_night.settings.model_copy(update={"hotspots_refit_days": 1})
        monkeypatch.setattr(next_night, "settings", daily)
    elif why == "merge":
        ids = topics.loc[topics["depth"] == 3, "topic_id"].tolist()
        edit = actions.merge_topics(next_night.store, SYSTEM, CITY_CODE, ids[0], [ids[1]])
    elif why == "model":
        for file in vector_store(next_night, CITY_CODE).folder.rglob("lsa.npz"):
            file.write_bytes(b"torn")
    elif why == "new":
        for file in vector_store(next_night, CITY_CODE).folder.rglob("index.parquet"):
            file.write_bytes(b"torn")
    else:
        asked = replace(asked, period=Period(LAST - timedelta(days=30), LAST + timedelta(days=1)))
    run = run_hotspots(next_night, SYSTEM, asked)
    assert "沿用" not in run.message
    if why == "period":
        next_run = run_hotspots(next_night, SYSTEM, replace(ASKED, as_of=LAST))
        assert "完整重算" in next_run.message
    if edit is not None:
        actions.withdraw_edit(next_night.store, SYSTEM, CITY_CODE, edit)


@pytest.mark.parametrize(
    ("new", "out", "before", "calls"),
    [
        (200, 51, 0.1, True),
        (200, 50, 0.1, False),  # a quarter and no more
        (199, 199, 0.1, False),  # too few to tell
        (300, 150, 0.25, False),  # twice what the whole run left out, and no more
        (300, 151, 0.25, True),
        (300, 290, 0.5, False),  # a source whose texts say little
    ],
)
def test_many_new_tickets_in_no_topic_are_strange(
    new: int, out: int, before: float, calls: bool
) -> None:
    fitted = LAST - timedelta(days=3)
    past = Past(fitted=fitted, outliers=before, whole="")
    # Tickets of the whole run's own day and earlier say nothing of what came since.
    old = [f"old{n}" for n in range(500)]
    numbers = [f"new{n}" for n in range(new)]
    days = [pd.Timestamp(fitted)] * len(old) + [pd.Timestamp(LAST)] * new
    frame = pd.DataFrame({"ticket_no": old + numbers, "day": days})
    night = TopicRun(LAST, topic_ticket=pd.DataFrame({"ticket_no": numbers[out:]}))
    assert bool(strange(past, frame, night)) == calls
    assert not strange(replace(past, fitted=None), frame, night)


def test_strange_new_tickets_call_for_a_whole_run(
    next_night: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspots.last_run.OUTLIERS", (1, -1.0, -1.0))
    run = run_hotspots(next_night, SYSTEM, replace(ASKED, as_of=LAST))
    assert "完整重算" in run.message
    assert "不属于任何主题" in run.message
    monkeypatch.undo()


def test_a_rename_does_not_call_for_a_whole_run(next_night: ResultStore, day_before: Found) -> None:
    topic = frames(next_night, day_before.run)["topics"]["topic_id"].iloc[0]
    number = actions.rename_topic(next_night.store, SYSTEM, CITY_CODE, topic, "新名")
    run = run_hotspots(next_night, SYSTEM, replace(ASKED, as_of=LAST))
    assert "沿用" in run.message
    again = next_night.read(SYSTEM, run, TOPICS, where={"topic_id": topic})
    assert again["name"].tolist() == ["新名"]
    actions.withdraw_edit(next_night.store, SYSTEM, CITY_CODE, number)


def test_a_run_cut_off_after_it_counted_finds_the_same_in_the_next_night(
    next_night: ResultStore, day_before: Found
) -> None:
    place = vector_store(next_night, CITY_CODE).folder
    before = {p.name: p.read_bytes() for p in place.rglob("*") if p.is_file()}
    run = run_hotspots(next_night, SYSTEM, replace(ASKED, as_of=LAST))
    for file in place.rglob("*.f16"):
        file.unlink()
    for file in place.rglob("index.parquet"):
        file.write_bytes(before["index.parquet"])
    version = next(place.rglob("index.parquet")).parent  # beside it lie the counts of words
    rows = next(name for name in before if name.endswith(".f16"))
    (version / rows).write_bytes(before[rows])
    again = run_hotspots(next_night, SYSTEM, replace(ASKED, as_of=LAST))
    assert day_before.run.run_id != run.run_id != again.run_id
    assert "沿用" in again.message
    one, two = (frames(next_night, r)["topic_ticket"] for r in (run, again))
    pd.testing.assert_frame_equal(one, two)
