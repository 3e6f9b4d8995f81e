"""Times, words and who gets what: nothing here opens a connection."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.notices.model import Notice, may_see
from data_access.settings import load_settings
from data_access.settings.notify_target import NotifyTarget
from data_access.types import Scope, WeisuError
from notify.channels import robots, webhook
from notify.message import Message, escaped, markdown
from notify.timing import LONGEST_PAUSE, after_quiet, pause, window_end

NEW_YEAR = datetime.fromisoformat("2026-01-01")
CHINA = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2027-01-01"))


def notice(about: str = "warning:1", **more: object) -> Notice:
    values = {"room": "early_warning", "title": "供暖诉求骤增", "text": "清河街道 24 小时 31 件。"}
    return Notice(about, **{**values, **more})  # type: ignore[arg-type]


# ---------------------------------------------------------------- times
@given(MOMENTS, st.integers(1, 1440))
def test_a_window_ends_after_now_and_within_its_length(now: datetime, minutes: int) -> None:
    end = window_end(now, minutes, CHINA)
    assert now < end <= now + timedelta(minutes=minutes)
    # Whoever comes later in the same window gets the same end.
    assert window_end(end - timedelta(microseconds=1), minutes, CHINA) == end


@given(MOMENTS)
def test_nothing_leaves_in_quiet_hours_and_nothing_waits_longer_than_them(now: datetime) -> None:
    free = after_quiet(now, "22:00-07:00", CHINA)
    assert now <= free <= now + timedelta(hours=9)
    assert 7 <= (free + timedelta(hours=8)).hour < 22
    assert after_quiet(now, "", CHINA) == now
    assert after_quiet(now, "07:00-07:00", CHINA) == now
    noon = after_quiet(now, "12:00-14:00", CHINA)
    assert not 12 <= (noon + timedelta(hours=8)).hour < 14


def test_pauses_double_up_to_six_hours() -> None:
    assert [pause(n, 60).total_seconds() for n in (1, 2, 3, 4)] == [60, 120, 240, 480]
    assert pause(20, 60) == LONGEST_PAUSE
    assert pause(1000, 60) == LONGEST_PAUSE


# ---------------------------------------------------------------- who
def scope(**limits: frozenset[str]) -> Scope:
    return Scope("x", frozenset({"today.view"}), **{"jurisdictions": None, **limits})  # type: ignore[arg-type]


def test_a_limited_scope_sees_what_names_its_unit_or_area_and_nothing_general() -> None:
    unit, area = scope(departments=frozenset({"甲局"})), scope(areas=frozenset({"3301"}))
    everywhere = notice(jurisdiction="330199")
    of_unit = notice(jurisdiction="330199", department="甲局")
    of_area = notice(jurisdiction="330199", area="330199001")
    assert may_see(scope(), everywhere)
    assert not may_see(unit, everywhere)
    assert not may_see(area, everywhere)
    assert may_see(unit, of_unit)
    assert not may_see(unit, of_area)
    assert may_see(area, of_area)
    assert not may_see(area, of_unit)
    assert not may_see(scope(departments=frozenset()), of_unit)
    assert not may_see(scope(jurisdictions=frozenset({"1"})), of_unit)
    assert not may_see(scope(areas=frozenset({"", "34"})), of_area)
    assert not may_see(scope(), notice(needs="batch.view"))
    assert may_see(unit, notice(jurisdiction=""))


def test_words_for_limited_readers_go_to_those_limited_in_just_these_ways() -> None:
    mine, here = frozenset({"甲局"}), frozenset({"330199"})
    readers = {
        "whole": scope(), "unit": scope(departments=mine), "area": scope(areas=here),
        "both": scope(departments=mine, areas=here),
    }  # fmt: skip

    def reached(**about: str) -> set[str]:
        one = notice(jurisdiction="330199", only_limited=True, **about)
        return {name for name, reader in readers.items() if may_see(reader, one)}

    assert reached(department="甲局") == {"unit"}
    assert reached(area="330199001") == {"area"}
    assert reached(department="甲局", area="330199001") == {"both"}
    assert reached(department="乙局", area="330199001") == set()


@pytest.mark.parametrize(
    "wrong",
    [{"about": " "}, {"title": ""}, {"link": "https://x.example"}, {"link": "//x.example"},
     {"link": "/a b"}, {"link": "/\\x.example"}, {"department": "甲局"}],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_where_it_is_made(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"about|notice|link|jurisdiction"):
        notice(**{"about": "a", **wrong})


def test_what_looks_personal_is_masked_and_control_characters_go() -> None:
    said = notice(title="来电\r\nBcc: x@y.example", text="请回电13812345678\x00").values()
    assert "13812345678" not in said["text"]
    assert "\x00" not in said["text"]
    assert "\n" not in said["title"]


# ---------------------------------------------------------------- formats
def message(*notices: Notice, **more: Any) -> Message:
    found = notices or (notice(),)
    said_at = (datetime.fromisoformat("2026-11-02T04:00"),) * len(found)
    return Message("k" * 32, found, said_at, **more)


def target_of(**more: str) -> NotifyTarget:
    url = "https://oapi.example/robot/send?access_token=T"
    return NotifyTarget.model_validate({"kind": "dingtalk", "url": url, **more})


def test_dingtalk_is_signed_as_its_documentation_says() -> None:
    # Step by step as documented: urlEncode(base64(HMAC-SHA256(secret, timestamp\nsecret))).
    target = target_of(secret="SECthis is secret")
    url = urlsplit(robots.dingtalk_url(target, datetime.fromisoformat("2026-11-02T04:00:00.123")))
    asked = parse_qs(url.query)
    assert asked["access_token"] == ["T"]
    (stamp,) = asked["timestamp"]
    assert stamp == "1793592000123"
    digest = hmac.new(
        b"SECthis is secret", f"{stamp}\nSECthis is secret".encode(), hashlib.sha256
    ).digest()
    assert asked["sign"] == [base64.b64encode(digest).decode()]
    assert not set("+/=") & set(url.query.rpartition("sign=")[2])
    plain = target_of()
    assert (
        robots.dingtalk_url(plain, datetime.fromisoformat("2026-01-01"))
        == plain.url.get_secret_value()
    )


def test_robots_get_the_documented_bodies() -> None:
    body = robots.dingtalk_body(message(site="https://weisu.example"))
    assert body["msgtype"] == "markdown"
    assert set(body["markdown"]) == {"title", "text"}
    assert body["at"] == {"isAtAll": False}
    wecom = robots.wecom_body(message())
    assert wecom == {"msgtype": "markdown", "markdown": {"content": wecom["markdown"]["content"]}}
    assert "供暖诉求骤增" in wecom["markdown"]["content"]


@given(st.lists(st.text(max_size=2000), min_size=1, max_size=30))
def test_a_robots_message_never_exceeds_its_bytes(texts: list[str]) -> None:
    found = [notice(f"a{i}", text="字" + t, jurisdiction="330199") for i, t in enumerate(texts)]
    clean = [Notice(**{**n.values(), "about": n.about}) for n in found]
    said = robots.wecom_body(message(*clean))["markdown"]["content"]
    assert 0 < len(said.encode()) <= robots.WECOM_BYTES


def test_words_cannot_become_links_mentions_or_headings() -> None:
    said = escaped("# 标题 [点我](http://x.example) <@all> @所有人\n- 项 **粗** `码`")
    assert not set("#[]<>@*`") & set(said)
    assert "\n-" not in said


def test_a_digest_is_grouped_by_place_and_unit() -> None:
    found = [
        notice("1", title="甲一", jurisdiction="330199", department="甲局"),
        notice("2", title="乙一", jurisdiction="330199", department="乙局"),
        notice("3", title="甲二", jurisdiction="330199", department="甲局"),
    ]
    said = markdown(message(*found, places={"330199": "青山县"}), most_bytes=4096)
    order = ["3 条通知", "青山县 甲局", "甲一", "甲二", "青山县 乙局", "乙一"]
    places = [said.index(word, said.index("\n") if word == "甲一" else 0) for word in order]
    assert places == sorted(places)


def test_a_webhooks_signature_is_over_time_and_body() -> None:
    body = webhook.body_of(message(site="https://weisu.example"))
    assert body == webhook.body_of(message(site="https://weisu.example"))
    found = webhook.signature("0123456789abcdef", "sha256", "1793592000", body)
    wanted = hmac.new(b"0123456789abcdef", b"1793592000." + body, hashlib.sha256).hexdigest()
    assert found == f"sha256={wanted}"
    assert json.loads(body)["notices"][0]["created_at"] == "2026-11-02T04:00:00Z"


def test_sm3_signs_as_the_standard_has_it() -> None:
    # HMAC by its definition over SM3 (GB/T 32905): H((k^opad) || H((k^ipad) || m)), 64-byte blocks.
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    def sm3(data: bytes) -> bytes:
        work = Hash(SM3())
        work.update(data)
        return work.finalize()

    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    key = b"0123456789abcdef".ljust(64, b"\0")
    inner = sm3(bytes(b ^ 0x36 for b in key) + b"7.{}")
    wanted = sm3(bytes(b ^ 0x5C for b in key) + inner).hex()
    assert webhook.signature("0123456789abcdef", "sm3", "7", b"{}") == f"sm3={wanted}"


# ---------------------------------------------------------------- settings
@pytest.mark.parametrize(
    "wrong",
    [
        {
            "notify_targets": {
                "duty": {"kind": "webhook", "url": "ftp://HIDDEN", "secret": "s" * 16}
            }
        },
        {"notify_targets": {"duty": {"kind": "webhook", "url": "https://x/HIDDEN"}}},
        {"notify_targets": {"A B": {"kind": "wecom", "url": "https://x/HIDDEN"}}},
        {"notify_targets": {"duty": {"kind": "wecom", "url": "https://x/HIDDEN", "y": "HIDDEN"}}},
        {"notify_targets": "HIDDEN"},
        {"smtp_passwrod": "HIDDEN"},
        {"smtp_password": ["HIDDEN"]},
    ],
)
def test_a_wrong_setting_is_named_and_its_secret_is_not(wrong, home) -> None:
    import traceback

    with pytest.raises(WeisuError) as caught:
        load_settings(home=home, **wrong)
    assert next(iter(wrong)) in str(caught.value)
    assert "HIDDEN" not in "".join(traceback.format_exception(caught.value))


def test_a_variable_that_is_no_json_is_named_and_not_repeated(monkeypatch, home) -> None:
    monkeypatch.setenv("WEISU_NOTIFY_TARGETS", "{HIDDEN")
    with pytest.raises(WeisuError) as caught:
        load_settings(home=home)
    assert "notify_targets" in str(caught.value)
    assert "HIDDEN" not in str(caught.value)
