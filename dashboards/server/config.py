"""Streamlit's options: sizes and safe defaults from ``.streamlit``, colours from the palette.

The rest comes from settings.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboards.server.appearance import theme_options
from data_access.accounts.token import derived_key
from data_access.settings import Settings
from data_access.types import WeisuError
from style.texts import text

ROOT = Path(__file__).resolve().parents[2]
CONFIG_FILE = ROOT / ".streamlit" / "config.toml"


def options(settings: Settings) -> dict[str, Any]:
    """Return the options of settings and palette, and those that nobody may loosen by a file."""
    return {
        "server.address": settings.host,
        "server.port": settings.port,
        "server.headless": True,
        "server.maxUploadSize": settings.upload_max_mb,
        "server.cookieSecret": derived_key(settings, "streamlit"),
        "server.enableXsrfProtection": True,
        "server.xsrfCookieSameSite": "lax",
        "server.enableCORS": True,
        "server.corsAllowedOrigins": [],
        "server.enableAgentApi": False,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": False,
        "client.allowedOrigins": [],
        "client.showErrorDetails": "none",
        # The grid's own download asks for no right and leaves no line in the ledger.
        "client.disableDataExport": True,
        "client.showErrorLinks": False,
        "global.developmentMode": False,
        **theme_options(),
    }


def apply_config(settings: Settings) -> None:
    """Make Streamlit read our configuration, whatever folder the process was started in.

    Call it before ``st.App`` is made. Raises ``WeisuError`` where the file is missing.
    """
    from streamlit import config

    if not CONFIG_FILE.is_file():
        raise WeisuError(text("server.no_config", file=CONFIG_FILE))
    # Streamlit looks for `.streamlit` beside this file; `st.App` keeps what is set before it.
    config._main_script_path = str(ROOT / "app.py")
    config.get_config_options(force_reparse=True, options_from_flags=options(settings))
