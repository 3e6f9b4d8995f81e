"""Scripts that draw one page as Streamlit runs it, without the menu around it."""

from __future__ import annotations


def page_script(key: str) -> str:
    """Return the script that opens a page."""
    return (
        "from dashboards.shell.page import open_page\n"
        "from dashboards.shell.pages import page_of\n"
        f"open_page(page_of({key!r}))\n"
    )


def guarded_script(key: str) -> str:
    """Return the script that opens a page behind the boundary that says errors in words."""
    return (
        "from dashboards.shell.error_boundary import guarded\n"
        "from dashboards.shell.page import open_page\n"
        "from dashboards.shell.pages import page_of\n"
        f"guarded(lambda: open_page(page_of({key!r})), {key!r})()\n"
    )
