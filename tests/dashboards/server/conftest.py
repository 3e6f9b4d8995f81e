"""The web application for tests: an account, the application, a client that drives it."""

import pytest

from dashboards.app import build_app
from dashboards.server import viewer as viewing
from data_access.accounts.store import create_account
from tests.support.asgi import Client
from tests.support.web import ADMIN, PASSWORD


@pytest.fixture
def zhang(settings, sqlite_store):
    """An account that may sign in."""
    return create_account(
        sqlite_store,
        settings,
        ADMIN,
        login="zhang",
        display_name="张三",
        password=PASSWORD,
        role="leader",
    )


@pytest.fixture
def app(settings, sqlite_store, zhang):
    """The application. Streamlit's runtime is one for a process: it must not outlive the test."""
    from streamlit.runtime import Runtime

    Runtime._instance = None
    yield build_app(settings, sqlite_store)
    Runtime._instance = None


@pytest.fixture
def client(app):
    """A browser of sorts."""
    with Client(app).running() as client:
        yield client


@pytest.fixture
def services(app):
    """What the application's pages work with."""
    return viewing.get_services()
