"""What tests of the web application share: an account, forms sent as our own page sends them."""

from typing import Any

from data_access.types import Scope
from tests.support.asgi import Answer, Client

SITE = "http://testserver"
ADMIN = Scope("keeper", frozenset({"account.manage"}))
PASSWORD = "harbour 58 lantern"
PAGE = {"Accept": "text/html"}
FROM_US = {"Origin": SITE}


def sign_in(
    client: Client, password: str = PASSWORD, login: str = "zhang", **fields: str
) -> Answer:
    """Send the sign-in form."""
    form = {"login": login, "password": password, **fields}
    return client.post("/signin", data=form, headers=FROM_US)


def forget(services: Any) -> None:
    """What two seconds do."""
    services.gate._known.clear()
