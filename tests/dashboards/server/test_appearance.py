"""The appearance that a browser's reader chose, as far as the server knows it."""

import pytest

from dashboards.server.appearance import CHOICES, COOKIE, SCRIPT, chosen
from style.variables import ATTRIBUTE


@pytest.mark.parametrize("choice", CHOICES)
def test_a_choice_is_read_from_the_cookie(choice):
    assert chosen({COOKIE: choice}) == choice


@pytest.mark.parametrize("cookies", [{}, {COOKIE: ""}, {COOKIE: '"><script>'}, {"other": "dark"}])
def test_without_a_choice_pages_are_light(cookies):
    assert chosen(cookies) == "light"


def test_the_sign_in_wears_the_choice(client):
    assert ATTRIBUTE not in client.get("/signin").text.partition("<style>")[0]
    page = client.get("/signin", headers={"Cookie": f"{COOKIE}=dark"}).text
    assert page.startswith(f'<!DOCTYPE html><html lang="zh-CN" {ATTRIBUTE}="dark">')


def test_the_script_names_what_it_sets():
    assert COOKIE in SCRIPT
    assert ATTRIBUTE in SCRIPT
    assert all(f"{choice}:" in SCRIPT for choice in CHOICES)
