"""Two gas leaks in two estates are two matters, however alike the words."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from hotspots.repeats.find import find_repeats
from hotspots.repeats.prepare import prepare
from hotspots.repeats.types import Decisions, RepeatSettings
from hotspots.repeats.whereabouts import Whereabouts
from hotspots.words.places import named_in

AS_OF = date(2026, 6, 30)
NAMES = SimpleNamespace(
    categories={"05": "公用事业", "0501": "燃气", "050101": "燃气泄漏", "0301": "噪声"},
    areas={"990181001": "新华街道", "990181001001": "东湖里社区", "990181002002": "晨光社区"},
)
EAST, WEST = "990181001001", "990181002002"


def leak(number: int, estate: str, area: str, **other: object) -> dict[str, object]:
    return {
        "ticket_no": f"T{number:03d}", "day": pd.Timestamp(AS_OF) - pd.Timedelta(days=number % 3),
        "caller_key": f"k{number}", "place_key": f"p{number}", "category_code": "050101",
        "area_county": "990181", "area_street": area[:9], "area_code": area,
        "title": f"{estate}楼道闻到很浓的燃气味",
        "content": f"{estate}{number % 9}号楼都是燃气味，燃气公司说要排队，不敢开灯，请抢修。",
        **other,
    }  # fmt: skip


def two_estates(**other: object) -> pd.DataFrame:
    return pd.DataFrame(
        [leak(n, "星河家园", EAST, **other) for n in range(8)]
        + [leak(n, "康居名城", WEST, **other) for n in range(8, 16)]
    )


def apart(frame: pd.DataFrame, a: int, b: int) -> bool:
    """Tell whether two rows lie apart."""
    tickets = prepare(frame, RepeatSettings())
    at = {row: position for position, row in enumerate(tickets.order.tolist())}
    places = Whereabouts.of(tickets, frame, NAMES)
    return bool(places.apart(np.array([at[a]]), np.array([at[b]]))[0])


def test_two_leaks_in_two_estates_are_never_one_matter():
    frame = two_estates()
    run = find_repeats(frame, NAMES, as_of=AS_OF)
    places = frame.set_index("ticket_no")["area_code"]
    held = run.members.assign(area=run.members["ticket_no"].map(places))
    assert len(held[["group_id", "area"]].drop_duplicates()) == held["group_id"].nunique()
    # Each estate's own calls still come together.
    assert set(held["area"]) == {EAST, WEST}


def test_people_may_still_join_them():
    said = Decisions(together=frozenset({("T000", "T009")}))
    run = find_repeats(two_estates(), NAMES, as_of=AS_OF, decisions=said)
    group = run.members.set_index("ticket_no")["group_id"]
    assert group["T000"] == group["T009"]


def test_place_or_identity_ties():
    frame = two_estates()
    assert not apart(frame, 0, 1)
    assert apart(frame, 0, 9)
    assert not apart(two_estates(caller_key="k"), 0, 9)
    assert not apart(two_estates(place_key="p"), 0, 9)
    assert not apart(two_estates(content="解放路上的燃气管被挖断了"), 0, 9)


def test_unknown_places_and_other_matters_are_left_to_the_score():
    nowhere = two_estates(
        area_code=None, place_key=None, title="楼道有燃气味", content="闻到燃气味，请抢修"
    )
    assert not apart(nowhere, 0, 9)
    noise = two_estates(category_code="030101", title="工地夜间打桩", content="睡不着")
    assert not apart(noise, 0, 9)
    # A title may tell of life where the category doesn't.
    assert apart(two_estates(category_code="030101"), 0, 9)


@pytest.mark.parametrize(
    ("text", "name"),
    [("我在金水湾小区门口", "金水湾小区"), ("走解放路回家", "解放路"), ("去新华街道问", "")],
)
def test_a_place_is_read_from_one_text(text, name):
    found = named_in(text)
    assert name in found if name else not found


@pytest.mark.parametrize(
    ("text", "name"),
    [("惠万家超市餐后腹泻", "惠万家超市"), ("双河购物中心食品变质", "双河购物中心")],
)
def test_a_firm_is_a_place_too(text: str, name: str) -> None:
    assert name in named_in(text)


def test_one_of_many_is_no_firm() -> None:
    assert not named_in("有一家超市卖过期食品")
    assert not named_in("燃气公司说要排队")
