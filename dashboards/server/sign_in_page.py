"""The sign-in and sign-out pages: plain HTML of our own, which works without JavaScript."""

from __future__ import annotations

from html import escape

from style.palette import ACCENT, BLUE, FONT_FAMILY, INK, MUTED, PAPER, RULE
from style.texts import PRODUCT

LINE = "未诉先办 · 12345 热线分析决策平台"

_STYLE = f"""
*,*::before,*::after{{box-sizing:border-box}}
html{{-webkit-text-size-adjust:100%}}
body{{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;
padding:24px 16px;background:#F3F6F9;color:{INK};font:16px/1.6 {FONT_FAMILY}}}
main{{width:100%;max-width:380px;background:{PAPER};border:1px solid {RULE};
border-top:4px solid {BLUE};border-radius:6px;padding:32px 28px}}
h1{{margin:0;font-size:32px;line-height:1.25;letter-spacing:.06em}}
.line{{margin:4px 0 24px;color:{MUTED};font-size:14px}}
label{{display:block;margin:0 0 6px;font-weight:600;font-size:15px}}
input{{width:100%;height:44px;margin:0 0 18px;padding:0 12px;font:inherit;color:inherit;
background:{PAPER};border:1px solid #7A8594;border-radius:4px}}
input:focus-visible,button:focus-visible{{outline:3px solid #A9C4E4;outline-offset:1px;
border-color:{BLUE}}}
button{{width:100%;height:46px;font:inherit;font-weight:600;color:#fff;background:{BLUE};
border:1px solid {BLUE};border-radius:4px;cursor:pointer}}
button:hover{{background:#184C8C}}
.error{{margin:0 0 18px;padding:10px 12px;border-left:4px solid {ACCENT};background:#FBF0ED;
color:{INK};font-size:15px}}
.note{{margin:18px 0 0;color:{MUTED};font-size:13px}}
@media (max-width:420px){{main{{padding:28px 20px}}}}
@media (forced-colors:active){{main,input,button{{border-color:CanvasText}}}}
"""

# A speech bubble with a tick, as the page's icon: no file to fetch before sign-in.
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Cpath fill='%231F5FAE' d='M4 5h24v18H15l-7 6v-6H4z'/%3E"
    "%3Cpath fill='none' stroke='%23fff' stroke-width='3' d='M10 14l4 4 8-8'/%3E%3C/svg%3E"
)


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        '<meta name="format-detection" content="telephone=no">'
        f'<title>{escape(title)} · {PRODUCT}</title><link rel="icon" href="{ICON}">'
        f"<style>{_STYLE}</style></head><body><main>"
        f'<h1>{PRODUCT}</h1><p class="line">{LINE}</p>{body}</main></body></html>'
    )


def sign_in_page(*, wanted: str, login: str = "", error: str = "", note: str = "") -> str:
    """Return the page; ``wanted`` is where to go afterwards, ``login`` what was typed before."""
    wrong = ' aria-invalid="true" aria-describedby="error"' if error else ""
    first, second = ("", " autofocus") if login else (" autofocus", "")
    message = f'<p class="error" id="error" role="alert">{escape(error)}</p>' if error else ""
    if note and not error:
        message = f'<p class="error" role="status">{escape(note)}</p>'
    form = (
        '<form method="post" action="/signin">'
        f'{message}<input type="hidden" name="next" value="{escape(wanted)}">'
        '<label for="login">用户名</label>'
        f'<input id="login" name="login" value="{escape(login)}" autocomplete="username" required'
        f' maxlength="64" autocapitalize="none" spellcheck="false"{wrong}{first}>'
        '<label for="password">密码</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password"'
        f' required maxlength="128"{wrong}{second}>'
        '<button type="submit">登录</button></form>'
        '<p class="note">忘记密码或需要开通账号，请联系本单位安全管理员。</p>'
    )
    return _page("登录", form)


def password_page(*, login: str, error: str = "") -> str:
    """Return the form for a new password of one's own; ``login`` is whose it is."""
    message = f'<p class="error" id="error" role="alert">{escape(error)}</p>' if error else ""
    fields = (
        ("old", "原密码", "current-password", " autofocus"),
        ("new", "新密码", "new-password", ""),
        ("again", "再输一次新密码", "new-password", ""),
    )
    inputs = "".join(
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" type="password"'
        f' autocomplete="{kind}" required maxlength="128"{focus}>'
        for name, label, kind, focus in fields
    )
    form = (
        f'<form method="post" action="/password">{message}'
        f'<input type="hidden" name="login" value="{escape(login)}" autocomplete="username">'
        f'{inputs}<button type="submit">修改密码</button></form>'
        '<p class="note">新密码至少10个字符，须含字母和数字。修改后需要重新登录。'
        ' <a href="/">返回</a></p>'
    )
    return _page("修改密码", form)


def sign_out_page() -> str:
    """Return the question that is asked where the browser can't show who sent the request."""
    form = (
        '<form method="post" action="/signout"><p>确定要退出登录吗？</p>'
        '<button type="submit">退出登录</button></form>'
        '<p class="note"><a href="/">返回</a></p>'
    )
    return _page("退出登录", form)
