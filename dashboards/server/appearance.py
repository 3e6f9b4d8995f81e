"""Light, dark or as the system: what a browser's reader chose, and how all parts come to follow it.

The choice is kept in a cookie of the browser. The script writes it on the page's root before
anything is drawn, where the style sheets (``style/variables.py``) read it, and under the name that
Streamlit's front end keeps its own theme by, which so wears the same colours. Without the script
pages are light.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from style.palette import FONT_FAMILY, LEVEL_MARKS, Appearance, palette
from style.variables import ATTRIBUTE

COOKIE = "weisu_appearance"
CHOICES = ("light", "dark", "system")
"""What may be chosen; the first holds where nothing was."""

SCRIPT = """<script>(() => {
  const themes = { light: "Light", dark: "Dark", system: "System" };
  const found = /(?:^|; )COOKIE=(\\w+)/.exec(document.cookie);
  const choice = found && Object.hasOwn(themes, found[1]) ? found[1] : "light";
  document.documentElement.setAttribute("ATTRIBUTE", choice);
  try {
    const key = "stActiveTheme-" + location.pathname + "-v2";
    localStorage.setItem(key, JSON.stringify(themes[choice]));
  } catch { /* a browser that keeps nothing shows Streamlit's parts as the system is */ }
  addEventListener("click", (event) => {
    const button = event.target instanceof Element
      && event.target.closest("button[data-appearance]");
    if (!button) return;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = "COOKIE=" + button.dataset.appearance
      + "; path=/; max-age=31536000; samesite=lax" + secure;
    location.reload();
  });
})();</script>""".replace("COOKIE", COOKIE).replace("ATTRIBUTE", ATTRIBUTE)


def chosen(cookies: Mapping[str, str]) -> str:
    """Return which of ``CHOICES`` the browser's cookies hold."""
    choice = cookies.get(COOKIE, "")
    return choice if choice in CHOICES else CHOICES[0]


def theme_options() -> dict[str, Any]:
    """Return Streamlit's options for the colours of its own parts, in both appearances."""
    options: dict[str, Any] = {"theme.font": FONT_FAMILY, "theme.headingFont": FONT_FAMILY}
    appearances: tuple[Appearance, ...] = ("light", "dark")
    for appearance in appearances:
        for name, colour in _theme(palette(appearance)).items():
            options[f"theme.{appearance}.{name}"] = colour
    return options


def _theme(colours: Mapping[str, str]) -> dict[str, str]:
    red, orange, yellow, blue = (colours[name] for name in LEVEL_MARKS)
    return {
        "primaryColor": colours["blue"],
        "backgroundColor": colours["paper"],
        "secondaryBackgroundColor": colours["ground"],
        "textColor": colours["ink"],
        "linkColor": colours["blue"],
        "borderColor": colours["rule"],
        "dataframeBorderColor": colours["rule"],
        "dataframeHeaderBackgroundColor": colours["ground"],
        "redColor": red,
        "orangeColor": orange,
        "yellowColor": yellow,
        "blueColor": blue,
        "grayColor": colours["grey"],
        "sidebar.backgroundColor": colours["ground"],
        "sidebar.secondaryBackgroundColor": colours["paper"],
    }
