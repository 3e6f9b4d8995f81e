"""The way of a notice from a room's transaction to the far end, on both databases."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import select, update

from data_access.accounts.store import change_account, disable_account
from data_access.notices import outbox
from data_access.notices.tables import notification
from data_access.store import lease
from notify import actions
from notify.channels import webhook
from notify.post import post, post_all
from notify.sender import CLAIM, LEASE, Done, send_due
from tests.notify.conftest import ADMIN, SECRET
from tests.notify.test_pure import notice

PLACE = {"jurisdiction": "330199"}


def rows(house, **only):
    with house.store.read() as connection:
        found = connection.execute(select(notification).order_by(notification.c.id)).mappings()
        return [r for r in found.all() if all(r[k] == v for k, v in only.items())]


def say(house, clock, *notices):
    return post_all(house.store, house.settings, notices, now=clock())


def send(house, clock):
    return send_due(house.store, house.settings, clock=clock)


def urgent(about="fire:1", **more):
    return notice(about, urgent=True, **{**PLACE, **more})


# ---------------------------------------------------------------- posting
def test_a_notice_is_there_with_what_it_tells_about_or_not_at_all(house, clock) -> None:
    def cut_off() -> None:
        with house.store.write() as connection:
            post(connection, house.settings, urgent(), now=clock())
            raise RuntimeError("cut off")

    with pytest.raises(RuntimeError):
        cut_off()
    assert rows(house) == []


def test_it_goes_to_those_whose_scope_sees_it(house, clock) -> None:
    def readers(**about):
        made = notice(f"a{len(rows(house))}", **{**PLACE, **about})
        say(house, clock, made)
        return {r["recipient"].partition(":")[2] for r in rows(house, about=made.about)}

    assert readers() == {"leader"}
    assert readers(department="县供热公司") == {"leader", "heating"}
    assert readers(department="县住建局") == {"leader"}
    assert readers(area="330199001") == {"leader", "street"}
    assert readers(jurisdiction="330198") == {"leader", "elsewhere"}
    assert readers(jurisdiction="", needs="account.manage") == {"security"}


def test_the_same_matter_is_said_once(by_mail, clock) -> None:
    first = say(by_mail, clock, urgent(), urgent())
    assert first == 2  # in-app and e-mail
    assert say(by_mail, clock, urgent(title="另一种说法")) == 0
    assert {d.notice.title for d in outbox.deliveries(by_mail.store, ADMIN)} == {"供暖诉求骤增"}


def test_two_writers_of_one_matter_make_one_row(by_mail, clock) -> None:
    threads = [threading.Thread(target=say, args=(by_mail, clock, urgent())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(by_mail)) == 2


def test_nothing_is_called_where_nothing_is_set(house, clock, monkeypatch) -> None:
    def refuse(*_args, **_more):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.create_connection", refuse)
    say(house, clock, urgent(), notice("b", **PLACE))
    assert {r["channel"] for r in rows(house)} == {"inapp"}
    assert send(house, clock) == Done()


# ---------------------------------------------------------------- e-mail and digests
def test_several_notices_in_a_window_are_one_e_mail_to_each_reader(
    by_mail, clock, post_office
) -> None:
    for number in range(3):
        say(by_mail, clock, notice(f"w{number}", title=f"第{number}条", department="县供热公司",
                                   link="/today?area=330199", **PLACE))  # fmt: skip
        clock.pass_(minutes=10)
    say(by_mail, clock, notice("all", title="全县情况", **PLACE))
    assert send(by_mail, clock) == Done()
    clock.pass_(minutes=31)
    assert send(by_mail, clock) == Done(sent=2)
    by_reader = {m["To"]: m for m in post_office.mails}
    leader, heating = by_reader["leader@city.example"], by_reader["heating@city.example"]
    assert leader["Subject"] == "[未诉] 第0条 等 4 条通知"
    assert heating["Subject"] == "[未诉] 第0条 等 3 条通知"
    assert "全县情况" in leader.get_content()
    assert "全县情况" not in heating.get_content()
    assert "https://weisu.city.example/today?area=330199" in heating.get_content()
    assert leader["Message-ID"] != heating["Message-ID"]
    assert send(by_mail, clock) == Done()


def test_a_role_may_have_a_window_of_its_own(by_mail, clock, post_office) -> None:
    by_mail.changes["notify_digest_by_role"] = {"leader": 0}
    say(by_mail, clock, notice("a", department="县供热公司", **PLACE))
    assert send(by_mail, clock) == Done(sent=1)
    assert [m["To"] for m in post_office.mails] == ["leader@city.example"]


def test_life_and_limb_goes_at_once_at_night_and_alone(by_mail, clock, post_office) -> None:
    clock.pass_(hours=11)  # 23:00
    say(by_mail, clock, notice("a", **PLACE), urgent("fire"), urgent("gas"))
    assert send(by_mail, clock) == Done(sent=2)
    assert [m["Subject"] for m in post_office.mails] == ["[未诉] 【紧急】供暖诉求骤增"] * 2
    clock.pass_(hours=7, minutes=59)
    assert send(by_mail, clock) == Done()
    clock.pass_(minutes=1)  # 07:00
    assert send(by_mail, clock) == Done(sent=1)


def test_a_scope_that_was_narrowed_meanwhile_gets_no_more(by_mail, clock, post_office) -> None:
    say(by_mail, clock, notice("a", **PLACE), notice("b", department="县供热公司", **PLACE))
    change_account(
        by_mail.store, by_mail.settings, ADMIN, "leader", display_name="x", role="leader",
        jurisdictions=None, departments=frozenset({"县供热公司"}), areas=None,
    )  # fmt: skip
    disable_account(by_mail.store, by_mail.settings, ADMIN, "heating")
    clock.pass_(hours=1)
    assert send(by_mail, clock) == Done(sent=1, given_up=1)
    (mail,) = post_office.mails
    assert mail["To"] == "leader@city.example"
    assert mail["Subject"] == "[未诉] 供暖诉求骤增"
    left = {r["about"]: r["error"] for r in rows(by_mail, state="given_up")}
    assert left == {"a": "已不在接收方的数据范围内", "b": "账号已停用"}


# ---------------------------------------------------------------- failures and crashes
def test_a_failure_is_tried_again_ever_later_and_given_up_at_last(by_hook, clock, web) -> None:
    by_hook.changes["notify_max_attempts"] = 4
    web.status = 500
    say(by_hook, clock, urgent())
    for attempt, seconds in ((1, 60), (2, 120), (3, 240)):
        assert send(by_hook, clock) == Done(failed=1)
        (row,) = rows(by_hook, channel="webhook")
        assert (row["state"], row["attempts"]) == ("failed", attempt)
        clock.pass_(seconds=seconds - 1)
        assert send(by_hook, clock) == Done()
        clock.pass_(seconds=1)
    assert send(by_hook, clock) == Done(given_up=1)
    (row,) = rows(by_hook, channel="webhook")
    assert (row["state"], row["error"]) == ("given_up", "对方答复 HTTP 500")
    assert len({g.headers["Idempotency-Key"] for g in web.got}) == 1
    assert len({g.body for g in web.got}) == 1
    web.status = 200
    clock.pass_(days=1)
    assert actions.retry_given_up(by_hook.store, ADMIN, now=clock()) == 1
    assert send(by_hook, clock) == Done(sent=1)


def test_what_no_other_attempt_can_mend_is_given_up_at_once(by_hook, clock, web) -> None:
    web.status = 410
    say(by_hook, clock, urgent())
    assert send(by_hook, clock) == Done(given_up=1)
    web.status, web.headers = 302, {"Location": f"{web.address}/elsewhere"}
    say(by_hook, clock, urgent("fire:2"))
    assert send(by_hook, clock) == Done(given_up=1)
    assert [g.path for g in web.got] == ["/hook", "/hook"]


def test_a_sender_that_dies_between_attempt_and_outcome(by_hook, clock, web, monkeypatch) -> None:
    class PowerCutError(BaseException):
        pass

    def cut(*_args, **_more):
        raise PowerCutError

    say(by_hook, clock, urgent(), notice("b", **PLACE))
    monkeypatch.setattr(outbox, "record_sent", cut)
    with pytest.raises(PowerCutError):
        send(by_hook, clock)
    (row,) = rows(by_hook, channel="webhook", about="fire:1")
    assert (row["state"], row["attempts"]) == ("sending", 1)
    monkeypatch.undo()
    monkeypatch.setenv("WEISU_HOME", str(by_hook.base.home))
    # Nobody takes it while the dead sender could still be at it; then it is said again.
    assert send(by_hook, clock) == Done()
    clock.pass_(seconds=CLAIM.total_seconds())
    assert send(by_hook, clock) == Done(sent=1)
    first, second = web.got
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.body == second.body
    assert rows(by_hook, about="fire:1", channel="webhook")[0]["attempts"] == 2


def test_a_message_that_kills_its_sender_every_time_is_given_up(by_hook, clock) -> None:
    say(by_hook, clock, urgent())
    for _ in range(by_hook.settings.notify_max_attempts):
        taken = outbox.claim(
            by_hook.store, now=clock(), until=clock.now + CLAIM,
            most_attempts=by_hook.settings.notify_max_attempts,
        )  # fmt: skip
        assert taken
        clock.pass_(seconds=CLAIM.total_seconds())
    assert send(by_hook, clock) == Done()
    (row,) = rows(by_hook, channel="webhook")
    assert (row["state"], row["error"]) == ("given_up", "发送过程多次中断")


def test_a_late_failure_doesnt_disturb_a_later_attempt(by_hook, clock) -> None:
    say(by_hook, clock, urgent())
    asked = {"most_attempts": 8, "until": clock.now + CLAIM}
    slow = outbox.claim(by_hook.store, now=clock(), **asked)
    clock.pass_(seconds=CLAIM.total_seconds())
    quick = outbox.claim(by_hook.store, now=clock(), **{**asked, "until": clock.now + CLAIM})
    assert slow
    assert quick
    outbox.record_failed(by_hook.store, slow, "x", now=clock(), again_at=None)
    assert rows(by_hook, channel="webhook")[0]["state"] == "sending"
    outbox.record_sent(by_hook.store, quick, now=clock())
    outbox.record_failed(by_hook.store, quick, "x", now=clock(), again_at=None)
    assert rows(by_hook, channel="webhook")[0]["state"] == "sent"


def test_two_senders_at_once_say_nothing_twice(by_hook, clock, web) -> None:
    say(by_hook, clock, *(urgent(f"fire:{n}") for n in range(20)))
    took = threading.Barrier(2)
    done = []

    def work() -> None:
        took.wait()
        done.append(send(by_hook, clock))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(d.sent for d in done if d) == 20
    assert len({g.headers["Idempotency-Key"] for g in web.got}) == len(web.got) == 20


def test_even_two_senders_without_the_lease_say_nothing_twice(by_hook, clock) -> None:
    say(by_hook, clock, *(urgent(f"fire:{n}") for n in range(15)), notice("b", **PLACE))
    with by_hook.store.write() as connection:
        connection.execute(update(notification).values(due_at=clock()))
    taken: list[str] = []

    def work() -> None:
        while found := outbox.claim(
            by_hook.store, now=clock(), until=clock.now + CLAIM, most_attempts=8
        ):
            taken.extend(d.about for d in found.deliveries)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted([*(f"fire:{n}" for n in range(15)), "b"])


def test_who_finds_another_sender_at_it_goes_away(by_hook, clock, web) -> None:
    say(by_hook, clock, urgent())
    with lease.held(by_hook.store, LEASE, "通知发送"):
        assert send(by_hook, clock) is None
    assert not web.got


def test_a_host_that_is_down_is_asked_once_a_round(by_hook, clock, web) -> None:
    by_hook.changes["notify_targets"] = {
        "duty": {"kind": "webhook", "url": "http://127.0.0.1:1/x", "secret": SECRET},
        "other": {"kind": "webhook", "url": f"{web.address}/hook", "secret": SECRET},
    }
    say(by_hook, clock, *(urgent(f"fire:{n}") for n in range(3)))
    assert send(by_hook, clock) == Done(sent=3, failed=1)
    assert [r["attempts"] for r in rows(by_hook, recipient="target:duty")] == [1, 0, 0]


# ---------------------------------------------------------------- webhook and robots over the wire
def test_a_receiver_can_check_the_signature_and_tell_repetitions(by_hook, clock, web) -> None:
    say(by_hook, clock, urgent(link="/today"))
    send(by_hook, clock)
    (got,) = web.got
    stamp = got.headers["X-Weisu-Timestamp"]
    assert got.headers["X-Weisu-Signature"] == webhook.signature(SECRET, "sm3", stamp, got.body)
    said = json.loads(got.body)
    assert said["message_id"] == got.headers["Idempotency-Key"]
    assert said["notices"][0]["about"] == "fire:1"


def test_a_robot_says_no_with_status_200(house, clock, web) -> None:
    house.changes["notify_targets"] = {
        "group": {"kind": "wecom", "url": f"{web.address}/send?key=KEY"},
        "ding": {"kind": "dingtalk", "url": f"{web.address}/robot/send?access_token=T",
                 "secret": "SEC1"},
    }  # fmt: skip
    web.answer = b'{"errcode":93000,"errmsg":"invalid webhook url"}'
    say(house, clock, urgent())
    assert send(house, clock) == Done(given_up=2)
    web.answer = b'{"errcode":45009,"errmsg":"api freq out of limit"}'
    say(house, clock, urgent("fire:2"))
    assert send(house, clock) == Done(failed=2)
    web.answer = b'{"errcode":0,"errmsg":"ok"}'
    clock.pass_(minutes=1)
    assert send(house, clock) == Done(sent=2)
    wecom = next(g for g in web.got if g.path == "/send?key=KEY")
    assert json.loads(wecom.body)["msgtype"] == "markdown"
    assert any(g.path.startswith("/robot/send?access_token=T&timestamp=") for g in web.got)


def test_a_robot_gets_no_more_than_its_minute_allows(house, clock, web) -> None:
    house.changes["notify_targets"] = {"group": {"kind": "wecom", "url": f"{web.address}/x"}}
    say(house, clock, *(urgent(f"fire:{n}") for n in range(30)))
    assert send(house, clock) == Done(sent=18)
    assert send(house, clock) == Done()
    clock.pass_(seconds=61)
    assert send(house, clock) == Done(sent=12)


def test_a_target_has_a_scope_of_its_own(house, clock, web) -> None:
    base = {"kind": "webhook", "url": f"{web.address}/x", "secret": SECRET}
    house.changes["notify_targets"] = {
        "heat": {**base, "departments": ["县供热公司"]},
        "urgent": {**base, "urgent_only": True},
    }
    say(house, clock, notice("a", **PLACE), notice("b", department="县供热公司", **PLACE))
    say(house, clock, urgent("c"))
    got = {(r["recipient"], r["about"]) for r in rows(house, channel="webhook")}
    assert got == {("target:heat", "b"), ("target:urgent", "c")}
    house.changes["notify_targets"].pop("urgent")
    assert send(house, clock) == Done(given_up=1)
