"""The inline scripts of ours in the page that loads Streamlit's front end."""

from __future__ import annotations

from dashboards.server import appearance, copying, dialog_focus, marks, menu, printing, way_back

# Without it the front end looks for its server beside every page's address first
# (`/warnings/_stcore/health`) and finds it at the root only after that has failed.
_SERVER_IS_AT_THE_ROOT = (
    "<script>window.__streamlit = { BACKEND_BASE_URL: location.origin };</script>"
)


def with_scripts(page: str) -> str:
    """Return the page with the scripts in its head; they run before the front end does."""
    ours = (appearance, way_back, printing, menu, marks, dialog_focus, copying)
    scripts = (_SERVER_IS_AT_THE_ROOT, *(module.SCRIPT for module in ours))
    return page.replace("</head>", f"{''.join(scripts)}</head>", 1)
