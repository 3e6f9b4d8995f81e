"""The sign-in and sign-out pages: plain HTML of our own, which works without JavaScript."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from dashboards.server.appearance import CHOICES
from style.palette import BLUE, PAPER
from style.sheets import sign_in_css
from style.texts import PRODUCT, text
from style.variables import ATTRIBUTE

# A speech bubble with a tick, as the page's icon: no file to fetch before sign-in.
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    f"%3Cpath fill='{quote(BLUE)}' d='M4 5h24v18H15l-7 6v-6H4z'/%3E"
    f"%3Cpath fill='none' stroke='{quote(PAPER)}' stroke-width='3' d='M10 14l4 4 8-8'/%3E%3C/svg%3E"
)


def _page(title: str, body: str, appearance: str) -> str:
    chosen = "" if appearance == CHOICES[0] else f' {ATTRIBUTE}="{escape(appearance)}"'
    return (
        f'<!DOCTYPE html><html lang="zh-CN"{chosen}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        '<meta name="format-detection" content="telephone=no">'
        f'<title>{escape(title)} · {PRODUCT}</title><link rel="icon" href="{ICON}">'
        f"<style>{sign_in_css()}</style></head><body><main>"
        f'<h1>{PRODUCT}</h1><p class="line">{text("sign.line")}</p>{body}</main></body></html>'
    )


def sign_in_page(
    *,
    wanted: str,
    login: str = "",
    error: str = "",
    note: str = "",
    appearance: str = CHOICES[0],
) -> str:
    """Return the page; ``wanted`` is where to go afterwards, ``login`` what was typed before."""
    wrong = ' aria-invalid="true" aria-describedby="error"' if error else ""
    first, second = ("", " autofocus") if login else (" autofocus", "")
    message = f'<p class="error" id="error" role="alert">{escape(error)}</p>' if error else ""
    if note and not error:
        message = f'<p class="error" role="status">{escape(note)}</p>'
    form = (
        '<form method="post" action="/signin">'
        f'{message}<input type="hidden" name="next" value="{escape(wanted)}">'
        f'<label for="login">{text("sign.login")}</label>'
        f'<input id="login" name="login" value="{escape(login)}" autocomplete="username" required'
        f' maxlength="64" autocapitalize="none" spellcheck="false"{wrong}{first}>'
        f'<label for="password">{text("sign.password")}</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password"'
        f' required maxlength="128"{wrong}{second}>'
        f'<button type="submit">{text("sign.in")}</button></form>'
        f'<p class="note">{text("sign.in_note")}</p>'
    )
    return _page(text("sign.title_in"), form, appearance)


def password_page(*, login: str, error: str = "", appearance: str = CHOICES[0]) -> str:
    """Return the form for a new password of one's own; ``login`` is whose it is."""
    message = f'<p class="error" id="error" role="alert">{escape(error)}</p>' if error else ""
    fields = (
        ("old", text("sign.old"), "current-password", " autofocus"),
        ("new", text("sign.new"), "new-password", ""),
        ("again", text("sign.again"), "new-password", ""),
    )
    inputs = "".join(
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" type="password"'
        f' autocomplete="{kind}" required maxlength="128"{focus}>'
        for name, label, kind, focus in fields
    )
    form = (
        f'<form method="post" action="/password">{message}'
        f'<input type="hidden" name="login" value="{escape(login)}" autocomplete="username">'
        f'{inputs}<button type="submit">{text("sign.change")}</button></form>'
        f'<p class="note">{text("sign.change_note")} <a href="/">{text("sign.back")}</a></p>'
    )
    return _page(text("sign.title_password"), form, appearance)


def sign_out_page(appearance: str = CHOICES[0]) -> str:
    """Return the question that is asked where the browser can't show who sent the request."""
    form = (
        f'<form method="post" action="/signout"><p>{text("sign.out_question")}</p>'
        f'<button type="submit">{text("sign.out")}</button></form>'
        f'<p class="note"><a href="/">{text("sign.back")}</a></p>'
    )
    return _page(text("sign.title_out"), form, appearance)
