"""What is planted is in the files as the truth files say, and nowhere else."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from demo_city import write_city
from demo_city.categories import leaves
from demo_city.planted.events import planted
from demo_city.planted.model import SHAPES
from demo_city.planted.programmes import programmes
from demo_city.truth_columns import TRUTH

FIRST, LAST = "2025-04-01", "2026-03-31"
TOLD = ["burst", "slow_leak", "one_village", "viral", "seasonal_peak"]


@pytest.fixture(scope="module")
def known(year, tickets):
    """Tickets with their truth."""
    truth = year.truth["ticket_truth"].set_index("ticket_no")
    frame = tickets.set_index("工单编号").join(truth)
    assert len(frame) == len(tickets) == len(truth)
    return frame


@pytest.fixture(scope="module")
def events(year):
    frame = year.truth["events"].set_index("id")
    frame["n"] = frame["n"].astype(int)
    return frame


def test_truth_stands_apart_from_what_a_city_sends(year):
    assert set(year.truth) == set(TRUTH)
    for name, columns in TRUTH.items():
        assert tuple(year.truth[name].columns) == columns, name
    sent = {p.name for p in year.folder.iterdir()}
    assert sent == {f"{n}.csv" for n in year.counts} | {"areas.geojson", "truth"}


def test_every_shape_occurs_and_about_thirty_events_a_year(events):
    assert set(events["shape"]) == set(SHAPES)
    assert 25 <= len(events) <= 36
    four = planted(12345, date(2022, 4, 1), date(2026, 3, 31), 150)
    assert 110 <= len(four) <= 132


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sizes_are_neither_trivial_nor_hidden(seed):
    four = planted(seed, date(2022, 7, 1), date(2026, 6, 30), 150)
    size = {s: [sum(e.counts) for e in four if e.shape == s] for s in TOLD}
    assert all(8 <= n <= 60 for n in size["burst"])
    assert 12 <= np.median(size["burst"]) <= 26
    assert all(8 <= n <= 35 for n in size["one_village"])
    assert all(25 <= n <= 140 for n in size["viral"])
    assert all(n >= 5 for n in size["slow_leak"])
    for event in four:
        if event.shape == "slow_leak":
            assert len(event.areas) == 1
            assert max(event.counts) <= 6, "a slow leak must stay below daily thresholds"


def test_members_lie_in_their_events(year, known, events):
    members = year.truth["event_tickets"]
    assert set(members["ticket_no"]) <= set(known.index)
    assert set(members["event_id"]) <= set(events.index)
    reports = (
        members[members["role"] == "report"]
        .set_index("ticket_no")
        .join(known.drop(columns="event_id"))
    )
    about = events.loc[reports["event_id"]]
    day = reports["day"].dt.strftime("%Y-%m-%d").to_numpy()
    assert (day >= about["start"].to_numpy()).all()
    assert (day <= about["end"].to_numpy()).all()
    for code, prefix in zip(reports["category"], about["category"], strict=True):
        assert code.startswith(prefix)
    for place, areas in zip(reports["community"], about["areas"].fillna(""), strict=True):
        assert not areas or place in areas.split(";")


def test_counts_and_peaks_are_those_of_the_members(year, known, events):
    members = year.truth["event_tickets"].set_index("ticket_no").join(known[["day"]])
    counted = members[members["role"] != "repeat"].groupby("event_id").size()
    repeats = members[members["role"] == "repeat"].groupby("event_id").size()
    for name, event in events.iterrows():
        if event["shape"] == "silence":
            assert name not in counted.index
            assert event["n"] > 0
            continue
        assert counted.get(name, 0) == event["n"]
        assert repeats.get(name, 0) == int(event["n_repeats"])
        if event["shape"] in TOLD and event["n"]:
            mine = members[(members["event_id"] == name) & (members["role"] == "report")]
            days = mine.groupby("day").size()
            assert days[event["peak"]] == days.max()


def test_silent_sources_are_silent(events, known):
    for _, event in events[events["shape"] == "silence"].iterrows():
        inside = known[known["day"].between(event["start"], event["end"])]
        if event["mode"] == "channel":
            assert event["channel"] not in set(inside["来源渠道"])
        else:
            assert not inside["community"].isin(event["areas"].split(";")).any()


def test_artefacts_do_what_they_say(year, events, known):
    artefacts = events[events["shape"] == "artefact"]
    assert len(set(artefacts["mode"])) >= 2
    for name, event in artefacts.iterrows():
        caught = known[known["artefact_id"] == name]
        assert len(caught) == event["n"]
        if event["mode"] == "recode":
            assert set(caught["category"]) == {event["category"]}
            assert caught["分类编码"].str[:4].eq(event["category_to"][:4]).all()
        elif event["mode"] == "backlog":
            assert caught["day"].eq(event["end"]).all()
            assert (caught["受理时间"] - caught["来电时间"]).gt(pd.Timedelta(hours=1)).mean() > 0.9
        else:
            closed = caught["办结时间"].dropna()
            assert closed.dt.strftime("%Y-%m-%d").eq(event["end"]).all()
            assert closed.dt.hour.between(16, 17).all()


def test_viral_events_come_over_many_channels(events, known):
    viral = events[events["shape"] == "viral"].index
    mine = known[known["event_id"].isin(viral)]
    assert mine["来源渠道"].nunique() >= 4
    assert mine["community"].nunique() > 15
    assert mine["来源渠道"].eq("电话").mean() < 0.7


def test_matters_and_pairs(year, known):
    matters = year.truth["matters"].set_index("matter_id")
    members = year.truth["matter_tickets"]
    assert set(members["ticket_no"]) <= set(known.index)
    assert not members["ticket_no"].duplicated().any()
    size = members.groupby("matter_id").size()
    assert (size[matters.index] == matters["n"].astype(int)).all()
    assert matters["n"].astype(int).min() == 2
    people = members.set_index("ticket_no").join(known[["联系电话", "category"]])
    assert people.groupby("matter_id")["联系电话"].nunique().max() <= 1
    assert people.groupby("matter_id")["category"].nunique().max() == 1
    pairs = year.truth["pairs"]
    assert set(pairs["ticket_no"]) | set(pairs["earlier_ticket_no"]) <= set(known.index)
    later = known.loc[pairs["ticket_no"], "受理时间"].to_numpy()
    assert (later > known.loc[pairs["earlier_ticket_no"], "受理时间"].to_numpy()).all()
    share = (pairs["kind"] == "repeat").sum() / len(known)
    assert 0.10 <= share <= 0.20


def test_true_places_agree_with_what_is_filed(known):
    filed = known[known["行政区划"].notna()]
    assert filed["行政区划"].eq(filed["community"]).all()
    placed = known[known["经度"].notna()]
    assert placed["经度"].astype(float).eq(placed["lon"].astype(float)).all()
    assert known["community"].str[:9].eq(known["street"]).all()


def test_faults_are_where_they_are_said_to_be(year, known):
    faults, sent = year.truth["faults"], pd.read_csv(year.folder / "tickets.csv", dtype=str)
    of = faults.groupby("fault")["ticket_no"].apply(list)
    missing = known.index[known["行政区划"].isna()]
    assert set(of["missing_district"]) == set(missing)
    assert 0.003 < len(missing) / len(known) < 0.01
    again = sent[sent.duplicated()]
    assert sorted(again["工单编号"]) == sorted(of["sent_twice"])
    assert sent.drop_duplicates()["工单编号"].is_unique
    wrong = sent[["办结时间", "发生时间"]].apply(lambda c: c.str.startswith("3020", na=False))
    assert set(sent.loc[wrong.any(axis=1), "工单编号"]) == set(of["year_3020"])
    first = faults[faults["fault"] == "double_entry"]
    pair = known.loc[first["ticket_no"], "联系电话"].fillna("").to_numpy()
    inside = first["true"].isin(known.index)
    before = known.loc[first.loc[inside, "true"], "联系电话"].fillna("").to_numpy()
    assert (pair[inside.to_numpy()] == before).all()


def test_a_renamed_category_changes_on_its_day(year, known):
    renamed = year.truth["faults"].query("fault == 'renamed_category'")
    assert len(renamed) >= 1
    for _, row in renamed.iterrows():
        code, name = row["true"].split(" ")
        new = row["written"].split(" ")[1]
        filed = known[(known["category"] == code) & known["artefact_id"].isna()]
        assert set(filed.loc[filed["day"] >= row["day"], "三级分类"]) <= {new}
        assert set(filed.loc[filed["day"] < row["day"], "三级分类"]) <= {name}


def test_without_faults_there_are_none(tmp_path):
    write_city(tmp_path, seed=5, days=20, per_day=100, last_day=date(2026, 2, 1), faults=False,
               words=False)  # fmt: skip
    sent = pd.read_csv(tmp_path / "tickets.csv", dtype=str)
    assert sent["工单编号"].is_unique
    assert sent["行政区划"].notna().all()
    write_city(tmp_path / "b", days=3, per_day=30, last_day=date(2026, 2, 1), truth=False)
    assert not (tmp_path / "b" / "truth").exists()


def test_twins_are_untreated():
    every = programmes(9, date(2022, 7, 1), date(2026, 6, 30))
    assert len(every) >= 16
    for one in every:
        assert len(one.treated) == len(set(one.twins)) >= 10
        for other in every:
            clash = one.category[:2] == other.category[:2]
            if clash and one.first <= other.last and other.first <= one.last:
                assert not set(one.twins) & set(other.treated)


def test_programmes_have_the_effect_that_they_are_said_to_have(tmp_path):
    write_city(tmp_path, seed=9, days=1461, per_day=600, last_day=date(2026, 6, 30), words=False,
               faults=False)  # fmt: skip
    truth = pd.read_csv(tmp_path / "truth" / "ticket_truth.csv", dtype=str)
    truth["day"] = pd.to_datetime(truth["ticket_no"].str[:6], format="%y%m%d")
    areas = pd.read_csv(tmp_path / "truth" / "programme_areas.csv", dtype=str)
    kinds = pd.read_csv(tmp_path / "truth" / "programmes.csv", dtype={"category": str})
    errors = []
    for _, one in kinds.iterrows():
        start = pd.Timestamp(one["start"])
        mine = truth[truth["category"].str.startswith(one["category"])]
        place = areas[areas["programme_id"] == one["id"]]
        taken = start + pd.Timedelta(days=int(one["ramp_days"]))
        end = pd.Timestamp(one["fades_from"] if isinstance(one["fades_from"], str) else one["end"])
        before = mine[mine["day"].between(start - pd.Timedelta(days=400), start)]
        after = mine[mine["day"].between(taken, end)]
        counts = [p["community"].isin(place[k]).sum() for p in (after, before)
                  for k in ("treated", "twin")]  # fmt: skip
        if min(counts) < 60:
            continue
        effect = counts[0] / counts[1] / (counts[2] / counts[3])
        error = np.sqrt(sum(1 / c for c in counts))
        errors.append((np.log(effect) - np.log(1 + float(one["effect"]))) / error)
    assert len(errors) >= 6
    # Repeats come in clumps: a little wider than Poisson.
    assert abs(np.mean(errors)) < 1.0
    assert np.std(errors) < 1.9


def test_satisfaction_follows_its_weights(year, known):
    about = json.loads((year.folder / "truth" / "satisfaction_truth.json").read_text("utf-8"))
    sent = known[known["satisfied"].notna()]
    chance, happy = sent["p_satisfied"].astype(float), sent["satisfied"].astype(float)
    assert happy.mean() == pytest.approx(chance.mean(), abs=0.01)
    contact = (sent["首次联系时间"] - sent["派单时间"]).dt.total_seconds() / 3600
    shown = contact.notna() & sent["办结时间"].notna()
    hours = np.log(contact[shown].clip(lower=1 / 60) / 6).clip(-2, 2)
    score = np.log(chance[shown] / (1 - chance[shown]))
    usual = dict(zip(leaves().codes, leaves().satisfied, strict=True))
    base = sent.loc[shown, "category"].map(usual)
    again = year.truth["matter_tickets"].query("repeat != '0'")["ticket_no"]
    table = np.column_stack([
        np.ones(shown.sum()), hours, sent.loc[shown, "按时情况"].eq("超期"),
        sent.loc[shown, "退单次数"].eq("1"), sent.loc[shown, "延期次数"].eq("1"),
        sent.loc[shown, "solved"].astype(float), np.log(base / (1 - base)),
        sent.index[shown].isin(again),
    ]).astype(float)  # fmt: skip
    found = np.linalg.lstsq(table, score, rcond=None)[0]
    assert found[1] == pytest.approx(about["service"]["log_hours"], abs=0.03)
    assert found[2] == pytest.approx(about["service"]["overdue"], abs=0.12)
    assert found[3] == pytest.approx(about["service"]["returned"], abs=0.12)
    assert found[5] == pytest.approx(about["outcome"]["solved"], abs=0.06)
    assert found[6] == pytest.approx(about["rest"]["category_logit"], abs=0.08)
    assert found[7] == pytest.approx(about["rest"]["repeat"], abs=0.12)


def test_who_is_reached_flatters(known):
    asked = known[known["满意度"].notna()]
    rated = asked["满意度"].isin(["非常满意", "满意", "基本满意"]).mean()
    everyone = known["satisfied"].dropna().astype(float).mean()
    assert rated > everyone + 0.01


def test_communities_report_up_to_threefold_differently(year):
    propensity = year.truth["communities"]["propensity"].astype(float)
    assert 2.5 <= propensity.max() / propensity.min() <= 3.05


def test_a_day_is_the_same_in_every_span(tmp_path):
    spans = {"long": (60, date(2026, 3, 15)), "short": (23, date(2026, 3, 15)),
             "earlier": (23, date(2026, 2, 20))}  # fmt: skip
    made = {}
    for name, (days, last) in spans.items():
        write_city(tmp_path / name, seed=3, days=days, per_day=60, last_day=last)
        lines = (tmp_path / name / "tickets.csv").read_text("utf-8").splitlines()[1:]
        made[name] = lines
    assert made["long"][-len(made["short"]) :] == made["short"]
    numbers = {line.split(",")[0] for line in made["earlier"]}
    assert numbers <= {line.split(",")[0] for line in made["long"]}
