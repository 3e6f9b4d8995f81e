"""``/`` leads to the account's first page before any script runs."""

import pytest

from data_access.accounts.store import create_account
from tests.support.web import ADMIN, PAGE, PASSWORD, sign_in


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("leader", "/today"),
        ("governance", "/daily"),
        ("evaluator", "/compare"),
        ("system_admin", "/import"),
        ("audit_admin", "/audit"),
        ("security_admin", "/accounts"),
    ],
)
def test_the_first_page_is_that_of_the_role(client, settings, sqlite_store, role, where):
    create_account(
        sqlite_store, settings, ADMIN, login="li", display_name="李四", password=PASSWORD, role=role
    )
    sign_in(client, login="li")
    answer = client.get("/", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, where)
    kept = client.get("/?span=30d&area=3301", headers=PAGE)
    assert kept.headers["location"] == f"{where}?span=30d&area=3301"
    assert client.get(where, headers=PAGE).status_code == 200


def test_only_a_person_is_led_on_and_only_from_the_root(client):
    sign_in(client)
    assert client.get("/", headers={"Sec-Fetch-Mode": "cors"}).status_code == 200
    assert client.get("/compare", headers=PAGE).status_code == 200


def test_nobody_is_led_past_the_sign_in(client):
    assert client.get("/", headers=PAGE).headers["location"].startswith("/signin")
