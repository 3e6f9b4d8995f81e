"""A menu that closes after a choice wherever it covers the page.

Streamlit's front end closes it on what calls itself a phone only; it lies over the page on every
narrow screen. Without this script it stays open there until its button is pressed.
"""

from __future__ import annotations

SCRIPT = """<script>(() => {
  const narrow = matchMedia("(max-width: 767.98px)");
  const open = '[data-testid="stSidebar"][data-collapsed="false"]';
  addEventListener("click", (event) => {
    const link = event.target instanceof Element
      && event.target.closest('[data-testid="stSidebarNavLink"]');
    if (!link || !narrow.matches) return;
    setTimeout(() => {
      const button = document.querySelector(
        open + ' [data-testid="stSidebarCollapseButton"] button');
      if (button) button.click();
    });
  });
})();</script>"""
