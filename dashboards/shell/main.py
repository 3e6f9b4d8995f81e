"""One run of the pages: who is there, what they may open, and the page they asked for."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import streamlit as st

from dashboards.server.viewer import Viewer, current_viewer, get_services
from dashboards.shell.appearance import show_choice
from dashboards.shell.error_boundary import guarded
from dashboards.shell.filters import note_page
from dashboards.shell.jump import show_jump
from dashboards.shell.look import apply_look
from dashboards.shell.notices import unread_of
from dashboards.shell.page import open_page
from dashboards.shell.page_help import show_help
from dashboards.shell.page_spec import PageSpec
from dashboards.shell.pages import NOTICES, START, first_page, grouped, pages_for
from dashboards.shell.plain import plain
from dashboards.shell.reach import show_reach
from dashboards.shell.saved_views import show_views
from dashboards.shell.tour import show_tour
from style.palette import BLUE, INK, PAPER
from style.texts import PRODUCT, text

ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
    f"<rect width='32' height='32' rx='6' fill='{BLUE}'/>"
    f"<path d='M7 17l6 6 12-14' fill='none' stroke='{PAPER}' stroke-width='4'/></svg>"
)
LOGO = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 150 32' height='32'>"
    f"<rect width='32' height='32' rx='6' fill='{BLUE}'/>"
    f"<path d='M7 17l6 6 12-14' fill='none' stroke='{PAPER}' stroke-width='4'/>"
    f"<text x='42' y='24' font-size='23' font-weight='700' fill='{INK}'"
    f" font-family='Noto Sans SC,Microsoft YaHei,PingFang SC,Noto Sans CJK SC,sans-serif'>"
    f"{PRODUCT}</text></svg>"
)


_REFUSED = "weisu_page_refused"
_PATH = re.compile(r"[\w-]+")


def render() -> None:
    """Draw the page that the address names, or say how to get in."""
    st.set_page_config(
        page_title=PRODUCT,
        page_icon=ICON,
        layout="wide",
        initial_sidebar_state="auto",
    )
    st.logo(LOGO, size="large")
    apply_look()
    viewer = current_viewer()
    if viewer is None:
        _sign_in_needed()
        return
    page = _menu(viewer)
    held = {spec.path for spec in (*pages_for(viewer.scope), NOTICES)}
    if _refused(page.url_path if page.url_path in held else ""):
        st.warning(text("shell.page_refused"), icon=":material/block:")
    show_reach(viewer, get_services())
    _account_box(viewer)
    note_page(page.url_path)
    page.run()


def _menu(viewer: Viewer) -> st.Page:
    """Draw the menu in groups by what one does, and return the page to run."""
    specs = pages_for(viewer.scope)
    pages = {spec.path: _page(spec) for spec in specs}
    spec = first_page(viewer.scope)
    first = pages[spec.path] if spec is not None else None
    landing = _landing(first)
    above = [landing, _bell(viewer), *_shut({*pages, NOTICES.path}, first or landing)]
    groups: dict[str, list[st.Page]] = {"": above}
    for group, held in grouped(specs).items():
        name = text(f"menu.{group}") if group else ""
        groups.setdefault(name, []).extend(pages[spec.path] for spec in held)
    page = st.navigation(groups, expanded=True)
    services = get_services()
    show_jump({**pages, NOTICES.path: above[1]}, viewer, services)
    shown = next((s for s in (*specs, NOTICES) if s.path == page.url_path), None)
    if shown is not None:
        show_views(shown, pages, viewer, services)
        show_help(shown)
    show_tour(pages, viewer.scope)
    return page


def _page(spec: PageSpec, title: str = "") -> st.Page:
    def run() -> None:
        open_page(spec)

    return st.Page(
        guarded(run, spec.key), title=title or spec.title, icon=spec.icon, url_path=spec.path
    )


def _bell(viewer: Viewer) -> st.Page:
    """Return the page of notices; its name in the menu says how many are unread."""
    count = unread_of(viewer)
    return _page(NOTICES, text("notices.menu", count=count) if count else "")


def _landing(first: st.Page | None) -> st.Page:
    """Return the page at ``/``: it says what the account is for where that opens no page.

    For all others the server has led on from there (``dashboards/landing.py``). No page of ours is
    Streamlit's default page itself: that one would have no address of its own.
    """

    def run() -> None:
        if first is not None:
            _lead_on(first)
        open_page(START)

    return st.Page(
        guarded(run, START.key),
        title=START.title,
        icon=START.icon,
        default=True,
        visibility="visible" if first is None else "hidden",
    )


def _shut(known: set[str], to: st.Page) -> list[st.Page]:
    """Return a page for an address that is not there or not open to the reader: it leads on.

    Without it Streamlit would run the page at ``/`` and say so as well, over what we say.
    """
    asked = _asked_path()
    if asked in known or not _PATH.fullmatch(asked):
        return []
    run = guarded(lambda: _lead_on(to), START.key)
    return [st.Page(run, title=START.title, url_path=asked, visibility="hidden")]


def _lead_on(to: st.Page) -> None:
    """Go to a page; that another one was asked for is remembered for it."""
    if _asked_path():
        st.session_state[_REFUSED] = to.url_path
    st.switch_page(to, query_params=st.query_params.to_dict())


def _asked_path() -> str:
    """Return the page's path in the browser's address, empty for the first page."""
    return urlsplit(st.context.url or "").path.strip("/").rpartition("/")[2]


def _refused(shown: str) -> bool:
    """Return whether another page was asked for than may be shown; empty: the one at ``/``.

    Whoever is led on is told on the page he comes to, until he goes to another one.
    """
    if _asked_path() not in {"", shown}:
        return True
    if st.session_state.get(_REFUSED) != shown:
        st.session_state.pop(_REFUSED, None)
    return st.session_state.get(_REFUSED) == shown


def _sign_in_needed() -> None:
    st.title(PRODUCT)
    st.write(text("shell.sign_in_needed"))
    st.link_button(text("shell.sign_in"), "/signin", type="primary")


def _account_box(viewer: Viewer) -> None:
    with st.sidebar:
        role = viewer.account.role_label(get_services().settings)
        name = viewer.account.display_name
        st.caption(
            plain(name if name == role else text("shell.signed_in_as", name=name, role=role))
        )
        show_choice()
        label, change = html.escape(text("shell.sign_out")), html.escape(text("shell.password"))
        st.html(
            '<form class="weisu-signout" method="post" action="/signout">'
            f'<button type="submit">{label}</button></form>'
            f'<p class="weisu-password"><a href="/password" target="_self">{change}</a></p>'
        )
