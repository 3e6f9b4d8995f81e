"""The page that a screen opens: the same for everybody, without data and without a token."""

from __future__ import annotations

import hashlib
import html
from functools import cache
from pathlib import Path

from dashboards.server.sign_in_page import ICON
from data_access.settings import Settings
from style.sheets import wall_css
from style.texts import PRODUCT, text
from style.variables import ATTRIBUTE

FILES = Path(__file__).parent / "files"
PLOTLY = "package_data/plotly.min.js"


@cache
def script() -> str:
    """Return the page's script."""
    return (FILES / "wall.js").read_text(encoding="utf-8")


@cache
def plotly_script() -> bytes:
    """Return plotly's front end as its Python package carries it: nothing is fetched elsewhere."""
    import plotly

    return (Path(plotly.__file__).parent / PLOTLY).read_bytes()


@cache
def build() -> str:
    """Return what tells one version of the page from another."""
    parts = (wall_css(), script(), *_shell("", ""))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def wall_page(settings: Settings) -> str:
    """Return the page; its script reads the token from the address's fragment, which browsers send
    to no server and write into no log."""
    told = {
        "build": build(),
        "scene": str(settings.wall_scene_seconds),
        "refresh": str(settings.wall_refresh_seconds),
        "no-token": text("wall.no_token"),
        "failed": text("wall.failed"),
        "still": text("wall.still"),
        "paused": text("wall.paused"),
    }
    data = "".join(f' data-{name}="{html.escape(words)}"' for name, words in told.items())
    before, after = _shell(data, html.escape(text("wall.loading")))
    return before + after


def _shell(data: str, loading: str) -> tuple[str, str]:
    head = (
        f'<!DOCTYPE html><html lang="zh-CN" {ATTRIBUTE}="dark"{data}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        '<meta name="format-detection" content="telephone=no">'
        f'<title>{text("wall.title")} · {PRODUCT}</title><link rel="icon" href="{ICON}">'
        '<link rel="stylesheet" href="/wall/wall.css">'
        '<script src="/wall/plotly.js" defer></script><script src="/wall/wall.js" defer></script>'
        "</head>"
    )
    body = (
        f'<body><header><h1 id="head"></h1><p id="fresh"><span id="until"></span>'
        '<span id="refreshed"></span></p></header>'
        '<p id="alarm" role="alert" hidden></p>'
        f'<main id="panels"><p class="instead">{loading}</p></main>'
        '<footer><ol id="steps"></ol><p id="state"><span id="paused" hidden></span>'
        f'<span id="hall"></span><span id="read"></span></p></footer>'
        f'<noscript><p class="instead">{text("wall.no_script")}</p></noscript></body></html>'
    )
    return head, body
